"""Which kinds of records can be imported, and how does each come to be stored?"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportedRow
from privacyportal.imports import mapping as mappings
from privacyportal.imports.errors import MappingRefused
from privacyportal.imports.fields import Field, LookupField
from privacyportal.imports.rows import Problem, Row, Values

# Users stand above this ground: whoever it is, the foreign keys know.
type Person = Any


@dataclass(frozen=True)
class Stored:
    """A record with its `reference` after the import touched it; `changes` for the trail: names, codes, dates only."""

    obj: Any
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """What the stored records have to say about new rows, by row key: the same record, or a contradiction."""

    references: dict[str, int] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)


class Importer(ABC):
    """How one kind of record comes in. A room subclasses this in its `imports.py` and registers an instance.

    `kind` is the word in mappings and commands; `permission` lets a person upload; `shipped` is the folder of the
    mappings that come with the portal; `model` is the label of what is created, which has a OneToOne `reference`;
    `created_action` and `updated_action` are the trail's words; `whole_list` is the query by which the list of the
    records opens on all of them.
    """

    kind: ClassVar[str]
    label: ClassVar[Text]
    permission: ClassVar[str]
    shipped: ClassVar[Path]
    model: ClassVar[str]
    created_action: ClassVar[str]
    updated_action: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    whole_list: ClassVar[Mapping[str, str]] = {}

    def prepare(self, *, at: datetime) -> None:
        """Read what the codes in the file stand for, as of `at`; called once a run."""
        for item in self.fields:
            if isinstance(item, LookupField):
                item.prepare()

    def check(self, values: Values) -> Iterable[Problem]:
        """Return what is wrong between the fields of a row; no query here."""
        return ()

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Return which rows are about records that exist though no import brought them; one query at most.

        `known` holds, by row key, what is remembered of the rows that an import did bring.
        """
        return Match()

    @abstractmethod
    def create(self, rows: Sequence[Row], *, by: Person, at: datetime) -> list[Stored]:
        """Store new records, in the order of the rows, in bulk, clocks refreshed with `suppress="imported"`."""

    @abstractmethod
    def update(self, rows: Sequence[tuple[int, Row]], *, by: Person, at: datetime) -> list[Stored]:
        """Write what the rows say onto records that exist, given by reference id; return those touched.

        The rows' values hold only what came from columns: what a mapping fixes is for new records alone.
        """

    def mapping_names(self) -> list[str]:
        """Return the names of the shipped mappings."""
        return sorted(path.stem for path in self.shipped.glob("*.toml"))

    def mapping(self, name_or_path: str) -> mappings.Mapping:
        """Return a shipped mapping by name, or the one in a file.

        :raises MappingRefused: when there is none, it is wrong, or it is for another kind.
        """
        shipped = self.shipped / f"{name_or_path}.toml"
        is_shipped = name_or_path in self.mapping_names()
        path = shipped if is_shipped else Path(name_or_path)
        if not is_shipped and not path.is_file():
            raise MappingRefused(
                _("There is no mapping “%(name)s”; shipped are %(known)s.")
                % {"name": name_or_path, "known": ", ".join(self.mapping_names())}
            )
        loaded = mappings.load(path)
        if loaded.kind != self.kind:
            raise MappingRefused(
                _("The mapping “%(name)s” is for %(kind)s, not for %(wanted)s.")
                % {"name": name_or_path, "kind": loaded.kind or "-", "wanted": self.kind}
            )
        return loaded


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Offer a kind of record for import; called when a room's `imports.py` is loaded."""
    _importers[importer.kind] = importer


def importers() -> list[Importer]:
    """Return every registered importer, by kind."""
    return [_importers[kind] for kind in sorted(_importers)]


def importer_for(kind: str) -> Importer:
    """Return the importer of a kind.

    :raises KeyError: when no room registered it.
    """
    return _importers[kind]
