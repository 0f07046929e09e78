"""How does a whole file come in: refused whole, or good rows in and bad rows out, each once?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from privacyportal.audit import trail
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.registry import Importer, Match, Person, Stored
from privacyportal.imports.rejected import RejectedFile
from privacyportal.imports.repeats import Repeats
from privacyportal.imports.rows import Mapper, Problem, Rejected, Row
from privacyportal.imports.sources import Record, Source

BATCH = 1000
REPORTED = 20

type Progress = Callable[["Outcome"], None]


@dataclass
class Outcome:
    """What has become of the rows so far; `repeated` pairs a row with the later one that was taken instead."""

    total: int = 0
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    superseded: int = 0
    repeated: list[tuple[int, int]] = field(default_factory=list)
    first_faults: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """Return the line that other programs read; it is the same in every language."""
        return f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, {self.rejected} rejected"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file to be imported: how, for whom, when; `rejected` is where bad rows go (None keeps them nowhere).

    `run` is the row that remembers the attempt; None for a dry run from the command line, which stores nothing.
    """

    path: Path
    importer: Importer
    mapping: Mapping
    by: Person
    at: datetime
    run: ImportRun | None = None
    dry_run: bool = False
    rejected: Path | None = None


def run(job: Job, progress: Progress = lambda outcome: None) -> Outcome:
    """Read the file twice: once to know that it is whole and which rows repeat, once to store, a batch a transaction.

    A run that is killed leaves whole batches; the same file again completes it, because every stored row is known by
    its key.

    :raises FileRefused: before anything is written, when the file is broken.
    :raises MappingRefused: when the mapping does not fit the file or the room.
    """
    source = Source(job.path, job.mapping.layout)
    job.importer.prepare(at=job.at)
    mapper = Mapper(job.mapping, job.importer.fields, source.header, job.importer.check)
    outcome = Outcome()
    with Repeats() as repeats:
        for noted in batched(_noted(source, mapper, outcome), BATCH):
            repeats.add(noted)
        progress(outcome)
        with RejectedFile(job.rejected, source.header) as rejected:
            for records in batched(source.records(), BATCH):
                good, bad = _sorted_out(records, mapper, repeats, outcome)
                bad += _stored(good, mapper, job, outcome)
                bad.sort(key=lambda row: row.record.number)
                rejected.add(bad)
                _count_rejected(bad, outcome)
                outcome.done += len(records)
                progress(outcome)
    return outcome


def _noted(source: Source, mapper: Mapper, outcome: Outcome) -> Iterator[tuple[int, str]]:
    """Pass over the whole file; a row that will be rejected must not stand in for an earlier good one."""
    for record in source.records():
        outcome.total += 1
        if not mapper.has_numbers:
            yield record.number, mapper.key(record)
        elif isinstance(row := mapper.row(record), Row):
            yield record.number, row.key


def _sorted_out(
    records: tuple[Record, ...], mapper: Mapper, repeats: Repeats, outcome: Outcome
) -> tuple[list[Row], list[Rejected]]:
    first, last = records[0].number, records[-1].number
    superseded = repeats.superseded(first, last) if mapper.has_numbers else {}
    occurrences = {} if mapper.has_numbers else repeats.occurrences(first, last)
    good: list[Row] = []
    bad: list[Rejected] = []
    for record in records:
        if record.number in superseded:
            outcome.superseded += 1
            if len(outcome.repeated) < REPORTED:
                outcome.repeated.append((record.number, superseded[record.number]))
            continue
        row = mapper.row(record, occurrences.get(record.number, 1))
        if isinstance(row, Row):
            good.append(row)
        else:
            bad.append(row)
    return good, bad


