"""Which records does a file hold, whatever its format?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.backoffice.cells import unguarded
from privacyportal.backoffice.identifiers import plain
from privacyportal.imports import delimited, workbook
from privacyportal.imports.encodings import AUTOMATIC, resolve
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.returned import notes_before

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


_NOT_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the mapping says of the file's form; `columns` is 0 when any number will do."""

    encoding: str = AUTOMATIC
    delimiter: str = ""
    header: bool = True
    columns: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: its number from 1 (header and blank rows not counted), its line, its cells."""

    number: int
    line: int
    cells: list[str]


class Source:
    """A file that has been looked at and can be read from the start as often as needed.

    A file of rejected rows that comes back corrected has our notes in front of each row and a header whatever the
    mapping says; both are left out, so that its rows are those of the file they came from.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        """Look at the file's kind, encoding and header.

        Raises FileRefused for a wrong extension, an empty or oversized file, or a missing header.
        """
        _check_kind(path)
        self.path = path
        self.layout = layout
        self._is_workbook = path.suffix.lower() == ".xlsx"
        if self._is_workbook:
            workbook.check(path)
        self._encoding = "" if self._is_workbook else resolve(path, layout.encoding)
        self._header_rows = int(layout.header)
        first = self._first_row()
        self._notes = notes_before(first)
        if self._notes:
            self._header_rows = 1
        self.header = first[self._notes :] if layout.header else []

    def sha256(self) -> str:
        """Return the digest of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def records(self) -> Iterator[Record]:
        """Yield the data rows in order; raises FileRefused where the file proves broken."""
        rows = self._rows()
        if self._header_rows:
            next(rows, None)
        width, last_width, number, line = len(self.header) or self.layout.columns, 0, 0, 0
        for number, (line, row) in enumerate(rows, 1):
            cells = row[self._notes :]
            width = width or len(cells)
            last_width = len(cells)
            padding = [""] * (width - last_width) if self._is_workbook else []
            yield Record(number, line, [unguarded(cell) if cell[:1] == "'" else cell for cell in cells] + padding)
        if not self._is_workbook and 0 < last_width < width and not delimited.ends_with_newline(self.path):
            raise FileRefused(_("The file ends in the middle of a row: it was cut off."), record=number, line=line)

    def _rows(self) -> delimited.Rows:
        if self._is_workbook:
            return workbook.read(self.path, sheet=self.layout.sheet, header_rows=self._header_rows)
        delimiter = self.layout.delimiter or ("\t" if self.path.suffix.lower() == ".tsv" else ",")
        return delimited.read(self.path, encoding=self._encoding, delimiter=delimiter, header_rows=self._header_rows)

    def _first_row(self) -> list[str]:
        for _line, cells in self._rows():
            return [plain(unguarded(cell)) for cell in cells]
        raise FileRefused(_("The file holds no rows."))


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
    if suffix == ".xlsx":
        if not head.startswith(b"PK"):
            raise FileRefused(_("Its name ends in .xlsx, but it is not an Excel workbook."))
    elif head.startswith(_NOT_TEXT):
        raise FileRefused(_("Its name ends in %(suffix)s, but it is not a text file.") % {"suffix": suffix})
