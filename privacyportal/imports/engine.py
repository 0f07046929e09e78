"""How does a whole file come in: refused whole, or good rows in and bad rows out, each once?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from privacyportal.audit import inserting
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.imports import apart, made, trying
from privacyportal.imports.fields import CodeField
from privacyportal.imports.lines import Remark, Remarks
from privacyportal.imports.mapping import Mapping, named_columns
from privacyportal.imports.registry import STANDARD, Bringing, Importer, Match, Person
from privacyportal.imports.rejected import RejectedFile
from privacyportal.imports.repeats import Repeats
from privacyportal.imports.rows import Mapper, Problem, Rejected, Row, tell_assumed, tell_others
from privacyportal.imports.sources import Record, Source
from privacyportal.references.kinds import Referenced

BATCH = 1000
REPORTED = 20

type Progress = Callable[["Outcome"], None]
type Problems = dict[str, list[Problem]]


@dataclass
class Outcome:
    """What has become of the rows so far.

    `repeated` pairs a row with the later one that was taken instead; `absent` names columns that the file does without;
    `remarks` are what was assumed of the file or left out of it, `doubted` what a person should look at first.
    """

    total: int = 0
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    superseded: int = 0
    absent: list[str] = field(default_factory=list)
    remarks: list[dict[str, object]] = field(default_factory=list)
    doubted: Remarks = field(default_factory=Remarks)
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
    `approved_by` is the second person who lets it in as history. `sheet` and `hidden` are what a person says of a
    workbook, instead of the mapping: which sheet, what becomes of hidden rows.
    """

    path: Path
    importer: Importer
    mapping: Mapping
    by: Actor
    at: datetime
    approved_by: Person = None
    run: ImportRun | None = None
    dry_run: bool = False
    rejected: Path | None = None
    sheet: str = ""
    hidden: str = ""

    def source(self) -> Source:
        """Look at the file.

        :raises FileRefused: where it cannot be read.
        """
        layout = self.mapping.layout
        said = replace(layout, sheet=self.sheet or layout.sheet, hidden=self.hidden or layout.hidden)
        codes = {field.name for field in self.importer.fields if isinstance(field, CodeField)}
        return Source(self.path, said, named_columns(self.mapping), codes=named_columns(self.mapping, codes))

    @property
    def bringing(self) -> Bringing:
        """Return who brings it in and when, as deeds are told."""
        return Bringing(by=self.by, at=self.at, approved_by=self.approved_by)


def run(job: Job, progress: Progress = lambda outcome: None) -> Outcome:
    """Read the file twice: once to know that it is whole and which rows repeat, once to store, a batch a transaction.

    A run that is killed leaves whole batches; the same file again completes it, because every stored row is known by
    its key.

    :raises FileRefused: before anything is written, when the file is broken.
    :raises MappingRefused: when the mapping does not fit the file or the room.
    """
    source = job.source()
    job.importer.prepare(at=job.at)
    mapper = Mapper(job.mapping, job.importer.fields, source.header, job.importer.check)
    outcome, assumed = Outcome(absent=mapper.absent, remarks=source.remarks(mapper.used)), Remarks()
    with Repeats() as repeats:
        for noted in batched(_noted(source, mapper, outcome), BATCH):
            repeats.add(noted)
        if mapper.has_numbers and repeats.begin_anew():
            for noted in batched(_standing(source, mapper, repeats), BATCH):
                repeats.add(noted)
        progress(outcome)
        in_parts = outcome.total > trying.WHOLE
        if job.dry_run and in_parts:
            outcome.remarks.append(Remark("tried_in_parts", 1).stored())
        with trying.undone(job.dry_run and not in_parts), RejectedFile(job.rejected, source.header) as rejected:
            for records in batched(source.records(), BATCH):
                good, bad = _sorted_out(records, mapper, repeats, outcome)
                tell_assumed(good, assumed)
                with trying.undisturbed(), made.noted(job.run, is_kept=not job.dry_run):
                    bad += _stored(good, mapper, job, outcome)
                bad.sort(key=lambda row: row.record.number)
                rejected.add(bad)
                _count_rejected(bad, outcome)
                outcome.done += len(records)
                progress(outcome)
    outcome.remarks = [*outcome.doubted.stored(), *outcome.remarks, *mapper.hours(), *assumed.stored()]
    return outcome


def _noted(source: Source, mapper: Mapper, outcome: Outcome) -> Iterator[tuple[int, str]]:
    """Pass over the whole file and yield what identifies each row that can be identified."""
    for record in source.records():
        outcome.total += 1
        if key := mapper.key(record):
            yield record.number, key


