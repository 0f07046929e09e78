"""Which day is meant by words that count from the day of writing (昨日, 先週金曜, 来月10日)?"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import WEEKDAYS, long_day
from privacyportal.backoffice.written.readings import Frame, Read, Reading, Towards, Unread, asked, short

_WEEK = 7
_DAYS = {
    "一昨々日": -3, "さきおととい": -3, "一昨日": -2, "おととい": -2, "おとつい": -2, "昨日": -1, "きのう": -1,
    "YESTERDAY": -1, "今日": 0, "本日": 0, "きょう": 0, "当日": 0, "TODAY": 0, "明日": 1, "あす": 1, "あした": 1,
    "TOMORROW": 1, "明後日": 2, "あさって": 2, "明々後日": 3, "明明後日": 3, "しあさって": 3,
}  # fmt: skip
_YEARS = {"一昨年": -2, "おととし": -2, "昨年": -1, "去年": -1, "今年": 0, "本年": 0, "来年": 1, "再来年": 2}
_MONTHS = {"先々月": -2, "先月": -1, "前月": -1, "今月": 0, "本月": 0, "来月": 1, "再来月": 2}
_WEEKS = {"先々週": -2, "先週": -1, "前週": -1, "今週": 0, "来週": 1, "再来週": 2}
_COUNTED = {"日": (1, 0), "週間": (7, 0), "週": (7, 0), "か月": (0, 1), "年": (0, 12)}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_AGO = re.compile(r"(\d{1,3})(日|週間?|(?:か|カ|ヵ|ヶ|ケ|箇|個)月|年)(前|後)")
_IN_YEAR = re.compile(rf"({_any_of(_YEARS)})の?(\d{{1,2}})[月/.-](\d{{1,2}})日?")
_IN_MONTH = re.compile(rf"({_any_of(_MONTHS)})の?(?:(\d{{1,2}})日|(末)日?)")
_IN_WEEK = re.compile(rf"({_any_of(_WEEKS)})の?([{WEEKDAYS}])(?:曜日?)?")
_WEEKDAY = re.compile(rf"\(?([{WEEKDAYS}])(?:曜日?|\))")
_MONTH_END = re.compile(r"月末日?")


def day(text: str, frame: Frame) -> Reading[date] | None:
    """Return the day that the words mean, counted from the day of writing; None where they are no such words."""
    if text in _DAYS:
        return _from(frame, text, lambda today: today + timedelta(days=_DAYS[text]))
    for pattern, means in _FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            if frame.today is None:
                return not_said(text)
            try:
                return means(found, frame.today, frame.towards)
            except (ValueError, OverflowError):
                return Unread(_("There is no day “%(text)s”.") % {"text": short(text)})
    return None


def not_said(text: str) -> Unread:
    """Return that nobody knows on which day it was written."""
    return Unread(
        _("“%(text)s” says a day only to whoever knows when it was written; write year, month and day.")
        % {"text": short(text)}
    )


def _from(frame: Frame, text: str, count: Callable[[date], date]) -> Reading[date]:
    return not_said(text) if frame.today is None else Read(count(frame.today))


def _months_on(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _ago(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    unit = "か月" if found[2].endswith("月") else found[2]
    days, months = _COUNTED[unit]
    number = int(found[1]) * (-1 if found[3] == "前" else 1)
    return Read(_months_on(today, months * number) + timedelta(days=days * number))


def _in_year(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    return Read(date(today.year + _YEARS[found[1]], int(found[2]), int(found[3])))


def _in_month(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    first = _months_on(today.replace(day=1), _MONTHS[found[1]])
    return Read(first.replace(day=_length(first) if found[3] else int(found[2])))


def _length(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _in_week(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    """A week begins on Monday for some, on Sunday for others: where it matters, it is asked."""
    weeks, weekday = timedelta(days=_WEEK * _WEEKS[found[1]]), WEEKDAYS.index(found[2])
    monday = today - timedelta(days=today.weekday())
    sunday = today - timedelta(days=(today.weekday() + 1) % _WEEK)
    from_monday = monday + timedelta(days=weekday) + weeks
    from_sunday = sunday + timedelta(days=(weekday + 1) % _WEEK) + weeks
    return Read(from_monday) if from_monday == from_sunday else asked(found[0], (from_monday, from_sunday))


def _weekday(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    ahead = (WEEKDAYS.index(found[1]) - today.weekday()) % _WEEK
    coming, passed = today + timedelta(days=ahead), today - timedelta(days=-ahead % _WEEK)
    if towards is Towards.EITHER:
        both = (passed, coming) if ahead else (today, today - timedelta(days=_WEEK), today + timedelta(days=_WEEK))
        return asked(found[0], both)
    if not ahead:
        other = timedelta(days=_WEEK if towards is Towards.FUTURE else -_WEEK)
        return asked(found[0], (today, today + other))
    return taken(coming if towards is Towards.FUTURE else passed)


def _month_end(found: re.Match[str], today: date, towards: Towards) -> Reading[date]:
    this = today.replace(day=_length(today))
    if towards is Towards.FUTURE or this == today:
        return taken(this)
    return asked(found[0], (today.replace(day=1) - timedelta(days=1), this))


def taken(day: date) -> Read[date]:
    """Return a day of which not everything was written, with what was assumed."""
    return Read(day, _("Taken as %(day)s.") % {"day": long_day(day)})


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, Towards], Reading[date]]], ...] = (
    (_AGO, _ago),
    (_IN_YEAR, _in_year),
    (_IN_MONTH, _in_month),
    (_IN_WEEK, _in_week),
    (_WEEKDAY, _weekday),
    (_MONTH_END, _month_end),
)
