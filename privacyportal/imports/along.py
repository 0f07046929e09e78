"""What does the portal itself make of a record that goes with it, when the import that brought the record is undone?

Everything else that refers to such a record, and was not made by the import, was built on it: that is the default.
An app names its tables of this kind at start-up: what follows from the record by rules and nobody has acted upon.
"""

from django.apps import apps
from django.db import models
from django.db.models import Q

_along: dict[type[models.Model], Q] = {}


def goes_along(label: str, *, when: Q | None = None) -> None:
    """Let the rows of a model go with the record that they follow from; only those of which `when` holds."""
    _along[apps.get_model(label)] = when if when is not None else Q()


def condition_of(model: type[models.Model]) -> Q | None:
    """Return when rows of a model go with their record; None where they never do."""
    return _along.get(model)
