"""What do the cells of a merged range say, of which a file stores only the first?"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import letters

if TYPE_CHECKING:
    from privacyportal.imports.cells import Cell

# Ranges that stand side by side on one line; each costs time on every line that it covers.
MOST_BESIDE = 200


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: lines from 1 and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def columns(self) -> range:
        """Return the positions of its columns."""
        return range(self.left, self.right + 1)

    @property
    def named(self) -> str:
        """Return its name as a spreadsheet writes it: B2:B5."""
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass
class Merges:
    """The merged ranges of a sheet, asked line by line in order; each keeps what its first cell said."""

    ranges: list[Merge] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting = sorted(self.ranges, key=lambda one: one.top, reverse=True)
        self._open: dict[int, Merge] = {}
        self._kept: dict[int, Cell] = {}

    def at(self, line: int) -> list[Merge]:
        """Return the ranges that cover a line; lines are asked from the first to the last.

        :raises FileRefused: where more ranges stand side by side than in any table.
        """
        for left in [left for left, one in self._open.items() if one.bottom < line]:
            del self._open[left]
            self._kept.pop(left, None)
        while self._waiting and self._waiting[-1].top <= line:
            one = self._waiting.pop()
            if one.bottom >= line:
                self._open[one.left] = one
                self._kept.pop(one.left, None)
        if len(self._open) > MOST_BESIDE:
            raise FileRefused(_("The sheet merges more than %(limit)s ranges.") % {"limit": MOST_BESIDE}, line=line)
        return list(self._open.values())

    def keep(self, merge: Merge, cell: "Cell") -> None:
        """Keep what the range's first cell says for the lines below."""
        self._kept[merge.left] = cell

    def kept(self, merge: Merge) -> "Cell | None":
        """Return what the range's first cell says; None where it is empty."""
        return self._kept.get(merge.left)
