"""Which lines does a sheet of an old Excel workbook (.xls) show?"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlrd
from django.utils.translation import gettext as _

from privacyportal.imports.cells import Cell, Kind, of_number, settled
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Lines, Remarks
from privacyportal.imports.merges import Merge, Merges
from privacyportal.imports.package import Sheet
from privacyportal.imports.workbook import Facts

_UNREADABLE = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, AssertionError, LookupError, ValueError)
_EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook in their order.

    :raises FileRefused: where it is damaged.
    """
    with _opened(path) as book:
        names = book.sheet_names()
        return [Sheet(name, bool(book.sheet_by_index(index).visibility), "") for index, name in enumerate(names)]


def facts(path: Path, sheet: str) -> Facts:
    """Return what a sheet says of its own form.

    :raises FileRefused: where it is damaged.
    """
    with _opened(path) as book:
        page = book.sheet_by_name(sheet)
        merges = [Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in page.merged_cells]
        return Facts(merges, {column for column, said in page.colinfo_map.items() if said.hidden})


def read(path: Path, *, sheet: str, form: Facts, remarks: Remarks | None = None) -> Lines:
    """Yield the sheet's lines that hold something, as they are shown; the sheet stands in memory, of 65,536 lines.

    :raises FileRefused: where the book is damaged.
    """
    with _opened(path) as book:
        page, merges = book.sheet_by_name(sheet), Merges(form.merges)
        for index in range(page.nrows):
            cells = {
                column: _cell(cell, book)
                for column, cell in enumerate(page.row(index))
                if cell.ctype not in _EMPTY and cell.value != ""
            }
            said = page.rowinfo_map.get(index)
            line = settled(cells, index + 1, merges, sheet=sheet, is_hidden=bool(said and said.hidden), remarks=remarks)
            if any(map(str.strip, line.cells)) or line.doubts:
                yield line


def _cell(cell: xlrd.sheet.Cell, book: xlrd.Book) -> Cell:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return Cell(str(cell.value))
        case xlrd.XL_CELL_BOOLEAN:
            return Cell("TRUE" if cell.value else "FALSE", Kind.OTHER)
        case xlrd.XL_CELL_ERROR:
            return Cell(xlrd.error_text_from_code.get(cell.value, "#ERR"), Kind.ERROR)
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return of_number(float(cell.value), code, from_1904=bool(book.datemode))


@contextmanager
def _opened(path: Path) -> Iterator[xlrd.Book]:
    with path.open("rb") as file:
        content = file.read()
    try:
        with xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO()
        ) as book:
            yield book
    except _UNREADABLE as error:
        raise FileRefused(_("The workbook is damaged or was cut off.")) from error
