"""Which records does a file hold, whatever its format?"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.backoffice.cells import unguarded
from privacyportal.backoffice.identifiers import plain
from privacyportal.imports import binary, delimited, headings, package, workbook
from privacyportal.imports.dittos import Above
from privacyportal.imports.encodings import AUTOMATIC, resolve
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Lines, Remarks, letters
from privacyportal.imports.locked import is_locked
from privacyportal.imports.package import Sheet
from privacyportal.imports.returned import notes_before
from privacyportal.imports.sheets import chosen
from privacyportal.imports.surveying import Survey
from privacyportal.imports.workbook import Facts

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
SUFFIXES = (".csv", ".tsv", ".txt", *WORKBOOKS)
# Of what a sheet does not show, a person says whether it is read or left out.
READ, SKIP = "read", "skip"

_PACKAGE, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOT_TEXT = (_PACKAGE, b"%PDF", _OLD, b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_TABS = (".tsv",)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the mapping says of the file's form; `columns` is 0 when any number will do.

    `heading` is the line that holds the headings, 0 where they are found by their names;
    `hidden` says what becomes of hidden lines of a sheet: read, skip; empty where a person is to be asked.
    """

    encoding: str = AUTOMATIC
    delimiter: str = ""
    header: bool = True
    heading: int = 0
    columns: int = 0
    sheet: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: its number from 1 (heading and blank rows not counted), its line, its cells.

    `doubts` says, by position from 0, why a cell cannot be taken as it stands.
    """

    number: int
    line: int
    cells: list[str]
    doubts: dict[int, str] = field(default_factory=dict)


class _Table(Protocol):
    """Where lines come from: a text file or a sheet."""

    is_padded: bool

    def lines(self, *, header_rows: int, remarks: Remarks | None = None) -> Lines: ...
    def tell(self, remarks: Remarks) -> None: ...
    def was_finished(self) -> bool: ...


class _Books(Protocol):
    """What reads workbooks of one form."""

    def sheets(self, path: Path) -> list[Sheet]: ...
    def facts(self, path: Path, sheet: str) -> Facts: ...
    def read(self, path: Path, *, sheet: str, form: Facts, remarks: Remarks | None = None) -> Lines: ...


class Source:
    """A file that has been looked at and can be read from the start as often as needed.

    A file of rejected rows that comes back corrected has our notes in front of each row and a header whatever the
    mapping says; both are left out, so that its rows are those of the file they came from.
    """

    def __init__(
        self, path: Path, layout: Layout, wanted: Collection[str] = (), *, codes: Collection[str] = ()
    ) -> None:
        """Look at the file's kind, encoding and heading; `wanted` are the columns that the mapping names.

        `codes` are those of them that hold numbers and codes, which a workbook should store as text.

        :raises FileRefused: for a wrong kind, an empty or oversized file, a missing heading, or what only a person can
            say: which of several sheets, what becomes of hidden lines.
        """
        self.path = path
        self.layout = layout
        self._table: _Table = _table(path, layout, wanted)
        first = list(islice(self._table.lines(header_rows=int(layout.header)), headings.LOOKED_AT))
        if not first:
            raise FileRefused(_("The file holds no rows."))
        numbers = [line.number for line in first]
        heading = headings.at(first, layout.heading) or headings.found(first if wanted else first[:1], wanted)
        self._notes = notes_before(heading.names)
        self._skipped = heading.last + 1 if layout.header or self._notes else 0
        self._above = numbers[: heading.first] if self._skipped else []
        self._heading = heading
        self.fitting = heading.fitting
        self.heading_line = numbers[heading.first] if layout.header else 0
        self.first = first
        self.header = heading.names[self._notes :] if layout.header else []
        self._codes = {plain(one) for one in codes}
        self._survey: Survey | None = None

    def remarks(self, used: Collection[int] | None = None) -> list[dict[str, object]]:
        """Return what was assumed of the file and left out of it, as it is kept with an import.

        `used` are the columns, from 0, that something is taken from; of the others, those that hold something are told.
        """
        survey, unused = self._surveyed(), Remarks()
        for at, name in enumerate(self.header):
            if used is not None and at not in used and not survey.is_empty(at):
                unused.add("column_left_out", name or letters(self._notes + at))
        return survey.remarks.stored() + unused.stored()

    def records(self) -> Iterator[Record]:
        """Yield the data rows in order; raises FileRefused where the file proves broken."""
        survey = self._surveyed()
        width, last_width, number, line = len(self.header) or self.layout.columns, 0, 0, 0
        above = Above()
        for found in self._rows():
            cells = found.cells[self._notes :]
            width = width or len(cells)
            if survey.leaves_out(found, cells, width):
                last_width = width
                continue
            number, line, last_width = number + 1, found.number, len(cells)
            padding = [""] * (width - last_width) if self._table.is_padded else []
            cells, doubts = above.settled(cells, survey.doubts(found, cells, self._notes))
            texts = [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]
            yield Record(number, line, texts + padding, doubts)
        if not self._table.is_padded and 0 < last_width < width and not self._table.was_finished():
            raise FileRefused(_("The file ends in the middle of a row: it was cut off."), record=number, line=line)

    def _rows(self, remarks: Remarks | None = None) -> Lines:
        return islice(self._table.lines(header_rows=self._skipped, remarks=remarks), self._skipped, None)

    def _surveyed(self) -> Survey:
        """Pass over the file once for what only the whole of it tells."""
        if self._survey is None:
            remarks = Remarks()
            self._table.tell(remarks)
            for number in self._above:
                remarks.add("above_heading", str(number))
            if self._heading.last > self._heading.first:
                remarks.add("two_line_heading")
            codes = [self._notes + at for at, name in enumerate(self.header) if name in self._codes]
            survey = Survey(remarks, self.header, hidden=self.layout.hidden, codes=codes)
            width = len(self.header) or self.layout.columns
            for line in self._rows(remarks):
                survey.note(line, line.cells[self._notes :], width, self._notes)
            survey.finish()
            self._survey = survey
        return self._survey


def sha256(path: Path) -> str:
    """Return the digest of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Text:
    """A text file with delimiters."""

    is_padded = False

    def __init__(self, path: Path, layout: Layout) -> None:
        self._path = path
        self._encoding = resolve(path, layout.encoding)
        usual = "\t" if path.suffix.lower() in _TABS else ","
        self._wanted = layout.delimiter or usual
        self._form = delimited.form(path, codec=self._encoding.codec, wanted=self._wanted)

    def lines(self, *, header_rows: int, remarks: Remarks | None = None) -> Lines:
        return delimited.read(self._path, form=self._form, header_rows=header_rows)

    def tell(self, remarks: Remarks) -> None:
        codec, evidence = self._encoding
        if codec != "utf-8" and evidence != "mapping":
            remarks.add(f"encoding_{evidence}", encoding=delimited.named(codec))
        if self._form.delimiter != self._wanted:
            remarks.add("delimiter", delimiter={"\t": "TAB"}.get(self._form.delimiter, self._form.delimiter))
        if self._form.declarations:
            remarks.add("declaration", "1")
        if self._form.signatures > 1:
            remarks.add("signatures")

    def was_finished(self) -> bool:
        return delimited.ends_with_newline(self._path, self._form.codec)


