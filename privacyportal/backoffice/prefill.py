"""What does an address fill in on a new form? Choices, keys and days; no words, for addresses are kept in logs."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models.options import Options
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from privacyportal.backoffice import addresses
from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Doubt, Frame, Reading


class PrefillMixin:
    """For a ModelAdmin whose new form may be opened with values in its address, by whatever program wrote it."""

    opts: "Options[models.Model]"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return what stands in the address, without words, and without keys, days and instants that are none."""
        given: dict[str, str | list[str]] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        meant = {name: meaning(self.opts, name, value) for name, value in given.items()}
        return {name: value for name, value in meant.items() if value is not None}


def meaning(opts: "Options[models.Model]", name: str, value: str | list[str]) -> str | list[str] | date | None:
    """Return what a text of an address means in a field of the model: a day, an instant, keys, a choice.

    A day that may be two is kept as it stands. None where it means nothing: a widget or the database would end the
    page and not the form. None too for words to read, which may be about a person.
    """
    try:
        field = opts.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(field, models.DateTimeField):
        return addresses.instant(str(value)) or _asked(moments.instant, value)
    if isinstance(field, models.DateField):
        return addresses.day(str(value)) or _asked(moments.day_only, value)
    if isinstance(field, models.ForeignKey):
        return value if are_keys(field, value) else None
    is_chosen = isinstance(field, models.Field) and bool(field.choices)
    return value if is_chosen and not field.is_relation else None


def _asked(read: Callable[[str, Frame], Reading[date]], value: str | list[str]) -> str | None:
    """Return a day that may be two as it stands: the form's box asks which is meant."""
    text = str(value)
    return text if isinstance(read(text, Frame(timezone.now())), Doubt) else None


def are_keys(field: "models.ForeignKey[models.Model, models.Model]", value: str | list[str]) -> bool:
    """Return whether a value can be a key, or keys, of what a relation leads to, as far as any database holds them."""
    try:
        for key in value if isinstance(value, list) else [value]:
            field.related_model._meta.pk.clean(key, None)
    except ValidationError:
        return False
    return True


def insist_on_keys(opts: "Options[models.Model]", typed: QueryDict) -> None:
    """Let pass only a form whose choices of a related record are keys: Django asks the database for any, and fails.

    :raises BadRequest: when a form brings something that no page offers and no database holds.
    """
    for field in opts.get_fields():
        sent = typed.getlist(field.name) if isinstance(field, models.ForeignKey) else []
        if isinstance(field, models.ForeignKey) and not are_keys(field, [key for key in sent if key]):
            raise BadRequest(f"{field.name!r} is no key of a record.")
