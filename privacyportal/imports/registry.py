"""Which kinds of records can be imported, and how does each come to be stored?"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportedRow
from privacyportal.imports import mapping as mappings
from privacyportal.imports.errors import MappingRefused
from privacyportal.imports.fields import Field, LookupField
from privacyportal.imports.rows import Problem, Row, Values
from privacyportal.references.kinds import Referenced

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

type Person = User | None
# The form that the portal itself gives out: what leaves by it comes back by it.
STANDARD = "standard"


@dataclass(frozen=True, kw_only=True)
class Bringing:
    """Who brings a file in, and when; `approved_by` is the second person where it comes in as history."""

    by: Actor
    at: datetime
    approved_by: Person = None


@dataclass(frozen=True)
class Match:
    """What the stored records have to say about new rows, by row key: the same record, or a contradiction."""

    references: dict[str, int] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)


class Importer(ABC):
    """How one kind of record comes in. A room subclasses this in its `imports.py` and registers an instance.

    `kind` is the word in mappings and commands; `permission` lets a person upload; `shipped` is the folder of the
    mappings that come with the portal; `model` is the label of what is created, which has a OneToOne `reference`;
    `whole_list` is the query by which the list of the records opens on all of them. `fields` say what a record takes
    from a file and gives to one. `history_right` lets a person approve that a file comes in as history; empty where
    nothing of the kind is history. `words` is a file (TOML) with what other registers call fields and values.
    """

    kind: ClassVar[str]
    label: ClassVar[Text]
    permission: ClassVar[str]
    shipped: ClassVar[Path]
    model: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    whole_list: ClassVar[Mapping[str, str]] = {}
    history_right: ClassVar[str] = ""
    words: ClassVar[Path | None] = None
    # Fields that a record may need though not every record does: a person is asked for them where no column fits.
    companions: ClassVar[tuple[str, ...]] = ()
    # Fields that hold a number of the record's own, by which one row is told from another.
    numbers: ClassVar[tuple[str, ...]] = ()
    # Fields that seldom change: a row that changes two of them at once is likely about another record.
    telling: ClassVar[frozenset[str]] = frozenset()

    def prepare(self, *, at: datetime) -> None:
        """Read what the codes in the file stand for, as of `at`; called once a run."""
        for item in self.fields:
            if isinstance(item, LookupField):
                item.prepare()

    def check(self, values: Values) -> Iterable[Problem]:
        """Return what is wrong between the fields of a row; no query here."""
        return ()

    def needed(self, codes: Mapping[str, Collection[str]]) -> Collection[str]:
        """Return the fields that rows need whose fields have these codes, beyond those that every row needs."""
        return ()

    def is_history(self, codes: Mapping[str, Collection[str]]) -> bool:
        """Return whether rows whose fields have these codes tell what was done elsewhere."""
        return False

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Return which rows are about records that exist though no import brought them; one query at most.

        `known` holds, by row key, what is remembered of the rows that an import did bring.
        """
        return Match()

    @abstractmethod
    def create(self, rows: Sequence[Row], *, bringing: Bringing) -> Sequence[RowResult[Referenced]]:
        """Register new records with one bulk deed; return what became of each row, in order."""

    @abstractmethod
    def update(self, rows: Sequence[tuple[int, Row]], *, bringing: Bringing) -> Sequence[RowResult[Referenced]]:
        """Write what the rows state onto records that exist, given by reference id, with one bulk deed.

        What a mapping fixes is for new records alone: only what stands in columns may change a record.
        """

    @abstractmethod
    def held(self, records: Sequence[Any]) -> Iterable[Values]:
        """Return what each record holds, by the names of the fields, as a file would say it; few queries for many."""

    def readable(self, records: QuerySet[Any], viewer: "User") -> QuerySet[Any]:
        """Return, of records that a person sees, those of which everything that a file says may be read by them."""
        return records

    def own(self, numbers: Sequence[str]) -> dict[str, int]:
        """Return, of these texts, those that are numbers of our records of the kind, with the reference's key."""
        records = apps.get_model(self.model)._default_manager.filter(reference__number__in=numbers)
        return dict(records.values_list("reference__number", "reference_id"))

    def resting_on(self, references: Sequence[int]) -> Iterable[tuple[str, models.Model]]:
        """Return what rests on records with these numbers' keys though it does not refer to them, with its number."""
        return ()

    def beside(self, references: Sequence[int]) -> Collection[int]:
        """Return the numbers' keys of records that stand for themselves and on which records with these keys bear."""
        return ()

    def bring_in_line(self, references: Sequence[int], *, at: datetime) -> int:
        """Compute anew what is due of such records, after those that bore on them went; return how many clocks."""
        return 0

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
