"""Which time of day does a text mean: 17:00, 午後5時半, 正午, 5 PM, 24:00?"""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone

from django.utils.translation import gettext as _

from privacyportal.backoffice.written.readings import short

_BEFORE = "午前|午後|AM|PM|朝|昼|夕方|夕|夜"
_AFTER = r"AM|PM|A\.M\.|P\.M\."
TIME = (
    rf"(?P<noon>正午|NOON)|(?P<before>{_BEFORE})?\s*(?P<hour>\d{{1,2}})"
    r"(?:\s*:\s*(?P<minute>\d{1,2})(?:\s*:\s*(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"|\s*時\s*(?:(?P<half>半)|(?P<minutes>\d{1,2})\s*分?(?:\s*(?P<seconds>\d{1,2})\s*秒?)?|(?P<sharp>ちょうど))?)?"
    rf"\s*(?P<after>{_AFTER})?\s*(?P<zone>Z|UTC|JST|[+-]\d\d:?\d\d)?"
)
_TIME = re.compile(TIME)
_PACKED = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
_TOKYO_OFFSET = timedelta(hours=9)
# Which hours people name with these words, and what they add to them.
_SPOKEN = {"朝": (range(4, 12), 0), "夕": (range(3, 8), 12), "夕方": (range(3, 8), 12), "夜": (range(6, 12), 12)}
_NIGHT_ENDS = 30


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day, `days` later than the day beside it; `offset` from UTC where it was written."""

    hour: int
    minute: int = 0
    second: int = 0
    days: int = 0
    offset: timezone | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """The possible times, and why there are several or none."""

    readings: tuple[Hour, ...]
    why: str = ""
    is_asked: bool = False


def hours(text: str) -> Hours | None:
    """Return the times that a normal text may mean, None where it is no time at all."""
    found = _TIME.fullmatch(text) or _PACKED.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("noon"):
        return Hours((Hour(12),))
    half = 30 if parts.get("half") else 0
    minute = int(parts["minute"] or parts.get("minutes") or half)
    second = int(parts["second"] or parts.get("seconds") or 0)
    word = (parts.get("before") or parts.get("after") or "").replace(".", "")
    both = parts.get("before") and parts.get("after")
    if not (word or parts["minute"] or "時" in text) or both:
        return None
    if minute > 59 or second > 59:
        return Hours((), _no_time(text))
    found_hours = _of(int(parts["hour"]), word, text)
    offset = _offset(parts["zone"])
    whole = tuple(Hour(one.hour, minute, second, one.days, offset) for one in found_hours.readings)
    return Hours(whole, found_hours.why, found_hours.is_asked)


def _no_time(text: str) -> str:
    return _("There is no time “%(text)s”.") % {"text": short(text)}


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone in {"Z", "UTC"}:
        return timezone(timedelta())
    if zone == "JST":
        return timezone(_TOKYO_OFFSET)
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]) % 24, minutes=int(zone[-2:]) % 60))


def _of(hour: int, word: str, text: str) -> Hours:
    if not word:
        return _of_clock(hour, text)
    if word in _SPOKEN:
        usual, added = _SPOKEN[word]
        return Hours((Hour(hour + added),)) if hour in usual else _of_clock(hour, text)
    if word == "昼":
        return Hours((Hour(hour + 12 if hour < 4 else hour),)) if hour in {11, 12, 1, 2, 3} else _of_clock(hour, text)
    return _of_half(hour, word, text)


def _of_clock(hour: int, text: str) -> Hours:
    """Return an hour of 24; 24:00 ends its day, and 25:00 is how some write the night that follows."""
    if hour < 24:
        return Hours((Hour(hour),))
    if hour == 24:
        return Hours((Hour(0, days=1),))
    if hour < _NIGHT_ENDS:
        return Hours((Hour(hour - 24, days=1),), _no_time(text), is_asked=True)
    return Hours((), _no_time(text))


def _of_half(hour: int, word: str, text: str) -> Hours:
    is_after = word in {"午後", "PM"}
    if hour == 12:
        if word in {"AM", "PM"}:
            return Hours((Hour(12 if is_after else 0),))
        # By the edict of 1872 午後12時 is midnight and 午前12時 noon; on many clocks it is the other way round.
        later = Hour(0, days=1) if is_after else Hour(0)
        return Hours((Hour(12), later), is_asked=True)
    if hour < 12:
        return Hours((Hour(hour + (12 if is_after else 0)),))
    if hour < 24 and is_after:
        return Hours((Hour(hour),), _("An afternoon has twelve hours."), is_asked=True)
    return Hours((), _no_time(text))
