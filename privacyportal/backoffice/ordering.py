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
    way = _way(model, name)
    if way and not any(field.null for field in way):
        yield part
    elif way and way[-1].is_relation:
        for inner in _inner(way[-1].related_model):
            down = part.startswith("-") != inner.startswith("-")
            yield _ordered(f"{name}{LOOKUP_SEP}{inner.removeprefix('-')}", down=down)
    else:
        yield _ordered(name, down=part.startswith("-"))


def _way(model: type[models.Model], name: str) -> list[models.Field]:
    """Return the fields along a path; none for what the rows are given beside their fields."""
    try:
        return list(get_fields_from_path(model, "id" if name == "pk" else name))
    except FieldDoesNotExist:
        return []


def _inner(model: object) -> list[str]:
    """Return by which of its fields a related record is put in order."""
    named = model._meta.ordering if isinstance(model, type) and issubclass(model, models.Model) else None
    return [one for one in named or () if isinstance(one, str)] or ["pk"]


def _ordered(name: str, *, down: bool) -> OrderBy:
    return OrderBy(F(name), descending=down, nulls_last=True)
