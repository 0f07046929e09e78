"""What are the trail's actions and fields called on screen?"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

# Written out here: apps' ready() imports this module before any model may be loaded.
type Text = str | Promise

_labels: dict[str, Text] = {}

# Under these keys a list is several things; under any other a list of two is what was before and what is now.
SEVERAL = frozenset(
    {
        "categories", "fields", "filters", "granted", "members_added", "members_removed", "purposes", "rights_granted",
        "rights_withdrawn", "roles", "withdrawn",
    }
)  # fmt: skip


def register(labels: Mapping[str, Text]) -> None:
    """Name audit actions (`cases.closed`) and change keys (`handler`) for people; called from an app's `ready()`."""
    _labels.update(labels)


def label(code: str) -> str:
    """Return the name of an action or field in the active language, or its code where nobody named it."""
    return str(_labels.get(code, code))


def sentence(changes: Mapping[str, Any]) -> str:
    """Return an entry's changes as one line of text."""
    told = ((key, value) for key, value in changes.items() if value not in ("", None, []))
    return "、".join(f"{label(key)}: {_value(key, value)}" for key, value in told)


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ("・" if key in SEVERAL else " → ").join(label(str(part)) for part in value)
    return label(str(value))
