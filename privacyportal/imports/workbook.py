"""Which rows does an Excel workbook hold, and is it safe to open?"""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from privacyportal.backoffice.cells import from_workbook
from privacyportal.imports.delimited import Rows
from privacyportal.imports.errors import FileRefused

UNPACKED_LIMIT = 200 << 20
ENTRIES_LIMIT = 2000
# A workbook of thirty thousand equal rows unpacks to 16 times its size, one made to overload to hundreds of times.
RATIO_LIMIT = 50
RATIO_FROM = 20 << 20

_UNREADABLE = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, EOFError, OSError)


def read(path: Path, *, sheet: str, header_rows: int) -> Rows:
    """Yield every row of the sheet (the first if `sheet` is empty) as text, header included.

    Dates become ISO 8601, whole numbers lose their decimal point. Raises FileRefused for a workbook
    that is damaged, or that would unpack to more than UNPACKED_LIMIT bytes or
    RATIO_LIMIT times its size.
    """
    _check_directory(path)
    rows = 0
    line = None
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        if sheet and sheet not in book.sheetnames:
            raise FileRefused(_("The workbook has no sheet “%(sheet)s”.") % {"sheet": sheet})
        page = book[sheet] if sheet else book.worksheets[0]
        # Writers other than Excel often store a wrong extent.
        page.reset_dimensions()
        for line, values in enumerate(page.iter_rows(values_only=True), 1):
            cells = [_text(value) for value in values]
            if any(cells):
                rows += 1
                _check_characters(cells, record=rows - header_rows, line=line)
                yield line, cells
        book.close()
    except _UNREADABLE as error:
        where = {"record": rows + 1 - header_rows, "line": line + 1} if line else {}
        raise FileRefused(_("The workbook is damaged or was cut off."), **where) from error


def _check_directory(path: Path) -> None:
    """Refuse a bomb by what its directory declares; zipfile never unpacks more than that."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise FileRefused(_("The workbook is damaged or was cut off.")) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_LIMIT or unpacked > UNPACKED_LIMIT:
        raise FileRefused(_("The workbook would unpack to more than %(limit)s MB.") % {"limit": UNPACKED_LIMIT >> 20})
    if unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * path.stat().st_size:
        raise FileRefused(
            _("The workbook would unpack to more than %(times)s times its size.") % {"times": RATIO_LIMIT}
        )
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise FileRefused(_("It is not an Excel workbook (.xlsx)."))


def _check_characters(cells: list[str], *, record: int, line: int) -> None:
    for cell in cells:
        if "\N{REPLACEMENT CHARACTER}" in cell:
            raise FileRefused(
                _("It holds replacement characters: the text was decoded wrongly before it was saved."),
                record=record,
                line=line,
            )


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return from_workbook(value)
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
