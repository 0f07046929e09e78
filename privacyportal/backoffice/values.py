"""What do the fields of a record hold, asked by the name of the field?

A name that is no field of the model is an error at once, never an empty answer: nothing else of a record (a method, a
property, an attribute that somebody hung on it) is found by a name in a string.
"""

from collections.abc import Iterable, Mapping

from django.db import models


def value_of(record: models.Model, name: str) -> object:
    """Return what one field holds: of a foreign key the record it points at (its key by `..._id`), of many a list.

    :raises FieldDoesNotExist: when the model has no such field.
    """
    field = record._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{record._meta.label}.{name} is another record's field.")
    if isinstance(field, models.ManyToManyField):
        return list(field.value_from_object(record))
    if field.is_relation and name == field.name:
        held: object = getattr(record, name)
        return held
    plain: object = field.value_from_object(record)
    return plain


def values_of(record: models.Model, names: Iterable[str]) -> dict[str, object]:
    """Return what each of these fields holds, by name."""
    return {name: value_of(record, name) for name in names}


def differing(record: models.Model, values: Mapping[str, object]) -> dict[str, object]:
    """Return those of `values` that the record does not hold yet; the order of many does not count."""
    return {name: value for name, value in values.items() if not _holds(record, name, value)}


def _holds(record: models.Model, name: str, value: object) -> bool:
    held = value_of(record, name)
    if isinstance(record._meta.get_field(name), models.ManyToManyField):
        return _keys_of(held) == _keys_of(value)
    return bool(held == value)


def _keys_of(rows: object) -> set[object]:
    """Return the keys of the records that a field for many holds, or was given."""
    if not isinstance(rows, Iterable):
        raise TypeError(f"Not many records: {rows!r}")
    return {row.pk if isinstance(row, models.Model) else row for row in rows}
