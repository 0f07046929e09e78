"""What does a cell mean that only says “the same as above”?"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from privacyportal.backoffice.cells import DITTO, DITTO_BEGINNINGS, is_ditto


class Above:
    """What the cells of the line above say, so that those below may repeat them.

    Totals and notes are no lines of the table: a mark below one repeats what stands above it.
    """

    def __init__(self) -> None:
        self._cells: Sequence[str] = ()
        self._doubts: Mapping[int, str] = {}

    def settled(self, cells: list[str], doubts: dict[int, str]) -> tuple[list[str], dict[int, str]]:
        """Return a line's cells with what those above say in place of ditto marks, and its doubts with theirs.

        A mark below an empty cell, or with words beside it, is a doubt: nobody can say what it stands for.
        """
        marked = [at for at, cell in enumerate(cells) if cell[:1] in DITTO_BEGINNINGS and at not in doubts]
        if marked:
            cells, doubts = list(cells), dict(doubts)
        for at in marked:
            cell, above = cells[at], self._cells[at] if at < len(self._cells) else ""
            if not is_ditto(cell):
                if cell.lstrip().startswith(DITTO):
                    doubts[at] = _("“%(value)s” repeats a part of the cell above: write it out") % {"value": cell}
            elif at in self._doubts:
                doubts[at] = self._doubts[at]
            elif above.strip():
                cells[at] = above
            else:
                doubts[at] = _("“%(value)s” repeats the cell above, which is empty") % {"value": cell.strip()}
        self._cells, self._doubts = cells, doubts
        return cells, doubts
