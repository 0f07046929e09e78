"""Which texts does a deed bring along, wherever among its arguments they stand?"""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter


def texts_in(
    given: Mapping[str, object], *, besides: Collection[str] = (), apart: Collection[str] = ()
) -> dict[str, str]:
    """Return the texts among what a deed is given, by name; those inside a mapping or a dataclass too.

    What stands inside an argument named `apart` is named with it (`complainant_address`), as its form field is: two
    persons of one deed both have a name.
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, Mapping) or (is_dataclass(value) and not isinstance(value, type)):
            inside = texts_in(_parts(value), besides=besides, apart=apart)
            found |= {f"{name}_{part}" if name in apart else part: text for part, text in inside.items()}
        elif isinstance(value, str) and name not in besides:
            found[name] = value
    return found


def _parts(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    return {part.name: attrgetter(part.name)(value) for part in fields(value)} if is_dataclass(value) else {}
