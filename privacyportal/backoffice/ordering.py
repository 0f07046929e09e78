"""Where do rows without a value stand when a list is put in order? Last, both ways, on every database."""

from collections.abc import Iterable, Iterator

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, OrderBy
from django.db.models.constants import LOOKUP_SEP

type Part = str | F | OrderBy


def empty_last(model: type[models.Model], ordering: Iterable[Part]) -> Iterator[Part]:
    """Yield an order with what is empty at its end; what is never empty stays as it is, and keeps its index."""
    for part in ordering:
        if isinstance(part, OrderBy) and not (part.nulls_first or part.nulls_last):
            found = part.copy()
            found.nulls_last = True
            yield found
        elif isinstance(part, str):
            yield from _by_name(model, part)
        else:
            yield part


def _by_name(model: type[models.Model], part: str) -> Iterator[Part]:
    name = part.removeprefix("-")
    field = _field(model, name)
    if field is not None and not field.null:
        yield part
    elif field is None or not field.is_relation:
        yield _ordered(name, part)
    else:
        yield from (_ordered(f"{name}{LOOKUP_SEP}{inner}", part) for inner in _inner(field.related_model))


def _field(model: type[models.Model], name: str) -> models.Field | None:
    """Return the field that a path ends in; None for what the rows are given beside their fields."""
    try:
        way = get_fields_from_path(model, "id" if name == "pk" else name)
    except FieldDoesNotExist:
        return None
    return next((field for field in way if field.null), way[-1])


def _inner(model: object) -> list[str]:
    """Return by which of its fields a related record is put in order."""
    named = model._meta.ordering if isinstance(model, type) and issubclass(model, models.Model) else None
    return [one for one in named or () if isinstance(one, str)] or ["pk"]


def _ordered(name: str, part: str) -> OrderBy:
    return OrderBy(F(name), descending=part.startswith("-"), nulls_last=True)
