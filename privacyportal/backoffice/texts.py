"""Which texts does a deed bring along, wherever among its arguments they stand?"""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter


def texts_in(given: Mapping[str, object], *, besides: Collection[str] = ()) -> dict[str, str]:
    """Return the texts among what a deed is given, by name; those inside a mapping or a dataclass too."""
    found: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, Mapping):
            found |= texts_in(value, besides=besides)
        elif is_dataclass(value) and not isinstance(value, type):
            found |= texts_in({part.name: attrgetter(part.name)(value) for part in fields(value)}, besides=besides)
        elif isinstance(value, str) and name not in besides:
            found[name] = value
    return found
