"""Which related records may a person choose, or filter a list by?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.contrib.admin import FieldListFilter, ModelAdmin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest

from privacyportal.backoffice.querysets import rows_visible_to

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

type ForeignKey = models.ForeignKey[models.Model, models.Model]


def visible[M: models.Model](model: type[M], request: HttpRequest) -> models.QuerySet[M]:
    """Return the records of a model that the person may see; models without such a rule are shown whole."""
    return rows_visible_to(request.user, model)


class VisibleRelatedFilter(RelatedFieldListFilter):
    """A filter by a related record that offers only the records the person may see."""

    def field_choices(
        self, field: RelatedField, request: HttpRequest, model_admin: "ModelAdmin[models.Model]"
    ) -> "list[tuple[str, _StrOrPromise]]":
        """Return (key, label) of the visible related records."""
        related = visible(field.related_model, request)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(record.pk, str(record)) for record in related.order_by(*ordering)]


class Suggested(AutocompleteSelect):
    """A choice among records that are suggested while one types; where none is chosen, none is looked up."""

    def optgroups(
        self, name: str, value: Sequence[str], attr: dict[str, object] | None = None
    ) -> list[tuple[str | None, list[dict[str, object]], int | None]]:
        """Return what is chosen, and where nothing need be, that nothing is."""
        if any(value):
            return super().optgroups(name, value, attr)
        return [(None, [] if self.is_required else [self.create_option(name, "", "", False, 0)], 0)]


class RecordsField(forms.ModelMultipleChoiceField):
    """Several related records; what can be no key is no choice, where Django would ask the database and fail."""

    def clean(self, value: object) -> models.QuerySet[models.Model]:
        """Return the chosen records.

        :raises ValidationError: for a record that may not be chosen, or a key that no database holds.
        """
        if self.queryset is None:
            return super().clean(value)
        key_field = self.queryset.model._meta.pk
        for key in value if isinstance(value, (list, tuple)) else ():
            try:
                key_field.clean(key, None)
            except ValidationError as error:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                ) from error
        return super().clean(value)


FieldListFilter.register(lambda field: bool(field.remote_field), VisibleRelatedFilter, take_priority=True)