def _count_rejected(bad: list[Rejected], outcome: Outcome) -> None:
    outcome.rejected += len(bad)
    room = max(REPORTED - len(outcome.first_faults), 0)
    told = [
        _("rejected: row %(row)s, “%(column)s”: %(reason)s")
        % {"row": row.record.number, "column": fault.column, "reason": fault.reason}
        for row in bad[:room]
        for fault in row.faults
    ]
    outcome.first_faults += told[:room]


def _stored(rows: list[Row], mapper: Mapper, job: Job, outcome: Outcome) -> list[Rejected]:
    """Write one batch with its identities and its trail in one transaction; return the rows that records contradict."""
    with transaction.atomic():
        known = _known(rows, job)
        match = job.importer.match(rows, known)
        problems = match.problems | _already_brought(match, job)
        taken = [row for row in rows if row.key not in problems]
        new = [row for row in taken if row.key not in known and row.key not in match.references]
        changed = [(known[row.key].reference_id, row) for row in taken if _differs(row, known)]
        changed += [(match.references[row.key], row) for row in taken if row.key in match.references]
        if not job.dry_run:
            _create(new, job)
            _update(changed, known, job)
    outcome.created += len(new)
    outcome.updated += len(changed)
    outcome.unchanged += len(taken) - len(new) - len(changed)
    return [mapper.rejected(row, problems[row.key]) for row in rows if row.key in problems]


def _already_brought(match: Match, job: Job) -> dict[str, Problem]:
    """Two rows of one source with different keys must not become one record, whichever batch they stand in."""
    if not match.references:
        return {}
    brought = dict(_rows_of(job).filter(reference__in=match.references.values()).values_list("reference_id", "key"))
    return {
        key: Problem(
            _("whole row"), _("is about a record that the row “%(key)s” brought") % {"key": brought[reference]}
        )
        for key, reference in match.references.items()
        if reference in brought
    }


def _rows_of(job: Job) -> QuerySet[ImportedRow]:
    return ImportedRow.objects.filter(kind=job.mapping.kind, source=job.mapping.source)


def _known(rows: list[Row], job: Job) -> dict[str, ImportedRow]:
    return {imported.key: imported for imported in _rows_of(job).filter(key__in=[row.key for row in rows])}


def _differs(row: Row, known: dict[str, ImportedRow]) -> bool:
    return row.key in known and known[row.key].digest != row.digest


def _create(rows: list[Row], job: Job) -> None:
    if not rows:
        return
    stored = job.importer.create(rows, by=job.by, at=job.at)
    _remember(zip(rows, stored, strict=True), job)
    _record(stored, job.importer.created_action, job)


def _update(changed: list[tuple[int, Row]], known: dict[str, ImportedRow], job: Job) -> None:
    if not changed:
        return
    stored = job.importer.update(changed, by=job.by, at=job.at)
    fresh = [row for _reference, row in changed if row.key not in known]
    if fresh:
        references = {row.key: reference for reference, row in changed}
        ImportedRow.objects.bulk_create([_imported(row, references[row.key], job) for row in fresh])
    again = [known[row.key] for _reference, row in changed if row.key in known]
    digests = {row.key: row.digest for _reference, row in changed}
    for imported in again:
        imported.digest = digests[imported.key]
    ImportedRow.objects.bulk_update(again, ["digest"], batch_size=BATCH)
    _record(stored, job.importer.updated_action, job)


def _remember(pairs: Iterable[tuple[Row, Stored]], job: Job) -> None:
    ImportedRow.objects.bulk_create([_imported(row, stored.obj.reference_id, job) for row, stored in pairs])


def _imported(row: Row, reference: int, job: Job) -> ImportedRow:
    return ImportedRow(
        kind=job.mapping.kind,
        source=job.mapping.source,
        key=row.key,
        digest=row.digest,
        reference_id=reference,
        run=job.run,
    )


def _record(stored: list[Stored], action: str, job: Job) -> None:
    trail.record_many(
        [trail.Entry(action=action, obj=item.obj, changes=item.changes) for item in stored], by=job.by, at=job.at
    )
