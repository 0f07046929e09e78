"""Which day or instant does a text written in one of the mapping's formats mean?"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.written import days, eras
from privacyportal.backoffice.written.readings import Frame, Read

TOKYO = ZoneInfo("Asia/Tokyo")
ISO = "ISO"
ERA = "ERA"

_ERA_SIGNS = frozenset(name[0] for name in (*eras.FIRST_DAYS, *eras.SHORT))
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "h": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
}
# Where a mapping says that a year has two figures, it is one of this century.
_CENTURY = 2000
_TOKEN = re.compile("|".join(_TOKENS))

type Moment = date | datetime
type Parser = Callable[[str], Moment | None]


def parser(formats: tuple[str, ...]) -> Parser:
    """Return a function from text to a day or a naive or aware instant, or None where no format fits.

    A format is `ISO`, `ERA` (令和3年7月1日, R3.7.1, 令和元年5月1日) or made of YYYY YY MM M DD D hh h mm ss and other
    characters as they stand.

    :raises ValueError: for a format without a year, month and day.
    """
    attempts = tuple(_attempt(pattern) for pattern in formats)

    @lru_cache(maxsize=4096)
    def parse(text: str) -> Moment | None:
        written = plain(text)
        for attempt in attempts:
            if (moment := attempt(written)) is not None:
                return moment
        return None

    return parse


def day_of(moment: Moment) -> date:
    """Return the Tokyo day of a day or instant."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(TOKYO).date() if moment.tzinfo else moment.date()


def instant_of(moment: Moment, hour: time) -> datetime:
    """Return the aware instant; a day is taken at `hour`, and what has no zone is Tokyo time."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, hour)
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _attempt(pattern: str) -> Parser:
    if pattern == ISO:
        return _iso
    if pattern == ERA:
        return _era
    names = _TOKEN.findall(pattern)
    if {name[0] for name in names} < {"Y", "M", "D"}:
        raise ValueError(pattern)
    return _Pattern(pattern)


class _Pattern:
    """A format made of tokens."""

    def __init__(self, pattern: str) -> None:
        expression, position = "", 0
        for token in _TOKEN.finditer(pattern):
            expression += re.escape(pattern[position : token.start()]) + _TOKENS[token.group()]
            position = token.end()
        self._expression = re.compile(expression + re.escape(pattern[position:]) + r"\Z")

    def __call__(self, text: str) -> Moment | None:
        match = self._expression.match(text)
        if match is None:
            return None
        numbers = {name: int(digits) for name, digits in match.groupdict().items()}
        try:
            year = numbers["year"] if "year" in numbers else _CENTURY + numbers["short"]
            day = date(year, numbers["month"], numbers["day"])
            if "hour" not in numbers:
                return day
            return datetime.combine(day, time(numbers["hour"], numbers.get("minute", 0), numbers.get("second", 0)))
        except ValueError:
            return None


def _iso(text: str) -> Moment | None:
    try:
        if len(text) > len("2021-07-14"):
            return datetime.fromisoformat(text)
        # Eight figures are left to the reader of all writings: Python makes midnight of them, a file means a day.
        return date.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None


def _era(text: str) -> Moment | None:
    """Return the day of an era as the reader of all writings understands it."""
    reading = days.day(text, Frame()) if text[:1] in _ERA_SIGNS else None
    return reading.value if isinstance(reading, Read) else None
