"""Which instant does a text mean: a day in any writing, with a time in any writing?"""

import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.written import days
from privacyportal.backoffice.written.hours import TIME, Hour, Hours, hours
from privacyportal.backoffice.written.readings import (
    Doubt,
    Frame,
    Read,
    Reading,
    Towards,
    Unread,
    as_example,
    asked,
    in_tokyo,
    in_words,
    short,
)

_NOW = frozenset({"今", "現在", "ただいま", "只今", "NOW"})
_PACKED = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)")
_LAST = re.compile(rf"(?P<day>.*?)(?P<time>(?<![\d./:-])(?:{TIME}))")
_LAST_PACKED = re.compile(r"(?P<day>.*\d[日)]?)[T ](?P<time>\d{4}(?:\d\d)?(?:Z|[+-]\d\d:?\d\d)?)")
_FIRST = re.compile(rf"(?P<time>{TIME})[ ,]+(?P<day>.*)")
_JOINTS = " T,、の"
# Nobody writes a day in more signs; a text of an address or a cell may have thousands.
_LONGEST = 100
# The commonest writing of files, which is read at once.
_PLAIN = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)


def moment(text: str, frame: Frame) -> Reading[datetime] | Reading[date]:
    """Return the instant that a text means; a day where it names no time."""
    return _plain(text) or (_unweighed(text, frame) if len(text) <= _LONGEST else days.unread(text))


def _unweighed(text: str, frame: Frame) -> Reading[datetime] | Reading[date]:
    written = days.normal(text)
    if written in _NOW:
        return Read(frame.at.replace(second=0, microsecond=0)) if frame.at else days.day(text, frame)
    packed = _PACKED.fullmatch(written)
    if packed is not None:
        written = f"{packed[1]} {packed[2]}"
    day_text, time_text = _parted(written)
    if not time_text:
        return days.day(text, frame)
    at = hours(time_text)
    if at is None:
        return days.day(text, frame)
    if not at.readings:
        return Unread(at.why)
    if not day_text:
        return _without_day(text, at, frame)
    return _joined(text, days.day(day_text, frame), at)


def _plain(text: str) -> Read[datetime] | Read[date] | None:
    found = _PLAIN.fullmatch(text)
    if found is None or int(found[1]) not in days.YEARS:
        return None
    try:
        day = date(int(found[1]), int(found[3]), int(found[4]))
        if found[5] is None:
            return Read(day)
        return Read(in_tokyo(day, int(found[5]), int(found[6]), int(found[7] or 0)))
    except ValueError:
        return None


def instant(text: str, frame: Frame) -> Reading[datetime]:
    """Return the instant that a text means; a day without a time is not one."""
    found = moment(text, frame)
    match found:
        case Read(value=value) if not isinstance(value, datetime):
            words = {"text": short(text), "example": as_example(in_tokyo(value, 9, 30, 0))}
            return Unread(_("“%(text)s” names no time; write it like %(example)s.") % words)
    return found  # type: ignore[return-value]


def day_only(text: str, frame: Frame) -> Reading[date]:
    """Return the day that a text means; a time written beside it is left out, and said."""
    found = moment(text, frame)
    match found:
        case Read(value=datetime() as value):
            day = value.astimezone(TOKYO).date()
            return Read(day, _("The time is left out: %(day)s.") % {"day": in_words(day)})
        case Doubt(readings=readings) if any(isinstance(one, datetime) for one in readings):
            return asked(text, tuple(dict.fromkeys(_day_of(one) for one in readings)))
    return found


def _day_of(one: date) -> date:
    return one.astimezone(TOKYO).date() if isinstance(one, datetime) else one


def _parted(written: str) -> tuple[str, str]:
    """Return the day and the time of a normal text; nothing for what it lacks."""
    for pattern in (_LAST, _LAST_PACKED, _FIRST):
        found = pattern.fullmatch(written)
        if found is not None and hours(found["time"].strip()) is not None:
            return found["day"].strip(_JOINTS), found["time"].strip()
    return written, ""


def _at(day: date, hour: Hour) -> datetime:
    there = datetime(day.year, day.month, day.day, hour.hour, hour.minute, hour.second, tzinfo=hour.offset or TOKYO)
    return (there + timedelta(days=hour.days)).astimezone(TOKYO)


def _joined(text: str, day: Reading[date], at: Hours) -> Reading[datetime]:
    match day:
        case Unread():
            return day
        case Read(value=value, said=said) if len(at.readings) == 1 and not at.is_asked:
            one = _at(value, at.readings[0])
            unlike = said or at.readings[0].days or at.readings[0].offset
            return Read(one, _("Taken as %(day)s.") % {"day": in_words(one)} if unlike else "")
        case Read(value=value):
            return asked(text, tuple(_at(value, hour) for hour in at.readings), at.why)
        case Doubt(readings=readings):
            return asked(text, tuple(_at(one, hour) for one in readings for hour in at.readings), at.why)


def _without_day(text: str, at: Hours, frame: Frame) -> Reading[datetime]:
    """A time alone is today's, unless the field looks the other way."""
    if frame.at is None or frame.today is None:
        return Unread(_("“%(text)s” names no day; write year, month and day.") % {"text": short(text)})
    times = tuple(_at(frame.today, hour) for hour in at.readings)
    if len(times) > 1 or at.is_asked:
        return asked(text, times, at.why)
    is_behind = times[0] <= frame.at
    if frame.towards is Towards.EITHER or is_behind == (frame.towards is Towards.PAST):
        return Read(times[0], _("Taken as %(day)s.") % {"day": in_words(times[0])})
    other = timedelta(days=1 if frame.towards is Towards.FUTURE else -1)
    return asked(text, (times[0] + other, times[0]))
