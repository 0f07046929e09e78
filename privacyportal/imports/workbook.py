"""Which rows does an Excel workbook hold, and is it safe to open?"""

import zipfile
from datetime import date, datetime, time
from os import SEEK_END
from pathlib import Path
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from privacyportal.backoffice.archives import (
    RATIO_LIMIT,
    UNPACKED_LIMIT,
    ArchiveRefused,
    Budget,
    members,
    well_behaved,
)
from privacyportal.backoffice.cells import from_workbook
from privacyportal.imports.delimited import Rows
from privacyportal.imports.errors import FileRefused

_LIMITS = {"limit": UNPACKED_LIMIT >> 20, "times": RATIO_LIMIT}
_WHY = {
    "damaged": gettext_lazy("The workbook is damaged or was cut off."),
    "too_large": gettext_lazy("The workbook would unpack to more than %(limit)s MB."),
    "ratio": gettext_lazy("The workbook would unpack to more than %(times)s times its size."),
    "locked": gettext_lazy("The workbook asks for a password. Save it without one."),
    "path": gettext_lazy("The workbook holds files that belong outside it."),
    "markup": gettext_lazy("The workbook is built so that reading it overloads the reader."),
}
_UNREADABLE = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, EOFError, OSError)


def read(path: Path, *, sheet: str, header_rows: int) -> Rows:
    """Yield every row of the sheet (the first if `sheet` is empty) as text, header included.

    Dates become ISO 8601, whole numbers lose their decimal point. The workbook has been checked before.

    :raises FileRefused: where it is damaged or lacks the sheet.
    """
    rows = 0
    line = None
    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
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


def check(path: Path) -> None:
    """Refuse what would overload whoever opens it: by what its directory declares, then by how its parts are built.

    :raises FileRefused: saying which of these it is.
    """
    try:
        with path.open("rb") as file:
            parts = {part.name: part for part in members(file, size=file.seek(0, SEEK_END), budget=Budget())}
            if "xl/workbook.xml" not in parts:
                raise FileRefused(_("It is not an Excel workbook (.xlsx)."))
            for name, part in parts.items():
                if name.endswith((".xml", ".rels")):
                    well_behaved(part.chunks())
    except ArchiveRefused as refused:
        raise FileRefused(_WHY[refused.code] % _LIMITS) from refused


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
