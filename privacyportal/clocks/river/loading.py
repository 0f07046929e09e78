"""Which records do clocks stand beside? Many are read at once: whole, or as much as a mail names."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import Record, Subject, prefixes, subject_of, untitled
from privacyportal.references.models import Reference
from privacyportal.references.reading import RecordQuerySet
from privacyportal.references.registry import kind_of


def loaded(references: Iterable[Reference]) -> Iterable[tuple[Subject, Iterable[Record]]]:
    """The records of references with what their duties read, kind by kind."""
    for subject, rows in _rows(references):
        whole = rows.select_related("reference", *subject.related).prefetch_related(*subject.prefetch)
        yield subject, cast("Iterable[Record]", whole)


def records_of(clocks: Iterable[Clock]) -> dict[int, Record]:
    """Return the records of clocks by the key of their reference, with the people around them; a query a kind."""
    pairs = loaded(_references(clocks))
    return {record.reference_id: record for _subject, records in pairs for record in records}


def named(clocks: Iterable[Clock]) -> dict[int, Record]:
    """Return those records of clocks that have titles, by the key of their reference, with what these read; no more."""
    titled = ((subject, rows) for subject, rows in _rows(_references(clocks)) if subject.title is not untitled)
    pairs = (cast("Iterable[Record]", rows.select_related("reference", *subject.named)) for subject, rows in titled)
    return {record.reference_id: record for records in pairs for record in records}


def _references(clocks: Iterable[Clock]) -> Iterable[Reference]:
    return {clock.reference_id: clock.reference for clock in clocks}.values()


def _rows(references: Iterable[Reference]) -> Iterable[tuple[Subject, RecordQuerySet]]:
    by_prefix: dict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        by_prefix[reference.prefix].append(reference)
    for prefix in sorted(by_prefix.keys() & set(prefixes())):
        keys = [reference.pk for reference in by_prefix[prefix]]
        yield subject_of(prefix), kind_of(by_prefix[prefix][0]).rows().filter(reference__in=keys)
