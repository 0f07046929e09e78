"""What are the trail's actions and fields called on screen?

A field of a record is called what its model calls it, and so are the values it can have. What an entry says beyond
that, an app names: for its own entries, so that one word may mean two things in two apps.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language, gettext

from privacyportal.backoffice.dates import table_instant

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Written out here: apps' ready() imports this module before any model may be loaded.
type Text = str | _StrPromise

_shared: dict[str, Text] = {}
_of_app: dict[tuple[str, str], Text] = {}
_tellers: dict[tuple[str, str], Callable[[str], str]] = {}
NOTHING = "－"
# As the trail keeps an instant; a day it keeps as tables show it.
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
FRACTION = re.compile(r"\d+\.\d{3,}")
MODEL = re.compile(r"[a-z_]+\.[A-Za-z]+")

# Under these keys a list is several things; under any other a list of two is what was before and what is now.
SEVERAL = frozenset(
    {
        "categories", "days", "fields", "filters", "granted", "members_added", "members_removed", "purposes",
        "rights_granted", "rights_withdrawn", "roles", "slots", "withdrawn",
    }
)  # fmt: skip


class Told(Protocol):
    """An entry of the trail, as far as its words go."""

    @property
    def action(self) -> str:
        """Return the past event with its app."""

    @property
    def model(self) -> str:
        """Return the label of the record's model; empty where there is none."""

    @property
    def changes(self) -> Mapping[str, object]:
        """Return what is told, by key."""


def register(labels: Mapping[str, Text], *, of: str = "") -> None:
    """Name audit actions (`cases.closed`), change keys (`handler`) and values for people.

    `of` is the app whose entries speak so; without it the words are everybody's who has none of their own. A value
    that means something else under another key is named with its key: `method=login`.
    """
    for code, text in labels.items():
        _shared.setdefault(code, text)
        if of:
            _of_app[of, code] = text


def tell(key: str, how: Callable[[str], str], *, of: str = "") -> None:
    """Say how a value under a key is told, where it is a code of master data or made of several codes.

    `how` takes what the trail keeps and returns words in the active language; `of` is the app whose entries speak so.
    """
    _tellers[of, key] = how


def label(code: str, *, of: str = "") -> str:
    """Return the name of an action or field in the active language, or its code where nobody named it."""
    return str(_named(code, of) or code)


def _named(code: str, of: str) -> Text | None:
    return _of_app.get((of, code)) or _shared.get(code)


def sentence(told: Told) -> str:
    """Return an entry's changes as one line of text."""
    changes = told.changes
    if "deed" in changes:
        # Of a refused attempt the reason tells the rest, in sentences.
        changes = {"deed": changes["deed"]}
    # An entry that names no record of its own may name the kind of record that it is about.
    app, model = told.action.partition(".")[0], _model(told.model) or _model(str(changes.get("kind", "")))
    comma, colon = ("、", "：") if get_language() == "ja" else (", ", ": ")
    said = ((key, value) for key, value in changes.items() if value not in ("", None, []))
    return comma.join(f"{_key(key, app, model)}{colon}{_value(key, value, app, model)}" for key, value in said)


def _model(name: str) -> type[models.Model] | None:
    try:
        return apps.get_model(name) if MODEL.fullmatch(name) else None
    except LookupError:
        return None


def _field(key: str, model: type[models.Model] | None) -> "models.Field[object, object] | None":
    try:
        found = model._meta.get_field(key) if model is not None else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


@cache
def _fields_of(app: str, key: str) -> "tuple[models.Field[object, object], ...]":
    """Return the fields of that name in an app: an entry may tell of another record than its own."""
    try:
        kinds = list(apps.get_app_config(app).get_models())
    except LookupError:
        return ()
    return tuple(field for kind in kinds if (field := _field(key, kind)) is not None)


def _chosen(app: str, key: str, text: str) -> object:
    """Return what some record of the app calls a value under that name."""
    words = (dict(field.flatchoices).get(text) for field in _fields_of(app, key))
    return next((word for word in words if word is not None), None)


def _key(key: str, app: str, model: type[models.Model] | None) -> str:
    own = _of_app.get((app, key))
    field = _field(key, model)
    if own or field is not None:
        return str(own or (field.verbose_name if field is not None else ""))
    others = _fields_of(app, key)
    return str(_shared.get(key) or (others[0].verbose_name if others else key))


def _value(key: str, value: object, app: str, model: type[models.Model] | None) -> str:
    if isinstance(value, list):
        return ("・" if key in SEVERAL else " → ").join(_word(key, part, app, model) for part in value)
    return _word(key, value, app, model)


def _word(key: str, value: object, app: str, model: type[models.Model] | None) -> str:
    if value in ("", None):
        return NOTHING
    text = str(value)
    if teller := _tellers.get((app, key)) or _tellers.get(("", key)):
        return teller(text)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if INSTANT.match(text):
        return table_instant(datetime.fromisoformat(text))
    if FRACTION.fullmatch(text):
        return f"{Decimal(text):.2f}"
    if key == "fields":
        return _key(text, app, model)
    field, kind = _field(key, model), _model(text)
    choices: dict[object, object] = dict(field.flatchoices) if field is not None else {}
    named = _named(f"{key}={text}", app) or choices.get(value) or _chosen(app, key, text) or _named(text, app)
    return str(named or (kind._meta.verbose_name if kind is not None else text))
