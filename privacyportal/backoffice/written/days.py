"""Which day does a text mean? Every usual Japanese writing; where two days are possible, both are named."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import WEEKDAYS, long_day
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.signs import hyphenated
from privacyportal.backoffice.written import eras, relative
from privacyportal.backoffice.written.numerals import with_digits
from privacyportal.backoffice.written.readings import Doubt, Frame, Read, Reading, Towards, Unread, asked, short

YEARS = range(1868, 2201)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ENGLISH_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
# Words of relative days in which a numeral says no number.
_KEPT = {"一昨々日": "さきおととい", "一昨日": "おととい", "一昨年": "おととし"}
_ERA = "|".join([*eras.FIRST_DAYS, *eras.SHORT])
_MONTH = rf"({'|'.join(_MONTHS)})[A-Z]*\.?"
_SQUEEZED = re.compile(r"\s*([年月日./-])\s*")
# How a sentence goes on, or a list ends.
_TAIL = re.compile(r"(?<=[\d日])(?:付け?|[.。])$")
_HOLIDAY = "(?:[・,、]?(?:祝日?|休日?|振休))?"
_WEEKDAY = re.compile(rf"[(\[〔【]([{WEEKDAYS}])(?:曜日?)?{_HOLIDAY}[)\]〕】]|([{WEEKDAYS}])曜日?")
_ENGLISH_WEEKDAY = re.compile(rf"\(?\b({'|'.join(_ENGLISH_WEEKDAYS)})(?:[A-Z]*DAY)?\b\.?\)?,?")
_FIRST_SERIAL = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)


def day(text: str, frame: Frame) -> Reading[date]:
    """Return the Tokyo day that a text means, asked where it may mean two.

    What is not written (the year of 11/2, the week of 金曜) is taken from the frame and said.
    """
    written = normal(text)
    weekday, rest = _without_weekday(written)
    found = _unweighed(rest or written, text, frame)
    return found if weekday is None or not rest else _weighed(found, weekday, text)


def normal(text: str) -> str:
    """Return the text in half width and capitals, its kanji numerals in digits, its hyphens plain."""
    written = plain(text).upper().replace("\u2019", "'")
    for word, kana in _KEPT.items():
        written = written.replace(word, kana)
    return hyphenated(" ".join(with_digits(written).split()))


def _unweighed(written: str, text: str, frame: Frame) -> Reading[date]:
    squeezed = _TAIL.sub("", _SQUEEZED.sub(r"\1", written).strip(" ,、"))
    for pattern, means in _FORMS:
        found = pattern.fullmatch(squeezed)
        if found is not None:
            return means(found, text, frame)
    counted = relative.day(squeezed.replace(" ", ""), frame)
    return unread(text) if counted is None else counted


def _without_weekday(written: str) -> tuple[int | None, str]:
    """Return the day of the week (Monday is 0) that a text names beside a day, and the text without it."""
    for found in _WEEKDAY.finditer(written):
        before = written[: found.start()]
        if any(sign.isdigit() for sign in before) or before.endswith(("日", "い", "う", "す", "た", "て")):
            return WEEKDAYS.index(found[1] or found[2]), f"{before} {written[found.end() :]}".strip()
    english = _ENGLISH_WEEKDAY.search(written)
    if english is None:
        return None, written
    rest = f"{written[: english.start()]} {written[english.end() :]}".strip()
    return _ENGLISH_WEEKDAYS.index(english[1]), rest


def _weighed(found: Reading[date], weekday: int, text: str) -> Reading[date]:
    """Ask where the day of the week contradicts; let it decide where it fits one of several readings."""
    match found:
        case Read(value=value) if value.weekday() != weekday:
            near = value + timedelta(days=(weekday - value.weekday() + 3) % 7 - 3)
            return asked(text, (value, near), _("The day of the week does not fit the date."))
        case Doubt(readings=readings):
            fitting = [reading for reading in readings if reading.weekday() == weekday]
            return relative.taken(fitting[0]) if len(fitting) == 1 else found
    return found


def unread(text: str) -> Unread:
    """Return that a text is no day."""
    words = {"text": short(text), "example": "2026-11-24"}
    return Unread(_("“%(text)s” is not a date that can be read; write it like %(example)s.") % words)


def _no_such_day(text: str) -> Unread:
    return Unread(_("There is no day “%(text)s”.") % {"text": short(text)})


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if year in YEARS else None
    except ValueError:
        return None


def _full(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    one = _valid(int(found[1]), int(found[2]), int(found[3]))
    return Read(one) if one else _no_such_day(text)


def _of_era(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    era = eras.full_name(found[1])
    year = eras.first_year(era) - 1 + (1 if found[2] == "元" else int(found[2]))
    one = _valid(year, int(found[3]), int(found[4]))
    if one is None or found[2] in {"0", "00"}:
        return _no_such_day(text)
    if not eras.has(era, one):
        why = _("%(era)s has no such day.") % {"era": era}
        return asked(text, (one,), why) if one >= eras.FIRST_SOLAR_DAY else Unread(why)
    if one < eras.FIRST_SOLAR_DAY:
        return asked(text, (one,), _("Days before 1873 may be those of the old calendar."))
    return Read(one)


def _short_year(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    """08/11/02 may be 2008, 令和8年, 平成8年, or begin with the month or the day: it is never guessed."""
    first, second, third = (int(found[number]) for number in (1, 2, 3))
    orders = [(2000 + first, second, third), *((eras.first_year(era) - 1 + first, second, third) for era in _LIVING)]
    if "年" not in text:
        orders += [(2000 + third, first, second), (2000 + third, second, first)]
    days = [one for order in orders if (one := _valid(*order))]
    reached = [one for one in days if frame.today is None or abs(one.year - frame.today.year) <= _REACH]
    readings = tuple(dict.fromkeys(reached or days))
    return asked(text, readings) if readings else _no_such_day(text)


_LIVING = ("令和", "平成")
# How far a day may lie from the day of writing before nobody means it: contracts run for long, and birthdays are ERA.
_REACH = 40


def _apostrophe(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    one = _valid(2000 + int(found[1]), int(found[2]), int(found[3]))
    return relative.taken(one) if one else _no_such_day(text)


def _year_last(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    first, second, year = (int(found[number]) for number in (1, 2, 3))
    days = tuple(dict.fromkeys(one for pair in ((first, second), (second, first)) if (one := _valid(year, *pair))))
    if not days:
        return _no_such_day(text)
    return Read(days[0]) if len(days) == 1 else asked(text, days)


def _day_first_english(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    one = _valid(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    return Read(one) if one else _no_such_day(text)


def _month_first_english(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    one = _valid(int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2]))
    return Read(one) if one else _no_such_day(text)


def _yearless(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    month, number = int(found[1]), int(found[2])
    if _valid(2000, month, number):
        return _nearest(text, frame, lambda today: _same_day_of_years(today, month, number))
    if _valid(2000, number, month):
        other = _nearest(text, frame, lambda today: _same_day_of_years(today, number, month))
        return asked(text, (other.value,)) if isinstance(other, Read) else other
    return _no_such_day(text)


def _packed_yearless(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    one = _yearless(found, text, frame)
    return asked(text, (one.value,)) if isinstance(one, Read) else unread(text)


def _monthless(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    number = int(found[1])
    return _nearest(text, frame, lambda today: _same_day_of_months(today, number))


def _same_day_of_years(today: date, month: int, number: int) -> Iterator[date]:
    # Eight years hold a 29 February, also around 1900.
    return (one for year in range(today.year - 8, today.year + 9) if (one := _valid(year, month, number)))


def _same_day_of_months(today: date, number: int) -> Iterator[date]:
    counts = range(today.year * 12 + today.month - 3, today.year * 12 + today.month + 2)
    return (one for count in counts if (one := _valid(count // 12, count % 12 + 1, number)))


def _nearest(text: str, frame: Frame, days: Callable[[date], Iterator[date]]) -> Reading[date]:
    """Return the nearest of the days in the field's direction, and that it was taken so."""
    if frame.today is None:
        return relative.not_said(text)
    today, towards = frame.today, frame.towards
    ahead = {Towards.PAST: lambda one: one <= today, Towards.FUTURE: lambda one: one >= today}
    fitting = [one for one in days(today) if towards not in ahead or ahead[towards](one)]
    if not fitting:
        return _no_such_day(text)
    return relative.taken(min(fitting, key=lambda one: abs(one - today)))


