"""How is a table written as a file that every program reads and none evaluates?"""

import csv
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import Cell as WorkbookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from privacyportal.backoffice.cells import guarded, is_formula_like, is_guarded_ditto, to_workbook

# Excel's own limits; a list beyond them goes out as CSV.
WORKBOOK_ROWS = 1_048_575
_CELL_LENGTH = 32_767

type Cell = str | int | float | Decimal
type Writer = Callable[[list[str], Iterator[list[Cell]], str], HttpResponseBase]


class _Echo:
    """A file that hands back what is written, for a writer that streams."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def write_csv(header: list[str], rows: Iterator[list[Cell]], name: str) -> HttpResponseBase:
    """Return the rows as CSV in UTF-8 with BOM, as Excel expects it, sent while they are read."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\N{BYTE ORDER MARK}"
        yield writer.writerow([guarded(label) for label in header])
        for row in rows:
            yield writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_xlsx(header: list[str], rows: Iterator[list[Cell]], name: str) -> HttpResponseBase:
    """Return the rows as a workbook, written to disk row by row and then sent."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    page.append([_workbook_cell(page, label) for label in header])
    for row in rows:
        page.append([_workbook_cell(page, cell) for cell in row])
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _workbook_cell(page: WriteOnlyWorksheet, value: Cell) -> WorkbookCell:
    """Return a cell that no program evaluates: text is stored as text, and marked so where it looks like a formula."""
    if not isinstance(value, str):
        return WriteOnlyCell(page, value=float(value) if isinstance(value, Decimal) else value)
    # A text that looks guarded already gets a guard too, so that reading takes off only what writing put on.
    text = guarded(value) if value.startswith("'") or is_guarded_ditto(value) else value
    cell = WriteOnlyCell(page, value=to_workbook(text)[:_CELL_LENGTH])
    cell.data_type = "s"
    cell.quotePrefix = is_formula_like(value)
    return cell


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx}
