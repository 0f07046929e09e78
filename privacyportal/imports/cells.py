"""What does a cell of a sheet say, and may it be believed?"""

from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _

from privacyportal.imports.lines import Line, Remarks, letters
from privacyportal.imports.merges import Merge, Merges
from privacyportal.imports.shown import Doubt, shown


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    OTHER = "other"
    ERROR = "error"
    NO_RESULT = "no_result"
    NO_DATE = "no_date"
    ROUNDED = "rounded"


_DOUBTED = {Doubt.NO_DATE: Kind.NO_DATE, Doubt.ROUNDED: Kind.ROUNDED}


class Cell(NamedTuple):
    """A cell as it is shown; `is_shortened` where it shows fewer digits than are stored and read."""

    text: str
    kind: Kind = Kind.TEXT
    is_shortened: bool = False


def of_number(number: float, code: str, *, from_1904: bool) -> Cell:
    """Return the cell that shows a number under a format's code."""
    text, doubt, is_shortened = shown(number, code, from_1904=from_1904)
    if doubt:
        return Cell("", _DOUBTED[doubt])
    return Cell(text, Kind.NUMBER if text.isdecimal() else Kind.OTHER, is_shortened)


def settled(
    cells: dict[int, Cell], number: int, merges: Merges, *, sheet: str, is_hidden: bool, remarks: Remarks | None
) -> Line:
    """Return a line of a sheet: what its cells show, what of it is in doubt, labels of merged ranges filled downward.

    A text that is merged over lines of one column is a label and stands for each of them; a number or a day, or a range
    over several columns, may belong to one or to all, and is doubted.
    """
    texts = {column: cell.text for column, cell in cells.items()}
    doubts = {column: doubt for column, cell in cells.items() if (doubt := _doubt(cell, column, number, sheet))}
    for merge in merges.at(number):
        _merged(merge, cells, number, merges, texts, doubts, sheet, remarks)
    if remarks:
        for column, cell in cells.items():
            if cell.is_shortened:
                remarks.add("shortened", f"{letters(column)}{number}")
    width = max((*texts, *doubts), default=-1) + 1
    numeric = frozenset(column for column, cell in cells.items() if cell.kind is Kind.NUMBER)
    return Line(number, [texts.get(column, "") for column in range(width)], doubts, numeric, is_hidden)


def _merged(
    merge: Merge,
    cells: dict[int, Cell],
    number: int,
    merges: Merges,
    texts: dict[int, str],
    doubts: dict[int, str],
    sheet: str,
    remarks: Remarks | None,
) -> None:
    where = {"cells": merge.named, "sheet": sheet}
    if merge.left < merge.right:
        if any(column not in merge.columns for column in cells):
            reason = _("the cells %(cells)s of the sheet “%(sheet)s” are merged: nobody knows which column they fill")
            doubts.update(dict.fromkeys(merge.columns, reason % where))
        return
    if number == merge.top and merge.left in cells:
        merges.keep(merge, cells[merge.left])
        if remarks and cells[merge.left].kind is Kind.TEXT:
            remarks.add("merged_filled", merge.named)
    label = merges.kept(merge)
    if label is None:
        return
    if label.kind is Kind.TEXT:
        texts[merge.left] = label.text
    else:
        reason = _("the cells %(cells)s of the sheet “%(sheet)s” are merged: nobody knows whether each row has it")
        doubts[merge.left] = reason % where


def _doubt(cell: Cell, column: int, number: int, sheet: str) -> str:
    where = {"cell": f"{letters(column)}{number}", "sheet": sheet, "error": cell.text}
    match cell.kind:
        case Kind.ERROR:
            return _("the cell %(cell)s of the sheet “%(sheet)s” shows the error %(error)s") % where
        case Kind.NO_RESULT:
            return (
                _("the cell %(cell)s of the sheet “%(sheet)s” holds a formula without a result; open and save the book")
                % where
            )
        case Kind.NO_DATE:
            return _("the cell %(cell)s of the sheet “%(sheet)s” shows #####: it is no day of the calendar") % where
        case Kind.ROUNDED:
            return (
                _("the cell %(cell)s of the sheet “%(sheet)s” holds a number of which the last digits are lost") % where
            )
    return ""