def _serial(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    number = int(found[1])
    if not frame.serials or number not in _SERIALS:
        return unread(text)
    one = _FIRST_SERIAL + timedelta(days=number)
    return Read(one, _("Day number %(number)s of a spreadsheet: %(day)s.") % {"number": number, "day": long_day(one)})


def _without_day(found: re.Match[str], text: str, frame: Frame) -> Reading[date]:
    return Unread(_("“%(text)s” is a month; write the day too.") % {"text": short(text)})


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, Frame], Reading[date]]], ...] = (
    (re.compile(r"(?:西暦)?(\d{4})[年./, -](\d{1,2})[月./, -](\d{1,2})日?"), _full),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), _full),
    (re.compile(rf"({_ERA})[. ]?(元|\d{{1,2}})[年./ -](\d{{1,2}})[月./ -](\d{{1,2}})日?"), _of_era),
    (re.compile(rf"({_ERA})(\d\d)(\d\d)(\d\d)"), _of_era),
    (re.compile(r"'(\d\d)[年./-](\d{1,2})[月./-](\d{1,2})日?"), _apostrophe),
    (re.compile(r"(\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?"), _short_year),
    (re.compile(r"(\d\d)(\d\d)(\d\d)"), _short_year),
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})"), _year_last),
    (re.compile(rf"(\d{{1,2}})(?:ST|ND|RD|TH)?[ -]?{_MONTH}[ ,-]*(\d{{4}})"), _day_first_english),
    (re.compile(rf"{_MONTH} ?(\d{{1,2}})(?:ST|ND|RD|TH)?[ ,]+(\d{{4}})"), _month_first_english),
    (re.compile(r"(\d{1,2})[月./-](\d{1,2})日?"), _yearless),
    (re.compile(r"(\d\d)(\d\d)"), _packed_yearless),
    (re.compile(r"(\d{1,2})日"), _monthless),
    (re.compile(r"(\d{5})"), _serial),
    (re.compile(rf"(?:(?:{_ERA})?(?:元|\d{{1,4}})[年./-]\d{{1,2}}|\d{{1,2}})月?"), _without_day),
)
