"""What are the trail's actions and fields called on screen?"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from privacyportal.backoffice.dates import table_instant

# Written out here: apps' ready() imports this module before any model may be loaded.
type Text = str | Promise

_labels: dict[str, Text] = {}
NOTHING = "－"
# As the trail keeps an instant; a day it keeps as tables show it.
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")

# Under these keys a list is several things; under any other a list of two is what was before and what is now.
SEVERAL = frozenset(
    {
        "categories", "fields", "filters", "granted", "members_added", "members_removed", "purposes", "rights_granted",
        "rights_withdrawn", "roles", "withdrawn",
    }
)  # fmt: skip


def register(labels: Mapping[str, Text]) -> None:
    """Name audit actions (`cases.closed`), change keys (`handler`) and values for people.

    A value that means something else under another key is named with its key: `method=login`.
    """
    _labels.update(labels)


def label(code: str) -> str:
    """Return the name of an action or field in the active language, or its code where nobody named it."""
    return str(_labels.get(code, code))


def sentence(changes: Mapping[str, Any]) -> str:
    """Return an entry's changes as one line of text."""
    if "deed" in changes:
        # Of a refused attempt the reason tells the rest, in sentences.
        changes = {"deed": changes["deed"]}
    told = ((key, value) for key, value in changes.items() if value not in ("", None, []))
    comma, colon = ("、", "：") if get_language() == "ja" else (", ", ": ")
    return comma.join(f"{label(key)}{colon}{_value(key, value)}" for key, value in told)


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ("・" if key in SEVERAL else " → ").join(_word(key, part) for part in value)
    return _word(key, value)


def _word(key: str, value: Any) -> str:
    if value in ("", None):
        return NOTHING
    text = str(value)
    if INSTANT.match(text):
        return table_instant(datetime.fromisoformat(text))
    return label(f"{key}={text}" if f"{key}={text}" in _labels else text)
