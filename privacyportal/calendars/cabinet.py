"""Which days does a file in the Cabinet Office's form (国民の祝日・休日) name, and is the whole file believable?"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unicodedata import normalize

from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError

MOST_BYTES = 1_000_000
MOST_CHARACTERS = 100
DESTROYED = "\N{REPLACEMENT CHARACTER}"
DAY = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})")
HAS_DIGIT = re.compile(r"\d")


class BadFile(PortalError):
    """The file is refused whole; the text names the first row that is wrong."""


@dataclass(frozen=True)
class HolidayFile:
    """A file that was read: the days with their names in order, and the SHA-256 of its bytes."""

    days: dict[date, str]
    sha256: str

    @property
    def last_year(self) -> int:
        """The last year that it covers."""
        return max(self.days).year


def read_path(path: Path) -> HolidayFile:
    """Read a file from disk.

    :raises BadFile: when it cannot be opened, or as `read`.
    """
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise BadFile(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error


def read(content: bytes) -> HolidayFile:
    """Read Shift_JIS (CP932) or UTF-8, with or without header and byte order mark; dates as 2026/1/1 or 2026-01-01.

    :raises BadFile: when any row is wrong; nothing is taken from a file with a wrong row.
    """
    if len(content) > MOST_BYTES:
        raise BadFile(_("The file is larger than a list of holidays can be."))
    days: dict[date, str] = {}
    for number, on, name in _rows(_text(content)):
        if on in days:
            raise _wrong(number, _("%(day)s stands there twice") % {"day": on})
        days[on] = name
    if not days:
        raise BadFile(_("The file names no holiday."))
    return HolidayFile(dict(sorted(days.items())), hashlib.sha256(content).hexdigest())


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The file is neither Shift_JIS nor UTF-8."))


def _rows(text: str) -> Iterator[tuple[int, date, str]]:
    reader = csv.reader(text.splitlines())
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if DESTROYED in "".join(row):
                raise _wrong(
                    reader.line_num, _("its characters were destroyed when the file was saved in another encoding")
                )
            is_header = reader.line_num == 1 and len(row) == 2 and not HAS_DIGIT.search("".join(row))
            if any(row) and not is_header:
                yield reader.line_num, *_holiday(reader.line_num, row)
    except csv.Error as error:
        raise _wrong(reader.line_num, str(error)) from error


def _holiday(number: int, row: list[str]) -> tuple[date, str]:
    found = DAY.fullmatch(normalize("NFKC", row[0]))
    if not found:
        raise _wrong(number, _("“%(text)s” is not a date such as 2026/1/1") % {"text": row[0][:40]})
    try:
        on = date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError as error:
        raise _wrong(number, _("there is no %(text)s") % {"text": row[0]}) from error
    if len(row) < 2 or not row[1] or any(row[2:]):
        raise _wrong(number, _("a date and a name are expected, and nothing else"))
    if len(row[1]) > MOST_CHARACTERS:
        raise _wrong(number, _("the name is too long"))
    return on, row[1]


def _wrong(number: int, why: str) -> BadFile:
    return BadFile(_("Row %(row)d: %(why)s. Nothing was taken from the file.") % {"row": number, "why": why})
