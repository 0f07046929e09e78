"""How are the rows that could not be taken given back, so that a person can correct them?"""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from privacyportal.backoffice.cells import guarded
from privacyportal.imports.returned import headings
from privacyportal.imports.rows import Rejected


class RejectedFile:
    """A CSV (UTF-8 with BOM) of rejected rows, complete or not there at all.

    It is written beside its place and moved there on leaving, so that an interrupted run leaves no half file; an
    older file of the same name goes away when nothing was rejected.
    """

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self._path = path
        self._header = header
        self._partial = path.with_name(f".{path.name}.partial") if path else None
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
        if self._partial is None or self._path is None:
            return
        if error is not None:
            self._partial.unlink(missing_ok=True)
        elif self._file:
            self._partial.replace(self._path)
        else:
            self._path.unlink(missing_ok=True)

    def add(self, rows: Sequence[Rejected]) -> None:
        """Write one line a row: its number, the columns at fault, the reasons, and its cells as they were."""
        if self._partial is None or not rows:
            return
        if self._file is None:
            self._file = self._partial.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            cells = self._header or [str(place) for place in range(1, len(rows[0].record.cells) + 1)]
            self._writer.writerow([*headings(), *map(guarded, cells)])
        for row in rows:
            self._writer.writerow(
                [
                    row.record.number,
                    row.record.line,
                    guarded("; ".join(fault.column for fault in row.faults)),
                    guarded("; ".join(f"{fault.column}: {fault.reason}" for fault in row.faults)),
                    *map(guarded, row.record.cells),
                ]
            )
