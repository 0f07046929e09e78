"""What does an address fill in on a new form? Only related records that it can mean."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import HttpRequest


class PrefillMixin:
    """For a ModelAdmin whose new form may be opened with values in its address, by whatever program wrote it."""

    opts: Any

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the values that stand in the address, without keys of related records that are no keys."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        return {name: value for name, value in given.items() if can_mean(self.opts, name, value)}


def can_mean(opts: Any, name: str, value: str | list[str]) -> bool:
    """Return whether a value can be a key, or keys, of what a relation of the model leads to; else the form decides."""
    try:
        field = opts.get_field(name)
    except FieldDoesNotExist:
        return True
    if not (field.is_relation and field.concrete):
        return True
    try:
        for key in value if isinstance(value, list) else [value]:
            # Its validators too: a number that no database holds would end the page and not the form.
            field.related_model._meta.pk.clean(key, None)
    except ValidationError:
        return False
    return True