def _standing(source: Source, mapper: Mapper, repeats: Repeats) -> Iterator[tuple[int, str]]:
    """Of rows whose number comes again, yield those that will be taken: one that is rejected stands in for none."""
    for record in source.records():
        if (key := mapper.key(record)) and repeats.came_again(key) and isinstance(mapper.row(record), Row):
            yield record.number, key


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
    """Do one batch with its identities in one transaction; return the rows that records or rules contradict.

    A dry run does the same, and it is undone: here where the file is long, else at its end.
    """
    with transaction.atomic():
        job = job if job.run else replace(job, run=_passing(job))
        known = _known(rows, job)
        own = {key: found for key, found in _own(rows, job).items() if key not in known}
        match = job.importer.match(rows, known)
        problems = {key: [problem] for key, problem in {**match.problems, **_already_brought(match, job)}.items()}
        taken = [row for row in rows if row.key not in problems]
        targets = {row.key: known[row.key].reference_id for row in taken if _differs(row, known)}
        targets |= {row.key: key for row in taken if (key := match.references.get(row.key) or own.get(row.key))}
        new = [row for row in taken if row.key not in known and row.key not in targets]
        changed = [(targets[row.key], row) for row in taken if row.key in targets]
        problems |= _create(new, job, outcome)
        problems |= _update(changed, known, own, job, outcome)
        outcome.unchanged += len(taken) - len(new) - len(changed)
        if job.dry_run and outcome.total > trying.WHOLE:
            transaction.set_rollback(True)
    return [mapper.rejected(row, problems[row.key]) for row in rows if row.key in problems]


def _passing(job: Job) -> ImportRun:
    """Return a run for a dry run from the command line to note its rows under; it is undone with them."""
    return ImportRun.objects.create(
        kind=job.mapping.kind,
        mapping_name=job.mapping.name[:100],
        file_name=job.path.name[:255],
        dry_run=True,
        status=ImportRun.Status.FINISHED,
        created_at=job.at,
        finished_at=job.at,
    )


def _own(rows: list[Row], job: Job) -> dict[str, int]:
    """Return the records of ours that rows of our own form name by their numbers."""
    return job.importer.own([row.key for row in rows]) if job.mapping.source == STANDARD else {}


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


def _create(rows: list[Row], job: Job, outcome: Outcome) -> Problems:
    if not rows:
        return {}
    results = apart.each(rows, lambda some: job.importer.create(some, bringing=job.bringing))
    stored = [(row, done.record) for row, done in zip(rows, results, strict=True) if done.record is not None]
    outcome.created += len(stored)
    _remember([(row, record.reference_id) for row, record in stored], job)
    return _refused(rows, results)


def _update(
    changed: list[tuple[int, Row]], known: dict[str, ImportedRow], own: dict[str, int], job: Job, outcome: Outcome
) -> Problems:
    if not changed:
        return {}
    results = apart.each(changed, lambda some: job.importer.update(some, bringing=job.bringing))
    taken = [(key, row, done) for (key, row), done in zip(changed, results, strict=True) if not done.refusals]
    tell_others(((row, done.fields) for _key, row, done in taken), job.importer.telling, outcome.doubted)
    written = [key for key, _row, done in taken if done.fields]
    outcome.updated += len(written)
    made.changed(job.run, written)
    outcome.unchanged += sum(1 for _key, _row, done in taken if not done.fields)
    _remember([(row, key) for key, row, _done in taken if row.key not in known and row.key not in own], job)
    again = {row.key: row.digest for _key, row, _done in taken if row.key in known}
    for key, digest in again.items():
        known[key].digest = digest
    ImportedRow.objects.bulk_update([known[key] for key in again], ["digest"], batch_size=BATCH)
    return _refused([row for _key, row in changed], results)


def _refused(rows: Sequence[Row], results: Sequence[RowResult[Referenced]]) -> Problems:
    """Return what rules say of rows: each refusal in its own words, section first, beside its field."""
    return {
        row.key: [Problem(refusal.field or _("whole row"), refusal.text) for refusal in done.refusals]
        for row, done in zip(rows, results, strict=True)
        if done.refusals
    }


def _remember(pairs: Iterable[tuple[Row, int]], job: Job) -> None:
    """Note which row became which record."""
    kind, source, run = job.mapping.kind, job.mapping.source, job.run
    names = ("kind", "source", "key", "digest", "reference_id", "run_id")
    lines = [(kind, source, row.key, row.digest, reference, run.pk) for row, reference in pairs] if run else ()
    inserting.rows(ImportedRow, names, lines)
