"""How much open time lies between two moments, and which moment lies that far ahead?

Instants are aware and are counted in UTC; days are days of the calendar's zone. All
stretches are half-open: the closing minute is closed. Nothing here reads a clock or a
database. Requirements K1 to K7 and P3.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from privacyportal.calendars.errors import NoOpenTime
from privacyportal.calendars.hours import ONE_DAY, SEARCH_DAYS, Interval, OpenHours

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)


def is_open(hours: OpenHours, instant: datetime) -> bool:
    """Whether somebody is there at `instant`."""
    day = hours.local_day(instant)
    return any(start <= instant < end for start, end in hours.intervals(day))


def next_open(hours: OpenHours, instant: datetime) -> datetime:
    """`instant` itself when open, else the next opening, in UTC."""
    line = hours.line(instant, instant)
    found = line.next_open(instant) if line is not None else next(hours.from_instant(instant)).start
    return found.astimezone(UTC)


def union(pauses: Iterable[tuple[datetime, datetime]]) -> list[Interval]:
    """The pauses in order with overlaps counted once and empty ones left out."""
    merged: list[Interval] = []
    for start, end in sorted(pauses):
        if end <= start:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Interval(start, end))
    return merged


def running(hours: OpenHours, start: datetime, pauses: Iterable[tuple[datetime, datetime]] = ()) -> Iterator[Interval]:
    """Open stretches from `start` on with the pauses cut out of them, without end."""
    stops = union(pauses)
    if not stops:
        yield from hours.from_instant(start)
        return
    for interval in hours.from_instant(start):
        begin = interval.start
        for stop in stops:
            if stop.end <= begin or stop.start >= interval.end:
                continue
            if stop.start > begin:
                yield Interval(begin, stop.start)
            begin = stop.end
        if begin < interval.end:
            yield Interval(begin, interval.end)


def add_open_time(
    hours: OpenHours,
    start: datetime,
    amount: timedelta,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> datetime:
    """The first instant, in UTC, by which `amount` of open time has run since `start`."""
    stops = union(pauses)
    if not stops and amount > ZERO and (line := hours.line(start, start)) is not None:
        passed = line.passed(start, amount)
        if passed is not None:
            return passed.astimezone(UTC)
    left = amount
    for begin, end in running(hours, start, stops):
        if end - begin >= left:
            return (begin + left).astimezone(UTC)
        left -= end - begin
    raise NoOpenTime(hours.name)


def add_business_minutes(
    hours: OpenHours,
    start: datetime,
    minutes: int,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> datetime:
    """The instant `minutes` of open time after `start`, pauses not counted."""
    return add_open_time(hours, start, minutes * MINUTE, pauses)


def open_time_between(
    hours: OpenHours,
    start: datetime,
    end: datetime,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> timedelta:
    """The open time from `start` to `end` that no pause covers; never negative."""
    total = ZERO
    if end <= start:
        return total
    stops = union(pauses)
    if not stops and (line := hours.line(start, end)) is not None:
        return line.opened(end) - line.opened(start)
    for begin, stop in running(hours, start, stops):
        if begin >= end:
            break
        total += min(stop, end) - begin
    return total


def business_minutes_between(
    hours: OpenHours,
    start: datetime,
    end: datetime,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> int:
    """Whole minutes of open time from `start` to `end`, pauses not counted."""
    return open_time_between(hours, start, end, pauses) // MINUTE


def count_days(first: date, amount: int, counts: Callable[[date], bool]) -> date:
    """The day on which the `amount`-th counting day after `first` is reached.

    Raises NoOpenTime when no day counts for SEARCH_DAYS days in a row.
    """
    day, left, empty = first, amount, 0
    while left > 0:
        day += ONE_DAY
        empty += 1
        if counts(day):
            left, empty = left - 1, 0
        elif empty > SEARCH_DAYS:
            raise NoOpenTime(str(first))
    return day


def add_business_days(hours: OpenHours, day: date, amount: int) -> date:
    """The open day `amount` open days after `day` (before it, if negative).

    With 0, `day` itself when open, else the last open day before it.
    """
    if amount > 0:
        return count_days(day, amount, hours.is_open_day)
    back = count_days_back(day, -amount, hours.is_open_day)
    return back if hours.is_open_day(back) else count_days_back(back, 1, hours.is_open_day)


def count_days_back(first: date, amount: int, counts: Callable[[date], bool]) -> date:
    """The day on which the `amount`-th counting day before `first` is reached."""
    # Mirrored in time, going back is going forward.
    mirrored = count_days(first, amount, lambda day: counts(first - (day - first)))
    return first - (mirrored - first)


def business_days_between(hours: OpenHours, start: date, end: date) -> int:
    """Open days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -business_days_between(hours, end, start)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(hours.is_open_day(day) for day in days)


def roll_forward(hours: OpenHours, day: date) -> date:
    """`day` when open, else the next open day (Civil Code 142, where a rule wants it)."""
    return day if hours.is_open_day(day) else count_days(day, 1, hours.is_open_day)


def add_months(day: date, amount: int) -> date:
    """The same day of the month `amount` months on, or that month's last day."""
    month = day.month - 1 + amount
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
