"""What does only the whole of a table tell of its lines and cells?"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from privacyportal.backoffice.cells import is_ditto
from privacyportal.imports import headings
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Line, Remarks, letters

# How Excel writes a number of twelve digits or more into a text file: the digits that are missing are lost.
_SHORTENED = re.compile(r"[-+]?\d(\.\d+)?E\+\d{2,3}\Z")
_SKIP = "skip"


class Survey:
    """What was found in one pass over the rows of a table, asked again in the passes that follow."""

    def __init__(self, remarks: Remarks, header: Sequence[str], *, hidden: str, codes: Collection[int] = ()) -> None:
        """Begin a pass; `codes` are the positions of lines, from 0, at which numbers and codes stand."""
        self.remarks = remarks
        self._header = headings.squeezed(header)
        self._hidden = hidden
        self._codes = frozenset(codes)
        self._figures: frozenset[int] = frozenset()
        self._widths: Mapping[int, set[int]] = defaultdict(set)
        # Where all numbers with a zero in front have one length, a shorter one has lost its zeros.
        self._one_width: Mapping[int, int] = {}
        self._unseen: list[int] = []
        self._empty = set(range(len(header)))

    def note(self, line: Line, cells: Sequence[str], width: int, notes: int) -> None:
        """Take note of a line and of what is to be said of it; `notes` columns of ours stand before its cells."""
        if line.is_hidden:
            self._unseen.append(line.number)
            self.remarks.add("hidden_left_out" if self._hidden == _SKIP else "hidden_read", str(line.number))
        if line.is_hidden and self._hidden == _SKIP:
            return
        if code := self._left_out(cells, width):
            self.remarks.add(code, str(line.number))
            return
        self._figures |= line.numeric & self._codes
        self._empty -= {column for column in self._empty if column < len(cells) and cells[column].strip()}
        for column, cell in enumerate(cells):
            if cell[:1] == "0" and len(cell) > 1 and cell.isdecimal():
                self._widths[column].add(len(cell))
            elif is_ditto(cell):
                self.remarks.add("ditto", f"{letters(column + notes)}{line.number}")

    def finish(self) -> None:
        """End the pass.

        :raises FileRefused: where lines are hidden and nobody has said what becomes of them.
        """
        if self._unseen and not self._hidden:
            reason = _("%(count)s rows of the sheet are hidden. Say whether they are read or left out.")
            raise FileRefused(reason % {"count": len(self._unseen)}, line=self._unseen[0])
        for column in sorted(self._figures):
            self.remarks.add("stored_as_number", letters(column))
        self._one_width = {column: min(widths) for column, widths in self._widths.items() if len(widths) == 1}

    def is_empty(self, column: int) -> bool:
        """Return whether no row holds anything in a column, from 0."""
        return column in self._empty

    def leaves_out(self, line: Line, cells: Sequence[str], width: int) -> bool:
        """Return whether a line is none of the table's rows, or is left out because it is hidden."""
        return (line.is_hidden and self._hidden == _SKIP) or bool(self._left_out(cells, width))

    def doubts(self, line: Line, cells: Sequence[str], notes: int) -> dict[int, str]:
        """Return by position from 0 why a cell cannot be taken as it stands."""
        doubts = {column - notes: reason for column, reason in line.doubts.items() if column >= notes}
        for column, cell in enumerate(cells):
            if "E+" in cell and column not in doubts and _SHORTENED.match(cell.strip()):
                reason = _("“%(value)s” is a number that a spreadsheet shortened: its last digits are lost")
                doubts[column] = reason % {"value": cell}
        for column, length in self._one_width.items():
            cell = cells[column] if column < len(cells) else ""
            if len(cell) < length and cell[:1] != "0" and cell.isdecimal() and column not in doubts:
                where = {"cell": f"{letters(column + notes)}{line.number}", "value": cell, "length": str(length)}
                doubts[column] = (
                    _("“%(value)s” (%(cell)s) is shorter than the others (%(length)s): zeros in front may be lost")
                    % where
                )
        return doubts

    def _left_out(self, cells: Sequence[str], width: int) -> str:
        if self._header and headings.is_heading_again(cells, self._header):
            return "heading_again"
        return "total_or_note" if self._header and headings.is_remark(cells, width) else ""
