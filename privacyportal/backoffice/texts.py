"""Which texts does a deed bring along, wherever among its arguments they stand?"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from pathlib import PurePath

from django.core.files.base import File
from django.db.models import Model

# What a kind of argument is made of, None for what is no dataclass: asked of every row of an import.
_GETTERS: dict[type, Mapping[str, Callable[[object], object]] | None] = {}


def texts_in(
    given: Mapping[str, object], *, besides: Collection[str] = (), apart: Collection[str] = ()
) -> dict[str, str]:
    """Return the texts among what a deed is given, by name; those inside a mapping, a dataclass or a list too.

    So are those of a record that is not stored yet. The name of a file is a text: whoever scans a card may have called
    it by its number. What is named in `besides` is passed over, whatever it is; what a query would have to fetch is
    stored, and was asked when it came.

    What stands inside an argument named `apart` is named with it (`complainant_address`), as its form field is: two
    persons of one deed both have a name. What stands in a list is named with its place (`file_0`, `slots_1_note`).
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if name in besides:
            continue
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, File):
            found[name] = PurePath(value.name or "").name
        elif isinstance(value, list | tuple | set | frozenset):
            listed = {f"{name}_{place}": one for place, one in enumerate(value)}
            found |= texts_in(listed, besides=besides, apart=listed)
        elif (parts := _parts(value)) is not None:
            inside = texts_in(parts, besides=besides, apart=apart)
            found |= {f"{name}_{part}" if name in apart else part: text for part, text in inside.items()}
    return found


def _parts(value: object) -> Mapping[str, object] | None:
    if isinstance(value, dict | Mapping):
        return value
    if isinstance(value, Model):
        columns = value._meta.concrete_fields if value._state.adding else ()
        return {column.name: column.value_from_object(value) for column in columns}
    kind = type(value)
    if kind not in _GETTERS:
        _GETTERS[kind] = {part.name: attrgetter(part.name) for part in fields(kind)} if is_dataclass(kind) else None
    getters = _GETTERS[kind]
    return None if getters is None else {name: get(value) for name, get in getters.items()}
