"""Which questions could an address ask of a model? Every field to a depth of relations, with every lookup."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP

DEPTH = 3


def questions(model: type[Model], depth: int = DEPTH) -> Iterator[str]:
    """Return every name by which Django could be asked for a field over up to `depth` relations, forward and back."""
    level: list[tuple[str, type[Model]]] = [("", model)]
    for _step in range(depth + 1):
        following: list[tuple[str, type[Model]]] = []
        for prefix, owner in level:
            for field, endings, related in fields(owner):
                path = f"{prefix}{field}"
                for ending in endings:
                    yield path + ending
                if related is not None:
                    following.append((f"{path}{LOOKUP_SEP}", related))
        level = following


@cache
def fields(model: type[Model]) -> list[tuple[str, tuple[str, ...], type[Model] | None]]:
    """Return (name, endings of a question, related model) of every field that a query of the model can name."""
    return [
        (field.name, ("", *(f"{LOOKUP_SEP}{name}" for name in lookups(field))), field.related_model)
        for field in model._meta.get_fields()
    ]


def lookups(field: Any) -> list[str]:
    """Return the comparisons and parts that a field offers; a relation has also those of the key it holds."""
    own = getattr(field, "field", field)
    held = getattr(own, "target_field", None)
    return sorted({*getattr(own, "get_lookups", dict)(), *(held.get_lookups() if held is not None else ())})
