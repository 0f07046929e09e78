"""What would the first rows of a file become, and which were rejected? Rows to look at before they are brought in."""

import csv
from dataclasses import dataclass
from itertools import islice

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.cells import unguarded
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import PortalError
from privacyportal.imports import runs, vocabulary
from privacyportal.imports.engine import Job
from privacyportal.imports.registry import Importer, importer_for
from privacyportal.imports.returned import headings
from privacyportal.imports.rows import Mapper, Row

TAKEN, REJECTED = 5, 20
_LONGEST = 80


@dataclass(frozen=True)
class Samples:
    """Some rows of a file: the names of the fields, what rows hold in them, and rejected rows with their reasons.

    A rejected row is (number, columns, reasons).
    """

    names: list[str]
    rows: list[tuple[int, list[str]]]
    rejected: list[tuple[str, str, str]]


def of(run: ImportRun) -> Samples | None:
    """Return rows of a tried file to look at; None of a run that is none, or whose file is gone."""
    if not run.dry_run or run.status != ImportRun.Status.FINISHED or not run.upload:
        return None
    try:
        names, rows = _taken(run)
        return Samples(names, rows, list(_rejected(run)))
    except PortalError:
        # The file or its key is gone: the page has its counts still.
        return None


def _taken(run: ImportRun) -> tuple[list[str], list[tuple[int, list[str]]]]:
    importer = importer_for(run.kind)
    importer.prepare(at=run.created_at)
    job = Job(
        path=runs.path_of(run),
        importer=importer,
        mapping=runs.mapping_of(run),
        by=PORTAL,
        at=run.created_at,
        sheet=run.sheet,
        hidden=run.hidden_rows,
    )
    source = job.source()
    mapper = Mapper(job.mapping, importer.fields, source.header, importer.check)
    read = (mapper.row(record) for record in source.records())
    rows = list(islice((row for row in read if isinstance(row, Row)), TAKEN))
    named = [item for item in importer.fields if any(_said(row, importer, item.name) for row in rows)]
    shown = [(row.record.number, [_said(row, importer, item.name) for item in named]) for row in rows]
    return [vocabulary.name_of(importer, item) for item in named], shown


def _said(row: Row, importer: Importer, name: str) -> str:
    field = next(item for item in importer.fields if item.name == name)
    value = row.values.get(name)
    text = "" if value in (None, "") else field.text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _rejected(run: ImportRun) -> list[tuple[str, str, str]]:
    if not run.rejected_file:
        return []
    with runs.rejected_path(runs.path_of(run)).open("r", encoding="utf-8-sig", newline="") as file:
        rows = islice(csv.reader(file), 1, REJECTED + 1)
        return [(row[0], unguarded(row[2]), unguarded(row[3])) for row in rows if len(row) >= len(headings())]
