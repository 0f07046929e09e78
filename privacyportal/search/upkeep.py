"""How does the index stay what the rows say? Whoever writes a row is heard, and its entries change with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import batched
from typing import NamedTuple, cast

from django.db import models, transaction

from privacyportal.audit import covered, inserting
from privacyportal.search import index, keys, registry
from privacyportal.search.models import Entry
from privacyportal.search.registry import Found, Shape, Values

BATCH = 500
type Place = tuple[str, str]
type Fold = Callable[[tuple[object, ...], Shape], str]


class Wanted(NamedTuple):
    """What an entry should say."""

    name: str
    source: str
    prefix: str
    reference_id: int
    folded: str

    def __str__(self) -> str:
        return f"{self.name} {self.source}"


def take(model: type[models.Model], written: covered.Keys) -> None:
    """Bring the entries of rows in line with what they hold now, within the transaction that wrote them.

    What has not changed is not written again: most deeds change no word.
    """
    for some in batched((str(key) for key in written), BATCH):
        wanted = {(entry.name, entry.source): entry for entry in _wanted(model, some)}
        _exchange(_stored(model, some), wanted)


def rebuild(*, from_nothing: bool) -> int:
    """Bring all entries in line with the rows, or write them all anew; return how many there are."""
    if from_nothing:
        with transaction.atomic():
            index.clear()
            Entry.objects.all().delete()
    for model in registry.sources():
        _take_all(model)
    with transaction.atomic():
        for some in batched(list(_orphans()), BATCH):
            _drop(some)
    return Entry.objects.count()


def begin() -> None:
    """Write the entries of what was stored before it could be found: of each model with a declaration that has none."""
    begun = set(Entry.objects.values_list("name", flat=True).distinct())
    for model in registry.sources():
        if not begun.issuperset(found.name for found in registry.of_model(model)):
            _take_all(model)


def drift() -> Iterator[str]:
    """Yield what is wrong: entries that are missing, others than the rows say, of rows that are gone, tokens lost."""
    for model in registry.sources():
        for some in batched(_all(model), BATCH):
            yield from _wrong(model, some)
    yield from (f"{entry}: its row is gone" for entry in _orphans())
    if (entries := Entry.objects.count()) != (kept_of := index.size()):
        yield f"{kept_of} entries in the index, {entries} stored"


def newest_drift(count: int) -> Iterator[str]:
    """Yield what is wrong with the newest rows of each model, `count` of each: what a look can ask every time."""
    for model in registry.sources():
        yield from _wrong(model, list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:count]))


def _take_all(model: type[models.Model]) -> None:
    """Bring the entries of all rows in line, some rows at a time, which nobody else writes meanwhile."""
    for some in batched(_all(model), BATCH):
        with transaction.atomic():
            list(model._base_manager.select_for_update().filter(pk__in=some).values_list("pk", flat=True))
            take(model, some)


def _wrong(model: type[models.Model], keys: Iterable[object]) -> Iterator[str]:
    some = list(keys)
    stored = _stored(model, some)
    for entry in _wanted(model, some):
        kept = stored.pop((entry.name, entry.source), None)
        if kept is None:
            yield f"{entry}: missing"
        elif not _same(kept, entry):
            yield f"{entry}: other words"
        elif not index.holds(kept):
            yield f"{entry}: not in the index"
    yield from (f"{entry}: too much" for entry in stored.values())


def _exchange(stored: dict[Place, Entry], wanted: Mapping[Place, Wanted]) -> None:
    _drop(entry for place, entry in stored.items() if place not in wanted)
    new = [entry for place, entry in wanted.items() if place not in stored]
    keys = inserting.rows(Entry, Wanted._fields, new)
    index.add(index.Words(cast("int", key), one.folded, one.prefix) for key, one in zip(keys, new, strict=True))
    both = [(stored[place], entry) for place, entry in wanted.items() if place in stored]
    if changed := [(former, entry) for former, entry in both if not _same(former, entry)]:
        entries = [Entry(pk=former.pk, **entry._asdict()) for former, entry in changed]
        Entry.objects.bulk_update(entries, ["folded", "prefix", "reference"])
        index.change(list(zip([former for former, _entry in changed], entries, strict=True)))


def _drop(entries: Iterable[Entry]) -> None:
    if rows := list(entries):
        index.remove(rows)
        Entry.objects.filter(pk__in=[entry.pk for entry in rows]).delete()


def _same(one: Entry, other: Wanted) -> bool:
    return (one.folded, one.reference_id, one.prefix) == (other.folded, other.reference_id, other.prefix)


def _stored(model: type[models.Model], sources: Iterable[object]) -> dict[Place, Entry]:
    names = [found.name for found in registry.of_model(model)]
    rows = Entry.objects.filter(name__in=names, source__in=[str(key) for key in sources])
    return {(entry.name, entry.source): entry for entry in rows}


def _wanted(model: type[models.Model], sources: Iterable[object]) -> Iterator[Wanted]:
    """Yield the entries that rows should have; none of rows that are gone or hold no words."""
    founds = registry.of_model(model)
    columns = {"pk", *(column for found in founds for column in _columns(found))}
    # Many rows of a file say the same.
    known = cache(keys.of_values)
    for row in model._base_manager.filter(pk__in=list(sources)).values(*columns):
        for found in founds:
            if (folded := _folded(found, row, known)) and row[f"{found.reference}_id"] is not None:
                yield Wanted(
                    name=found.name,
                    source=str(row["pk"]),
                    prefix=str(row[f"{found.reference}__prefix"]),
                    reference_id=row[f"{found.reference}_id"],
                    folded=folded,
                )


def _columns(found: Found) -> Iterable[str]:
    return (*found.fields, *found.asks, f"{found.reference}_id", f"{found.reference}__prefix")


def _folded(found: Found, row: Values, known: Fold) -> str:
    if not found.when(row):
        return ""
    return known(tuple(row[field] for field in found.fields), found.shape)


def _all(model: type[models.Model]) -> Iterator[object]:
    return model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(2000)


def _orphans() -> Iterator[Entry]:
    """Yield the entries whose row, or whose declaration, is gone."""
    known = [found.name for found in registry.every()]
    yield from Entry.objects.exclude(name__in=known)
    for model in registry.sources():
        names = [found.name for found in registry.of_model(model)]
        there = {str(key) for key in _all(model)}
        for entry in Entry.objects.filter(name__in=names).order_by("pk").iterator(2000):
            if entry.source not in there:
                yield entry
