"""What is a line of a table, whatever program wrote the file?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

_NONE: Mapping[int, str] = MappingProxyType({})


class Line(NamedTuple):
    """A line of the file (of the sheet, from 1) with its cells as text.

    `doubts` says, by position from 0, why a cell cannot be taken as it stands; `numeric` are the positions whose cells
    are stored as numbers, so that zeros in front of them may have been lost. A hidden line stands in the sheet unseen.
    """

    number: int
    cells: list[str]
    doubts: Mapping[int, str] = _NONE
    numeric: frozenset[int] = frozenset()
    is_hidden: bool = False


type Lines = Iterator[Line]

SAMPLES = 12


@dataclass
class Remark:
    """One thing that was assumed or left out: its code, how often, the first places, and what its words need."""

    code: str
    count: int = 0
    places: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, object]:
        """Return it as it is kept with the import."""
        return {"code": self.code, "count": self.count, "places": self.places, "words": self.words}


class Remarks:
    """What is to be said of a file, by code, in the order in which it was found."""

    def __init__(self) -> None:
        self._remarks: dict[tuple[str, str], Remark] = {}

    def add(self, code: str, place: str = "", *, detail: str = "", **words: str) -> None:
        """Note that something was assumed or left out at a place (a cell, a row); `detail` sets two of a code apart."""
        remark = self._remarks.setdefault((code, detail), Remark(code, words=words))
        remark.count += 1
        if place and len(remark.places) < SAMPLES and place not in remark.places:
            remark.places.append(place)

    def stored(self) -> list[dict[str, object]]:
        """Return all as they are kept with the import."""
        return [remark.stored() for remark in self._remarks.values()]


def letters(position: int) -> str:
    """Return a column's letters for its position from 0: A, Z, AA."""
    named, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        named = chr(ord("A") + rest) + named
    return named
