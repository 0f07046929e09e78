"""Which days does a file in the Cabinet Office's form (国民の祝日・休日) name, and is the whole file believable?"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Frame, Read
from privacyportal.imports.brought import Opening, opened
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Remarks
from privacyportal.imports.sources import Layout, Record

MOST_BYTES = 1_000_000
MOST_CHARACTERS = 100
DESTROYED = "\N{REPLACEMENT CHARACTER}"
# So the Cabinet Office names substitute holidays and bridge days, which the library calls by their exact names.
GENERIC = "休日"
# 勤労感謝の日 closes every year since 国民の祝日に関する法律 (昭和23年法律第178号) but for those with a later day.
LAST_OF_A_YEAR, FIRST_YEAR_OF_THE_LAW = (11, 23), 1948
_UNDATED = Frame()
_LIKE_A_DAY = re.compile(r"\d\s*[-/.年月]\s*\d|\d{6,8}\Z")
_WEEKDAY = re.compile(r"[(（]?[月火水木金土日](曜日?)?[)）]?")


class BadFile(PortalError):
    """The file is refused whole; the text names the first row that is wrong."""


@dataclass(frozen=True)
class HolidayFile:
    """A file that was read: the days with their names in order, the SHA-256 of its bytes, what was assumed of it."""

    days: dict[date, str]
    sha256: str
    remarks: list[dict[str, object]] = field(default_factory=list)

    @property
    def last_year(self) -> int:
        """The last year that it covers."""
        return max(self.days).year


def read_path(path: Path, opening: Opening | None = None, *, is_whole: bool = False) -> HolidayFile:
    """Read a file from disk.

    :raises BadFile: when it cannot be opened, or as `read`.
    """
    try:
        return read(path.read_bytes(), path.name, opening, is_whole=is_whole)
    except OSError as error:
        raise BadFile(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error


def read(
    content: bytes, name: str = "syukujitsu.csv", opening: Opening | None = None, *, is_whole: bool = False
) -> HolidayFile:
    """Read days and their names in any form that imports read, with or without headings, years side by side or below.

    `is_whole` asks for every year to its end: a file that was cut off would vouch for days that it does not name.

    :raises BadFile: when any row is wrong; nothing is taken from a file with a wrong row.
    """
    if len(content) > MOST_BYTES:
        raise BadFile(_("The file is larger than a list of holidays can be."))
    found = _Days()
    try:
        with opened(content, name, opening or Opening(), layout=Layout(header=False)) as table:
            for record in table.records():
                found.take(record)
            remarks = table.remarks()
    except FileRefused as refused:
        raise BadFile(refused.text) from refused
    if not found.days:
        raise BadFile(_("The file names no holiday."))
    days = dict(sorted(found.days.items()))
    if is_whole:
        _insist_on_the_end(max(days))
    return HolidayFile(days, hashlib.sha256(content).hexdigest(), [*remarks, *found.remarks.stored()])


def _insist_on_the_end(last: date) -> None:
    if last.year >= FIRST_YEAR_OF_THE_LAW and (last.month, last.day) < LAST_OF_A_YEAR:
        text = _("The file ends on %(day)s, before the last holiday of that year: it was cut off.")
        raise BadFile(text % {"day": last})


class _Days:
    """The days of the rows so far."""

    def __init__(self) -> None:
        self.days: dict[date, str] = {}
        self.remarks = Remarks()

    def take(self, record: Record) -> None:
        """Take the days of a row; lines of words above are headings, one below is a note."""
        if DESTROYED in "".join(record.cells):
            raise _wrong(record, _("its characters were destroyed when the file was saved in another encoding"))
        for reason in record.doubts.values():
            raise _wrong(record, reason)
        said = [cell.strip() for cell in record.cells if not _WEEKDAY.fullmatch(cell.strip())]
        if not any(_LIKE_A_DAY.search(plain(cell)) for cell in said):
            self._leave_out(record, [cell for cell in said if cell])
            return
        for on, name in _pairs(record, said):
            self._name(record, on, name)

    def _leave_out(self, record: Record, words: list[str]) -> None:
        if self.days and len(words) > 1:
            raise _wrong(record, _("a date and a name are expected, and nothing else"))
        if words:
            self.remarks.add("total_or_note" if self.days else "above_heading", str(record.line))

    def _name(self, record: Record, on: date, name: str) -> None:
        known = self.days.get(on)
        # The office's own file names a day of 1973 twice: as what it is, and as the day off that it makes.
        if known is not None and (known == name or GENERIC not in (known, name)):
            raise _wrong(record, _("%(day)s stands there twice") % {"day": on})
        if known is not None:
            self.remarks.add("named_twice", str(record.line))
        self.days[on] = known if known is not None and name == GENERIC else name


def _pairs(record: Record, said: list[str]) -> Iterator[tuple[date, str]]:
    """Yield the days of a row with their names, which stand beside them in either order."""
    cells = iter(said)
    for first in cells:
        if first:
            second = next(cells, "")
            is_second = not _LIKE_A_DAY.search(plain(first))
            name, day = (first, second) if is_second else (second, first)
            if not name or not day or _LIKE_A_DAY.search(plain(name)):
                raise _wrong(record, _("a date and a name are expected, and nothing else"))
            if len(name) > MOST_CHARACTERS:
                raise _wrong(record, _("the name is too long"))
            yield _day(record, day), name


def _day(record: Record, text: str) -> date:
    found = moments.day_only(text, _UNDATED)
    if not isinstance(found, Read):
        raise _wrong(record, found.text.rstrip("。."))
    return found.value


def _wrong(record: Record, why: str) -> BadFile:
    return BadFile(_("Row %(row)d: %(why)s. Nothing was taken from the file.") % {"row": record.line, "why": why})
