"""What does the one box answer? Of each kind the records that hold what was typed, as it was written there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.db.models import Model, Q

from privacyportal.backoffice.labels import Text
from privacyportal.references.kinds import RecordKind, Referenced
from privacyportal.references.models import Reference
from privacyportal.references.reading import RecordQuerySet
from privacyportal.references.registry import kinds
from privacyportal.search import index, keys, registry
from privacyportal.search.asking import COMMON, Word, holding, looked_up, readings, reads, word_of
from privacyportal.search.folding import fold, folded
from privacyportal.search.models import Entry
from privacyportal.search.registry import Found

if TYPE_CHECKING:
    from privacyportal.references.reading import Viewer

SHOWN = 10
AROUND = 30
EXCERPTS = 3
# More digits than a record's number ends in.
ENDING_DIGITS = 8
CUT = "…"


@dataclass(frozen=True)
class Part:
    """A piece of a text as it was written; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Excerpt:
    """Where a record holds the words: what the text is, and the pieces of it."""

    words: Text
    weight: int
    parts: tuple[Part, ...]


@runtime_checkable
class Titled(Protocol):
    """A record that says in one line what it is about, to whoever sees it."""

    @property
    def title(self) -> str:
        """Return it."""


@dataclass
class Hit:
    """A record that was found; the heaviest excerpts first."""

    record: Model
    number: str
    excerpts: list[Excerpt] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return what the record is about in one line, "" where its number says all."""
        title = self.record.title if isinstance(self.record, Titled) else str(self.record)
        return "" if title == self.number else title

    @property
    def weight(self) -> int:
        """Return how near the top it belongs."""
        return max((excerpt.weight for excerpt in self.excerpts), default=0)


@dataclass(frozen=True)
class Group:
    """The records of one kind; `has_more` says that there are others, and not how many."""

    model: type[Model]
    hits: Sequence[Hit]
    has_more: bool


def answer(text: str, *, user: "Viewer") -> list[Group]:
    """Return what a person finds by a text, kind by kind, of what they see by words that they may read."""
    every = list(kinds())
    words, ending = looked_up(text, ()), _ending_in(text)
    return [group for kind in every if words and (group := _group(kind, words, ending, user)) is not None]


def _ending_in(text: str) -> set[int]:
    """Return the keys of the records whose number ends in just the digits that were typed: they come first."""
    typed = fold(text)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= ENDING_DIGITS):
        return set()
    return {one.reference_id for one in index.candidates((keys.ending(typed),), (), limit=COMMON)}


def _group(kind: RecordKind, words: Sequence[Word], ending: Collection[int], user: "Viewer") -> Group | None:
    # A word that is common somewhere may be rare here: only then is a kind asked for itself.
    words = [word_of(word.forms, [kind.prefix]) if word.entries is None else word for word in words]
    if not all(word.may_be_in(kind) for word in words):
        return None
    rows = holding(kind.rows().visible_to(user), words, kind, user=user)
    records = _first(rows.select_related("reference").order_by("-reference_id"), ending)
    if not records:
        return None
    hits = {number.pk: Hit(row, str(number)) for row in records[:SHOWN] if (number := _number(row)) is not None}
    for reference, excerpt in _excerpts(_readable(kind, list(hits), words, user), words):
        hits[reference].excerpts.append(excerpt)
    for hit in hits.values():
        hit.excerpts = sorted(hit.excerpts, key=lambda excerpt: -excerpt.weight)[:EXCERPTS]
    best = sorted(hits.items(), key=lambda item: (item[0] not in ending, -item[1].weight))
    return Group(kind.model_class, [hit for _reference, hit in best], has_more=len(records) > SHOWN)


def _first(rows: RecordQuerySet, ending: Collection[int]) -> Sequence[Model]:
    """Return one record more than is shown, those of some numbers before all others."""
    first = list(rows.filter(reference_id__in=ending)[: SHOWN + 1]) if ending else []
    return [*first, *rows.exclude(reference_id__in=ending)[: SHOWN + 1]][: SHOWN + 1]


def _number(row: Model) -> Reference | None:
    return row.reference if isinstance(row, Referenced) else None


def _readable(kind: RecordKind, references: Collection[int], words: Iterable[Word], user: "Viewer") -> Iterator[Entry]:
    """Yield the entries of some records that hold a word and that the person may read."""
    holds = reduce(or_, (word.holds() for word in words))
    may = Q(pk__in=[])
    for shown, names in readings(kind).items():
        rows = reads(shown, kind, user)
        seen = None if rows is None else rows.filter(reference_id__in=references).values("reference_id")
        may |= Q(name__in=names) if seen is None else Q(name__in=names, reference_id__in=seen)
    yield from Entry.objects.filter(holds, may, reference_id__in=references).order_by("pk")


def _excerpts(entries: Iterable[Entry], words: Sequence[Word]) -> Iterator[tuple[int, Excerpt]]:
    """Yield for each record what of its texts holds the words, read from the rows as they were written."""
    by_model: dict[type[Model], list[tuple[Entry, Found]]] = defaultdict(list)
    for entry in entries:
        if (found := registry.named(entry.name)) is not None:
            by_model[found.model_class].append((entry, found))
    for model, some in by_model.items():
        columns = {column for _entry, found in some for column in found.fields}
        rows = model._base_manager.filter(pk__in=[entry.source for entry, _found in some]).values("pk", *columns)
        texts = {str(row["pk"]): row for row in rows}
        for entry, found in some:
            for column in found.fields:
                value = texts.get(entry.source, {}).get(column)
                if value and (parts := excerpt(str(value), words)):
                    yield entry.reference_id, Excerpt(found.words, found.weight, parts)


def excerpt(text: str, words: Iterable[Word]) -> tuple[Part, ...]:
    """Return the pieces of a text around the first place that holds a word; a short text whole, () where none does.

    A number or a reading that was typed in another writing stands nowhere as it was typed: then a short text is whole.
    """
    one = folded(text)
    places = sorted({place for word in words for form in word.forms for place in one.places(form)})
    if not places:
        return (Part(text),) if len(text) <= 2 * AROUND else ()
    start, end = max(0, places[0][0] - AROUND), min(len(text), places[0][1] + 2 * AROUND)
    parts = [Part(CUT)] if start else []
    at = start
    for first, last in places:
        if first >= at and last <= end:
            parts += [Part(text[at:first]), Part(text[first:last], is_hit=True)]
            at = last
    parts += [Part(text[at:end]), Part(CUT if end < len(text) else "")]
    return tuple(part for part in parts if part.text)
