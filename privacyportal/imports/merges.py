"""What do the cells of a merged range say, of which a file stores only the first?"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privacyportal.imports.lines import letters

if TYPE_CHECKING:
    from privacyportal.imports.cells import Cell


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
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        for one in self.ranges:
            self._starting[one.top].append(one)
        self._open: list[Merge] = []
        self._kept: dict[Merge, Cell] = {}

    def at(self, line: int) -> list[Merge]:
        """Return the ranges that cover a line; lines are asked from the first to the last."""
        self._open = [one for one in self._open if one.bottom >= line]
        for top in sorted(top for top in self._starting if top <= line):
            self._open += [one for one in self._starting.pop(top) if one.bottom >= line]
        self._kept = {one: cell for one, cell in self._kept.items() if one.bottom >= line}
        return self._open

    def keep(self, merge: Merge, cell: "Cell") -> None:
        """Keep what the range's first cell says for the lines below."""
        self._kept[merge] = cell

    def kept(self, merge: Merge) -> "Cell | None":
        """Return what the range's first cell says; None where it is empty."""
        return self._kept.get(merge)
