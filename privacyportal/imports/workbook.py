"""Which lines does a sheet of an Excel workbook show?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from privacyportal.backoffice.archives import Member
from privacyportal.backoffice.cells import from_workbook
from privacyportal.imports import package
from privacyportal.imports.cells import Cell, Kind, of_number, settled
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Line, Lines, Remarks
from privacyportal.imports.merges import Merge, Merges
from privacyportal.imports.package import Attributes, Book, Sheet

# Beyond these no ledger goes; Excel's own limits are 16,384 columns and as many merged ranges as memory holds.
WIDEST = 1000
MOST_MERGES = 50_000


@dataclass
class Facts:
    """What a sheet says of its own form: merged ranges, and columns (from 0) that are hidden."""

    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


def sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a checked workbook in their order.

    :raises FileRefused: where it is damaged.
    """
    with package.opened(path) as book:
        return book.sheets


def facts(path: Path, sheet: str) -> Facts:
    """Return what a sheet says of its own form.

    :raises FileRefused: where it is damaged or merges too much.
    """
    found = Facts()

    def opens(element: str, given: Attributes) -> None:
        if element == "col" and given.get("hidden") in ("1", "true"):
            found.hidden_columns.update(range(int(given["min"]) - 1, min(int(given["max"]), WIDEST)))
        elif element == "mergeCell":
            first, _colon, last = given.get("ref", "").partition(":")
            (top, left), (bottom, right) = package.place(first), package.place(last or first)
            if left < WIDEST:
                found.merges.append(Merge(top, left, bottom, min(right, WIDEST - 1)))
            if len(found.merges) > MOST_MERGES:
                raise FileRefused(_("The sheet merges more than %(limit)s ranges.") % {"limit": MOST_MERGES})

    with package.opened(path) as book:
        package.parsed(_part(book, sheet), opens)
    return found


def read(path: Path, *, sheet: str, form: Facts, remarks: Remarks | None = None) -> Lines:
    """Yield the sheet's lines that hold something, as they are shown, in constant memory but for the book's texts.

    What was filled or read otherwise than shown goes to `remarks`.

    :raises FileRefused: where the book is damaged or holds replacement characters.
    """
    number = 0
    try:
        with package.opened(path) as book:
            merges = Merges(form.merges)
            for number, cells, is_hidden in _rows(book, sheet):
                line = settled(cells, number, merges, sheet=sheet, is_hidden=is_hidden, remarks=remarks)
                _check_characters(line)
                if any(map(str.strip, line.cells)) or line.doubts:
                    yield line
    except FileRefused as refused:
        if refused.line is None and number:
            raise FileRefused(refused.reason, line=number + 1) from refused
        raise


def _check_characters(line: Line) -> None:
    if any("\N{REPLACEMENT CHARACTER}" in text for text in line.cells):
        reason = _("It holds replacement characters: the text was decoded wrongly before it was saved.")
        raise FileRefused(reason, line=line.number)


def _part(book: Book, sheet: str) -> Member:
    return book.parts[next(one.part for one in book.sheets if one.name == sheet)]


def _rows(book: Book, sheet: str) -> Iterator[tuple[int, dict[int, Cell], bool]]:
    """Yield number, cells by column and whether it is hidden, of each row of the sheet."""
    ended: list[tuple[int, dict[int, Cell], bool]] = []
    handlers = _Handlers(book, ended)
    parser = package.reader(handlers.opens, handlers.closes, handlers.says)
    for piece in _part(book, sheet).chunks():
        parser.Parse(piece, False)
        yield from ended
        ended.clear()
    parser.Parse(b"", True)
    yield from ended


class _Handlers:
    """Build rows of what the parser says; a row goes to `ended` when it is closed."""

    def __init__(self, book: Book, ended: list[tuple[int, dict[int, Cell], bool]]) -> None:
        self._book = book
        self._ended = ended
        self._line = 0
        self._column = -1
        self._is_hidden = False
        self._cells: dict[int, Cell] = {}
        self._given: Attributes = {}
        self._value: list[str] = []
        self._taken: str = ""
        self._has_formula = self._has_value = False
        self._reading = 0

    def opens(self, element: str, given: Attributes) -> None:
        """Begin a row, a cell, or what is said in it."""
        match element:
            case "row":
                self._line = int(given["r"]) if "r" in given else self._line + 1
                self._is_hidden = given.get("hidden") in ("1", "true")
                self._column, self._cells = -1, {}
            case "c":
                self._column = package.place(given["r"])[1] if "r" in given else self._column + 1
                self._given, self._value = given, []
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "rPh":
                self._reading += 1
            case "v" | "t":
                self._taken = "" if self._reading else element

    def says(self, text: str) -> None:
        """Take a piece of a value."""
        if self._taken:
            self._value.append(text)
            self._has_value = True

    def closes(self, element: str) -> None:
        """End a row, a cell, or what is said in it."""
        match element:
            case "v" | "t":
                self._taken = ""
            case "rPh":
                self._reading -= 1
            case "c":
                self._cell()
            case "row":
                self._ended.append((self._line, self._cells, self._is_hidden))

    def _cell(self) -> None:
        kind, value = self._given.get("t", "n"), "".join(self._value)
        if not self._has_value and not (self._has_formula and kind != "str"):
            return
        if self._column >= WIDEST:
            reason = _("The sheet has content beyond its column %(limit)s; this is not a table.") % {"limit": WIDEST}
            raise FileRefused(reason, line=self._line)
        self._cells[self._column] = self._read(kind, value)

    def _read(self, kind: str, value: str) -> Cell:
        match kind:
            case "s":
                return Cell(self._book.texts[int(value)])
            case "inlineStr" | "str":
                return Cell(from_workbook(value))
            case "e":
                return Cell(value, Kind.ERROR)
            case "b":
                return Cell("TRUE" if value in ("1", "true") else "FALSE", Kind.OTHER)
            case "d":
                return Cell(value.removesuffix("T00:00:00"), Kind.OTHER)
        if not self._has_value:
            return Cell("", Kind.NO_RESULT)
        style = int(self._given.get("s", "0"))
        code = self._book.formats[style] if style < len(self._book.formats) else "General"
        return of_number(float(value), code, from_1904=self._book.from_1904)
