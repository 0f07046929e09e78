"""What does a person mean who types a moment, a pause, hours, a closure or a length of time?"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from privacyportal.backoffice import identifiers
from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.written import days, moments
from privacyportal.backoffice.written.readings import Doubt, Frame, Read
from privacyportal.calendars.adhoc import MonthDay
from privacyportal.calendars.hours import MIDNIGHT, Slot

YEARS = range(1900, 2201)
LEAP_YEAR = 2000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DURATION = re.compile(r"(?:(\d{1,9}(?:\.\d{1,4})?)h)?(?:(\d{1,9})m)?", re.IGNORECASE)
HOURS = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
END_OF_DAY = re.compile(r"[T ]24:00(?::00)?")
MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")


class NotUnderstood(ValueError):
    """The text means nothing here; the message says what was expected."""


def cleaned(text: str) -> str:
    """The text with full-width digits and signs made plain."""
    return identifiers.plain(text)


def parse_instant(text: str, zone: ZoneInfo, at: datetime | None = None) -> datetime:
    """An ISO 8601 date (its midnight) or moment; without an offset, wall time of `zone`.

    Every usual writing will do (令和8年11月27日 午後5時); in Tokyo time also one counted from `at` (昨日17時).

    A wall time that comes twice is the earlier one, one that is skipped is moved on as clocks were. 24:00 ends its day.

    :raises NotUnderstood: for anything else, with the question where two moments are possible, and outside the years
        1900 to 2200.
    """
    plain = cleaned(text)
    begun = END_OF_DAY.sub("T00:00", plain)
    try:
        found = datetime.fromisoformat(begun) + timedelta(days=begun != plain)
    except (ValueError, OverflowError):
        found = _written(text, zone, at)
    if found.year not in YEARS:
        raise NotUnderstood(_("“%(text)s” is not between the years 1900 and 2200.") % {"text": text})
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _written(text: str, zone: ZoneInfo, at: datetime | None) -> datetime:
    is_here = zone == TOKYO
    match moments.moment(text, Frame(at if is_here else None)):
        case Read() if not is_here and OFFSET.search(cleaned(text)):
            raise NotUnderstood(_("Write “%(text)s” like 2026-11-27T17:00+09:00.") % {"text": text})
        case Read(value=datetime() as value):
            return value.replace(tzinfo=zone)
        case Read(value=value):
            return datetime.combine(value, time.min, zone)
        case Doubt(text=question):
            raise NotUnderstood(question)
    raise NotUnderstood(_("“%(text)s” is not a moment such as 2026-11-27T17:00+09:00 or 2026-11-27.") % {"text": text})


def parse_pause(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """START/END, each as `parse_instant`.

    :raises NotUnderstood: for anything else, or an end before the start.
    """
    start_text, slash, end_text = cleaned(text).partition("/")
    if not slash or not start_text or not end_text:
        raise NotUnderstood(_("“%(text)s” is not a pause such as 2026-04-28T12:00/2026-05-01T10:00.") % {"text": text})
    start, end = parse_instant(start_text, zone), parse_instant(end_text, zone)
    if end < start:
        raise NotUnderstood(_("The pause “%(text)s” ends before it starts.") % {"text": text})
    return start, end


def parse_slots(text: str) -> tuple[Slot, ...]:
    """Hours of a day such as 09:00-12:00,13:00-17:00; 24:00 is midnight.

    :raises NotUnderstood: when they are no times, do not stand in order, overlap or pass midnight.
    """
    slots = tuple(_slot(part) for part in cleaned(text).split(","))
    for before, after in pairwise(slots):
        if before.closes == MIDNIGHT or after.opens < before.closes:
            raise NotUnderstood(
                _("The hours “%(text)s” overlap or do not stand in the order of the day.") % {"text": text}
            )
    return slots


def _slot(text: str) -> Slot:
    opens_text, _dash, closes_text = (part.strip() for part in text.strip().partition("-"))
    if closes_text in {"24:00", "00:00", "0:00"}:
        opens, closes = _clock(opens_text, text), MIDNIGHT
        is_in_order = closes_text == "24:00" or opens > MIDNIGHT
    else:
        opens, closes = _clock(opens_text, text), _clock(closes_text, text)
        is_in_order = opens < closes
    if not is_in_order:
        raise NotUnderstood(
            _("The hours “%(text)s” end before they begin; hours over midnight are two: until 24:00 and from 00:00.")
            % {"text": text.strip()}
        )
    return Slot(opens, closes)


def _clock(text: str, whole: str) -> time:
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise NotUnderstood(_("“%(text)s” are no hours such as 09:00-12:00.") % {"text": whole.strip()})
    return time(int(found[1]), int(found[2]))


def parse_month_days(text: str) -> set[MonthDay]:
    """Days of every year: 12-31,01-02 or a range 12-29..01-03, which may cross the end of the year.

    :raises NotUnderstood: for a day that no year has, or other text.
    """
    found: set[MonthDay] = set()
    for part in cleaned(text).split(","):
        first, dots, last = part.strip().partition("..")
        found.update(_range(_month_day(first, text), _month_day(last if dots else first, text)))
    return found


def _month_day(text: str, whole: str) -> date:
    found = MONTH_DAY.fullmatch(days.normal(text))
    try:
        if found:
            return date(LEAP_YEAR, int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise NotUnderstood(_("“%(text)s” are no days of a year such as 12-31,01-01..01-03.") % {"text": whole})


def _range(first: date, last: date) -> Iterator[MonthDay]:
    stretches = [(first, last)] if first <= last else [(first, date(LEAP_YEAR, 12, 31)), (date(LEAP_YEAR, 1, 1), last)]
    for begin, end in stretches:
        for after in range((end - begin).days + 1):
            day = begin + timedelta(days=after)
            yield day.month, day.day


def parse_weekdays(text: str) -> frozenset[int]:
    """Days of the week such as Mon-Fri or Mon,Wed,Sat, as numbers from 0 for Monday.

    :raises NotUnderstood: for anything else.
    """
    found: set[int] = set()
    for part in cleaned(text).lower().split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise NotUnderstood(
                _("“%(text)s” are no days of the week such as Mon-Fri or Mon,Wed,Sat.") % {"text": text}
            )
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)
        found.update(day % 7 for day in range(begin, end + 1 if begin <= end else end + 8))
    return frozenset(found)


def parse_zone(text: str) -> ZoneInfo:
    """The time zone of an IANA name, in any case.

    :raises NotUnderstood: for any other text.
    """
    names = {name.lower(): name for name in available_timezones()}
    name = names.get(cleaned(text).lower())
    if name is None:
        raise NotUnderstood(_("“%(text)s” is not the name of a time zone such as Asia/Tokyo.") % {"text": text})
    return ZoneInfo(name)


def parse_minutes(text: str) -> int:
    """Whole minutes of business time in 14h, 14h30m, 7.5h or 840m; a bare number is hours.

    :raises NotUnderstood: for other text or no time at all.
    """
    plain = cleaned(text).replace(" ", "")
    found = DURATION.fullmatch(f"{plain}h" if HOURS.fullmatch(plain) else plain)
    minutes = int(Decimal(found[1] or 0) * 60) + int(found[2] or 0) if found else 0
    if not minutes:
        raise NotUnderstood(
            _("“%(text)s” is not a length of business time such as 14h, 14h30m or 840m.") % {"text": text}
        )
    return minutes


def parse_amount(text: str, most: int) -> int:
    """A whole number from 1 to `most`; 0 sets no limit at all (K8) and is refused, not guessed.

    :raises NotUnderstood: for anything else.
    """
    plain = cleaned(text)
    amount = int(plain) if re.fullmatch(r"\d{1,12}", plain) else 0
    if not 1 <= amount <= most:
        raise NotUnderstood(
            _("“%(text)s” sets no deadline: a whole number from 1 to %(most)d is expected.")
            % {"text": text, "most": most}
        )
    return amount


def parse_percent(text: str) -> Decimal:
    """A percentage above 0 and up to 100, with or without its sign.

    :raises NotUnderstood: for anything else.
    """
    plain = cleaned(text).removesuffix("%").strip()
    percent = Decimal(plain) if PERCENT.fullmatch(plain) else Decimal(0)
    if not 0 < percent <= 100:
        raise NotUnderstood(_("“%(text)s” is not a percentage above 0 and up to 100.") % {"text": text})
    return percent
