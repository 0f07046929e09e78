"""What can be found? Each app declares in its `findables.py` which words of which rows lead to which record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from privacyportal.audit import covered
from privacyportal.backoffice.labels import Text
from privacyportal.references.reading import RecordQuerySet

if TYPE_CHECKING:
    from privacyportal.references.reading import Viewer

type Values = Mapping[str, object]
type Shown = Callable[[RecordQuerySet, "Viewer"], RecordQuerySet]


class Shape(Enum):
    """What kind of words a field holds: it decides under which forms they are found."""

    TEXT = "text"
    # A person's name or reading: the reading is found in Latin letters too.
    READING = "reading"
    # A telephone number, a customer's number: letters and digits alone count.
    NUMBER = "number"
    # A company's name, found without what only says what kind of company it is.
    COMPANY = "company"


def visible(rows: RecordQuerySet, user: "Viewer") -> RecordQuerySet:
    """Return the records of which a person may read what the list shows."""
    return rows.visible_to(user)


def contents(rows: RecordQuerySet, user: "Viewer") -> RecordQuerySet:
    """Return the records of which a person may read what hangs on them."""
    return rows.contents_visible_to(user)


def files(rows: RecordQuerySet, user: "Viewer") -> RecordQuerySet:
    """Return the records whose files a person may take."""
    return rows.files_visible_to(user)


def restricted_files(rows: RecordQuerySet, user: "Viewer") -> RecordQuerySet:
    """Return the records whose restricted files a person may take."""
    return rows.restricted_files_visible_to(user)


def always(_row: Values) -> bool:
    """Return True: every row can be found."""
    return True


@dataclass(frozen=True, kw_only=True)
class Found:
    """Fields of a model that are found alike, and shown to the same people.

    `name` is its own among all; `kind` is the prefix of the records that it leads to, "" for any; `reference` is the
    path from the row to the record's number; the heavier `weight`, the nearer the top; of which records a person may
    read the words, `shown` says; `words` name them on the answer's page. Where `when` says so of a row's `fields` and
    `asks`, its words can be found.
    """

    name: str
    kind: str
    model: str
    fields: tuple[str, ...]
    words: Text
    shown: Shown
    reference: str = "reference"
    shape: Shape = Shape.TEXT
    weight: int = 10
    asks: tuple[str, ...] = ()
    when: Callable[[Values], bool] = always

    @property
    def model_class(self) -> type[models.Model]:
        """Return the model whose rows hold the words."""
        return apps.get_model(self.model)


_found: dict[str, Found] = {}


def register(*founds: Found, hearer: covered.Hear) -> None:
    """Declare what can be found; `hearer` hears which rows were written.

    :raises ImproperlyConfigured: when a name is taken, or rows could be written in bulk without being heard of.
    """
    for found in founds:
        if found.name in _found:
            raise ImproperlyConfigured(f"{found.name} can be found already.")
        _found[found.name] = found
        of = {path.partition(LOOKUP_SEP)[0] for path in (*found.fields, *found.asks, found.reference)}
        covered.hear(found.model_class, hearer, of=of)


def every() -> Iterator[Found]:
    """Yield all that can be found."""
    yield from _found.values()


def named(name: str) -> Found | None:
    """Return what was declared under a name; None where a release no longer finds it."""
    return _found.get(name)


def of_model(model: type[models.Model]) -> list[Found]:
    """Return what can be found of a model's rows."""
    return [found for found in _found.values() if found.model_class is model]


def sources() -> list[type[models.Model]]:
    """Return the models whose rows hold words that can be found, each once."""
    return list(dict.fromkeys(found.model_class for found in _found.values()))
