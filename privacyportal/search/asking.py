"""Which records hold what somebody types, among those that they see, by words that they may read?

Each word is looked up in the index first. Of a rare one the records are known then, and the list needs only their keys.
A common one is looked for row by row, in the order of the list, until the page is full: so neither costs more than a
page of the list. A word's forms are alternatives; a record is found that holds every word, each wherever it stands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from privacyportal.references.kinds import RecordKind, registered
from privacyportal.references.reading import RecordQuerySet
from privacyportal.references.registry import is_whole
from privacyportal.search import index, registry, typed
from privacyportal.search.index import Candidate
from privacyportal.search.models import Entry
from privacyportal.search.registry import Shown

if TYPE_CHECKING:
    from privacyportal.references.reading import Viewer

# How many entries make a word common.
COMMON = 1000


@dataclass(frozen=True)
class Word:
    """A word that was typed, with its forms and the entries that hold it; `entries` is None where they are many."""

    forms: tuple[str, ...]
    entries: tuple[Candidate, ...] | None

    def may_be_in(self, kind: RecordKind) -> bool:
        """Return whether records of a kind may hold the word."""
        return self.entries is None or any(one.prefix == kind.prefix for one in self.entries)

    def holds(self) -> Q:
        """Return the condition that an entry holds the word."""
        return reduce(or_, (Q(folded__contains=form) for form in self.forms))


def looked_up(text: str, prefixes: Sequence[str]) -> list[Word]:
    """Return the words of a text with what the index knows of them in some kinds of record: one statement a word.

    :param prefixes: none for all kinds
    """
    return [word_of(forms, prefixes) for forms in typed.words(text)]


def narrowed[R: QuerySet[Model]](rows: R, text: str, *, user: "Viewer", through: Sequence[str] = ()) -> R:
    """Return of a numbered kind's rows, which the person sees, those that hold what was typed; all where it is empty.

    :param through: relations to records of other kinds by whose words a row is found too (a contract by its vendor)
    :raises KeyError: for rows of a model that has no numbers.
    """
    kind = kind_of(rows.model)
    others = [(path, kind_of(_model_at(rows.model, path))) for path in through]
    for word in looked_up(text, [kind.prefix, *(other.prefix for _path, other in others)]):
        condition = _condition(word, kind, user)
        for path, other in others:
            held = other.rows().visible_to(user).filter(_condition(word, other, user))
            condition |= Q((f"{path}__in", held.values("pk")))
        rows = rows.filter(condition)
    return rows


def about(text: str, *, user: "Viewer", path: str) -> Q:
    """Return the condition that rows are about records, of any kind, which the person finds by what was typed.

    :param path: the relation that leads from the rows to the record's number
    """
    found = Q()
    for word in looked_up(text, ()):
        condition = Q(pk__in=[])
        for kind in registered.values():
            if word.may_be_in(kind):
                held = kind.rows().visible_to(user).filter(_condition(word, kind, user))
                first = held.filter(reference_id=OuterRef(path)).values("pk")[:1]
                known = Q((f"{path}__in", held.values("reference_id")))
                condition |= Q(IsNull(Subquery(first), False)) if word.entries is None else known
        found &= condition
    return found


def holding[R: QuerySet[Model]](rows: R, words: Iterable[Word], kind: RecordKind, *, user: "Viewer") -> R:
    """Return of the rows of a kind, which the person sees, those that hold each of the words that were looked up."""
    for word in words:
        rows = rows.filter(_condition(word, kind, user))
    return rows


def kind_of(model: type[Model]) -> RecordKind:
    """Return the kind of record that a model stores.

    :raises KeyError: for a model that has no numbers.
    """
    kind = next((kind for kind in registered.values() if kind.model == model._meta.label), None)
    if kind is None:
        raise KeyError(f"{model._meta.label} has no numbers to be found by.")
    return kind


def readings(kind: RecordKind) -> Mapping[Shown, Sequence[str]]:
    """Return the declarations whose words lead to records of a kind, by what is asked of those who may read them."""
    found: dict[Shown, list[str]] = defaultdict(list)
    for one in registry.every():
        if one.kind in ("", kind.prefix):
            found[one.shown].append(one.name)
    return found


def reads(shown: Shown, kind: RecordKind, user: "Viewer") -> RecordQuerySet | None:
    """Return the records of a kind whose words a person may read; None for all that they see."""
    if shown is registry.visible:
        return None
    rows = shown(kind.rows(), user)
    return None if is_whole(rows) else rows


def _model_at(model: type[Model], path: str) -> type[Model]:
    related = model._meta.get_field(path).related_model
    if not isinstance(related, type):
        raise KeyError(f"{model._meta.label}.{path} leads to no record.")
    return related


def word_of(forms: tuple[str, ...], prefixes: Sequence[str]) -> Word:
    """Return a word with what the index knows of it in some kinds of record, none for all: one statement."""
    found = index.candidates(forms, prefixes, limit=COMMON + 1)
    return Word(forms, None if len(found) > COMMON else tuple(found))


def _condition(word: Word, kind: RecordKind, user: "Viewer") -> Q:
    if word.entries is None:
        return _somewhere(word, kind, user)
    condition = Q(pk__in=[])
    for rows, names in _opened(kind, user):
        if found := sorted({one.reference_id for one in word.entries if _is_of(one, names, kind)}):
            among = Q() if rows is None else Q(pk__in=rows.filter(reference_id__in=found).values("pk"))
            condition |= Q(reference_id__in=found) & among
    return condition


def _somewhere(word: Word, kind: RecordKind, user: "Viewer") -> Q:
    """Return the condition that a record holds a common word, asked of it alone: nothing is gathered beforehand.

    A subquery for its value, since for one of existence PostgreSQL looks through all entries first.
    """
    may = Q(pk__in=[])
    for rows, names in _opened(kind, user):
        may |= Q(name__in=names) & _read_by(rows)
    entries = Entry.objects.filter(word.holds(), may, reference=OuterRef("reference_id"))
    return Q(IsNull(Subquery(entries.values("pk")[:1]), False))


def _read_by(rows: RecordQuerySet | None) -> Q:
    return Q() if rows is None else Q(Exists(rows.filter(reference_id=OuterRef("reference_id"))))


def _opened(kind: RecordKind, user: "Viewer") -> list[tuple[RecordQuerySet | None, list[str]]]:
    """Return the declarations by the records of which a person may read their words; first what they read of all."""
    whole: list[str] = []
    some: list[tuple[RecordQuerySet | None, list[str]]] = []
    for shown, names in readings(kind).items():
        rows = reads(shown, kind, user)
        if rows is None:
            whole.extend(names)
        else:
            some.append((rows, list(names)))
    return [(None, whole), *some] if whole else some


def _is_of(one: Candidate, names: Collection[str], kind: RecordKind) -> bool:
    return one.prefix == kind.prefix and one.name in names