class _Sheet:
    """A sheet of a workbook."""

    is_padded = True

    def __init__(self, path: Path, layout: Layout, wanted: Collection[str]) -> None:
        self._path = path
        self._reader: _Books = binary if _is_old(path) else workbook
        if self._reader is workbook:
            package.check(path)
        self._sheets = self._reader.sheets(path)
        self._name = chosen(self._sheets, layout.sheet, wanted, self._first)
        self._facts = self._reader.facts(path, self._name)

    def lines(self, *, header_rows: int, remarks: Remarks | None = None) -> Lines:
        return self._reader.read(self._path, sheet=self._name, form=self._facts, remarks=remarks)

    def tell(self, remarks: Remarks) -> None:
        others = [sheet for sheet in self._sheets if sheet.name != self._name]
        if others:
            remarks.add("sheet", sheet=self._name)
        for sheet in others:
            remarks.add("hidden_sheet" if sheet.is_hidden else "other_sheet", sheet.name)
        for column in sorted(self._facts.hidden_columns):
            remarks.add("hidden_column", letters(column))

    def was_finished(self) -> bool:
        return True

    def _first(self, name: str) -> list[list[str]]:
        lines = self._reader.read(self._path, sheet=name, form=Facts())
        return [line.cells for line in islice(lines, headings.LOOKED_AT)]


def _table(path: Path, layout: Layout, wanted: Collection[str]) -> _Table:
    _check_kind(path)
    return _Sheet(path, layout, wanted) if path.suffix.lower() in WORKBOOKS else _Text(path, layout)


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets that a workbook shows, in order; none for a text file.

    :raises FileRefused: where it cannot be read.
    """
    _check_kind(path)
    if path.suffix.lower() not in WORKBOOKS:
        return []
    found = binary.sheets(path) if _is_old(path) else workbook.sheets(path)
    return [sheet.name for sheet in found if not sheet.is_hidden]


def _is_old(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _OLD


def _check_kind(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileRefused(
            _("Files of the kind “%(suffix)s” cannot be imported; use CSV, TSV or XLSX.") % {"suffix": suffix or "-"}
        )
    with path.open("rb") as file:
        head, size = file.read(8), file.seek(0, SEEK_END)
    if not size:
        raise FileRefused(_("The file is empty."))
    if size > settings.PORTAL_IMPORT_LIMIT:
        raise FileRefused(_("The file is larger than %(limit)s MB.") % {"limit": settings.PORTAL_IMPORT_LIMIT >> 20})
    if suffix in WORKBOOKS:
        if not head.startswith((_PACKAGE, _OLD)):
            reason = _("Its name ends in %(suffix)s, but it is not an Excel workbook.")
            raise FileRefused(reason % {"suffix": suffix})
        with path.open("rb") as file:
            if is_locked(file):
                raise FileRefused(_("The workbook asks for a password. Give it with the file."))
    elif head.startswith(_NOT_TEXT):
        raise FileRefused(_("Its name ends in %(suffix)s, but it is not a text file.") % {"suffix": suffix})
