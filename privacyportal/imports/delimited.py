"""Which rows does a CSV or TSV file hold, and is the file whole?"""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from privacyportal.imports.errors import FileRefused

LONGEST_LINE = 4 << 20
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# (physical line where the row starts, its cells); blank lines are left out.
Rows = Iterator[tuple[int, list[str]]]


class _BadLine(Exception):
    """A physical line that is not text; the reader knows its row."""


def read(path: Path, *, encoding: str, delimiter: str, header_rows: int) -> Rows:
    """Yield every row of the file as text, header included, in constant memory.

    Raises FileRefused, naming row and line, for bytes that do not decode, NUL bytes, replacement
    characters (text once decoded wrongly), stray quotes, and a file that ends inside a quoted field.
    """
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, encoding), delimiter=delimiter, strict=True)
        rows, start = 0, 1
        try:
            for cells in reader:
                if cells:
                    rows += 1
                    yield start, cells
                start = reader.line_num + 1
        except _BadLine as bad:
            raise FileRefused(str(bad), record=rows + 1 - header_rows, line=reader.line_num + 1) from bad
        except csv.Error as error:
            raise FileRefused(_explained(error), record=rows + 1 - header_rows, line=start) from error


def ends_with_newline(path: Path) -> bool:
    """Return whether the last line was finished; a cut-off upload usually was not."""
    with path.open("rb") as file:
        file.seek(0, 2)
        if not file.tell():
            return False
        file.seek(-1, 2)
        return file.read(1) in b"\r\n"


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    for raw in iter(partial(file.readline, LONGEST_LINE), b""):
        if len(raw) >= LONGEST_LINE:
            raise _BadLine(_("A line is longer than 4 MB; this is not a table."))
        try:
            line = raw.decode(encoding)
        except UnicodeDecodeError as error:
            raise _BadLine(
                _("It cannot be read as %(encoding)s (byte %(byte)s of the line).")
                % {"encoding": encoding.removesuffix("-sig").upper(), "byte": error.start + 1}
            ) from error
        if "\0" in line:
            raise _BadLine(_("It holds a NUL byte; this is not a text file."))
        if _REPLACEMENT in line:
            raise _BadLine(_("It holds replacement characters: the text was decoded wrongly before it was saved."))
        if encoding == "utf-8-sig":
            # The signature belongs to the first line only; later ones are characters of the text.
            encoding = "utf-8"
        yield line


def _explained(error: csv.Error) -> str:
    text = str(error)
    if text.startswith("unexpected end of data"):
        return _("The file ends inside a quoted field: it was cut off.")
    if text.startswith("field larger"):
        return _("A cell is longer than %(limit)s characters.") % {"limit": csv.field_size_limit()}
    return _("The quotation marks do not pair.")
