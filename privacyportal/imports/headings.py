"""Which line of a table holds its headings, and which lines are none of its rows?"""

import re
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from privacyportal.backoffice.cells import unguarded
from privacyportal.backoffice.identifiers import plain
from privacyportal.imports.lines import Line

LOOKED_AT = 30
_SPACE = re.compile(r"\s+")
_TOTAL = re.compile(r"(総合計|総計|合計|小計|計|以上|total)\s*[:：]?\s*(\d[\d,.]*\s*\w{0,2})?\Z", re.IGNORECASE)
_NOTE = re.compile(r"[※＊*]|[(（]?注\d*[)）:：]|備考[:：]")
_FIGURE = re.compile(r"[-▲△]?[\d,.]+\s*\w{0,2}\Z")
_DATUM = re.compile(r"[-▲△]?[\d,./:-]{2,}|\d|.*@.*\.|[RHS令平昭]\w?\d")
# What the first cell of the example row of our own forms says, in every language: it is none of the rows.
EXAMPLE = "（記入例）"
_NARROWEST = 4


class Heading(NamedTuple):
    """The names of the columns, and which of the lines looked at hold them: the first and the last, from 0.

    `fitting` counts the names that were wanted.
    """

    names: list[str]
    first: int = 0
    last: int = 0
    fitting: int = 0


def found(lines: Sequence[Line], wanted: Collection[str]) -> Heading:
    """Return the heading among the first lines of a table: the line, or pair of lines, with most of the wanted names.

    Where none has any, the first line is the heading. Line breaks and spaces in a name count for nothing.
    """
    known = {_squeezed(name): plain(name) for name in wanted}
    best = Heading(_named(lines[0].cells, known))
    for index, line in enumerate(lines):
        best = max(best, _judged(_named(line.cells, known), index, index, known), key=_fitting)
    for index, (upper, lower) in enumerate(pairwise(lines)):
        best = max(best, _judged(_joined(upper.cells, lower.cells, known), index, index + 1, known), key=_fitting)
    return best


def at(lines: Sequence[Line], number: int) -> Heading | None:
    """Return the heading that a person says stands in a line (from 1); None where that is none of these lines."""
    return next(
        (Heading(_named(line.cells, {}), index, index) for index, line in enumerate(lines) if line.number == number),
        None,
    )


def looking_like_one(lines: Sequence[Line]) -> int | None:
    """Return the number of the first line that looks like headings by itself; None where rows begin at once.

    Headings are words, no figures or days, in as many cells as any line has.
    """
    width = max(sum(bool(cell.strip()) for cell in line.cells) for line in lines)
    for line in lines:
        said = [plain(cell) for cell in line.cells if cell.strip()]
        if len(said) >= max(width - 1, width * 2 // 3) and not any(map(_DATUM.match, said)):
            return line.number if len(set(said)) == len(said) else None
        if len(said) > width // 2:
            return None
    return None


def squeezed(cells: Sequence[str]) -> list[str]:
    """Return what a line says as headings are compared: without what is blank, without spaces."""
    return [_squeezed(cell) for cell in cells if cell.strip()]


def is_heading_again(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether a line says the headings (squeezed) again, as the head of each printed page does."""
    first = next((cell for cell in cells if cell.strip()), "")
    return len(names) > 1 and _squeezed(first) == names[0] and squeezed(cells) == names


def is_remark(cells: Sequence[str], width: int) -> bool:
    """Return whether a line is a total or a note of a table of that width, and none of its rows."""
    said = (plain(cell) for cell in cells if cell.strip())
    first = next(said, "")
    if first == plain(EXAMPLE):
        return True
    if not first or width < _NARROWEST:
        return False
    if _TOTAL.match(first):
        others = list(said)
        return len(others) <= 1 or all(map(_FIGURE.match, others))
    return bool(_NOTE.match(first)) and next(said, None) is None


def _fitting(heading: Heading) -> int:
    return heading.fitting


def _judged(names: list[str], first: int, last: int, known: dict[str, str]) -> Heading:
    return Heading(names, first, last, len(set(names) & set(known.values())))


def _named(cells: Sequence[str], known: dict[str, str]) -> list[str]:
    names = [plain(unguarded(cell)) for cell in cells]
    return [known.get(_squeezed(name), name) for name in names]


def _joined(upper: Sequence[str], lower: Sequence[str], known: dict[str, str]) -> list[str]:
    """Return names over two lines: a group above, filled to the right, and its columns below."""
    width = max(len(upper), len(lower))
    below = [*lower, *[""] * (width - len(lower))]
    groups = list(accumulate([*upper, *[""] * (width - len(upper))], _filled))
    return [_one_of(plain(group), plain(unguarded(name)), known) for group, name in zip(groups, below, strict=True)]


def _filled(left: str, cell: str) -> str:
    return cell if cell.strip() else left


def _one_of(group: str, name: str, known: dict[str, str]) -> str:
    if not name:
        return known.get(_squeezed(group), group)
    if _squeezed(group) == _squeezed(name):
        # One heading merged over both lines.
        return known.get(_squeezed(name), name)
    both = _squeezed(group + name)
    return known.get(both) or known.get(_squeezed(name)) or f"{group} {name}".strip()


def _squeezed(name: str) -> str:
    return _SPACE.sub("", plain(name))
