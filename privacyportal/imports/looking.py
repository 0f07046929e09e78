"""What does a file hold that nobody has said anything about yet: its sheets, its heading, its columns?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from privacyportal.imports import headings, sources
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.recognition import DISTINCT, Column
from privacyportal.imports.sources import READ, Layout, Record, Source
from privacyportal.imports.vocabulary import Vocabulary

# So many rows are looked at; what stands only below is met by the dry run.
ROWS = 20_000
_FEWEST = 2


@dataclass(frozen=True)
class Look:
    """A file as it was found: how it is laid out, which sheets there are, where the heading stands, its columns.

    `rows` counts those looked at, `is_whole` says whether that was all of them; `heading` is 0 where rows begin at
    once; `hidden` counts the rows that a sheet does not show.
    """

    layout: Layout
    sheets: list[str]
    heading: int
    header: list[str]
    columns: list[Column]
    rows: int
    is_whole: bool
    hidden: int


def look(path: Path, layout: Layout, words: Vocabulary) -> Look:
    """Look at a file; what the layout leaves open (sheet, heading, hidden rows) is found.

    :raises FileRefused: where it cannot be read.
    """
    sheets = sources.sheets(path)
    layout = replace(layout, sheet=layout.sheet or _likeliest(path, sheets, words))
    source = _source(path, layout, words)
    if layout.header and not layout.heading and source.fitting < _FEWEST:
        line = headings.looking_like_one(source.first)
        layout = replace(layout, heading=line or 0, header=line is not None)
        source = _source(path, layout, words)
    records = list(islice(source.records(), ROWS + 1))
    hidden = sum(_count(one) for one in source.remarks() if one["code"] == "hidden_read")
    columns = _columns(source.header, records[:ROWS])
    rows = min(len(records), ROWS)
    return Look(layout, sheets, source.heading_line, source.header, columns, rows, len(records) <= ROWS, hidden)


def _source(path: Path, layout: Layout, words: Vocabulary) -> Source:
    return Source(path, replace(layout, hidden=layout.hidden or READ), words.written)


def _likeliest(path: Path, sheets: Sequence[str], words: Vocabulary) -> str:
    """Return the sheet with most known headings, the first of several; none where there is no choice."""
    if len(sheets) < _FEWEST:
        return ""
    return max(sheets, key=lambda sheet: _fitting(path, sheet, words))


def _fitting(path: Path, sheet: str, words: Vocabulary) -> int:
    try:
        return _source(path, Layout(sheet=sheet), words).fitting
    except FileRefused:
        return -1


def _columns(header: Sequence[str], records: Iterable[Record]) -> list[Column]:
    names, rows = list(header), list(records)
    places = max([len(names), *(len(record.cells) for record in rows)])
    names += [""] * (places - len(names))
    found = [_column(place, names, rows) for place in range(places)]
    return [column for column in found if column.heading or column.filled]


def _column(place: int, names: Sequence[str], records: Sequence[Record]) -> Column:
    cells = [record.cells[place].strip() for record in records if place < len(record.cells)]
    counted = Counter(filter(None, cells))
    return Column(
        position=place + 1,
        heading=names[place],
        values=dict(islice(counted.items(), DISTINCT + 1)),
        filled=counted.total(),
        is_named=bool(names[place]) and names.count(names[place]) == 1,
        is_unique=len(counted) == counted.total() == len(records) > 0,
        texts=counted,
    )


def _count(remark: dict[str, object]) -> int:
    count = remark.get("count")
    return count if isinstance(count, int) else 0
