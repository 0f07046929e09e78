"""Why this date? Each day or slot that was counted or skipped on the way to a limit, as plain data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from privacyportal.calendars.arithmetic import MINUTE, union
from privacyportal.calendars.budgets import Budget, Due, Unit, day_zero, due, stopped_days, to_minute
from privacyportal.calendars.hours import ONE_DAY, Interval, OpenHours


class What(StrEnum):
    """What became of a day or slot."""

    OUTSIDE = "outside"
    DAY_ZERO = "day_zero"
    COUNTED = "counted"
    CLOSED = "closed"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True)
class Line:
    """One day, slot or run of equal days; `amount` is what it counted (days or minutes), `total` the sum so far."""

    on: date
    until: date
    what: What
    amount: int = 0
    total: int = 0
    name: str = ""
    slot: Interval | None = None


@dataclass(frozen=True)
class Account:
    """The lines from the start to the limit, and the limit they end in."""

    lines: tuple[Line, ...]
    due: Due


def account(
    hours: OpenHours,
    start: datetime,
    budget: Budget,
    pauses: Iterable[tuple[datetime, datetime]] = (),
    *,
    merged: bool = True,
) -> Account:
    """The whole way from `start` to the limit that `budget` sets; its last line's total is the budget.

    `merged`: runs of calendar days with the same fate are one line.
    """
    begin = to_minute(start)
    stops = union((to_minute(a), to_minute(b)) for a, b in pauses)
    limit = due(hours, start, budget, stops)
    if budget.unit == Unit.BUSINESS_MINUTES:
        return Account(tuple(_slots(hours, begin, limit, stops)), limit)
    lines = _days(hours, begin, budget, limit, stops)
    is_single = budget.unit == Unit.BUSINESS_DAYS or not merged
    return Account(tuple(lines if is_single else _merged(lines)), limit)


def _slots(hours: OpenHours, begin: datetime, limit: Due, stops: Sequence[Interval]) -> Iterator[Line]:
    total, day = 0, hours.local_day(begin)
    while day <= limit.on:
        slots = [Interval(max(slot.start, begin), min(slot.end, limit.at)) for slot in hours.intervals(day)]
        for piece, what in _pieces([slot for slot in slots if slot.start < slot.end], stops):
            minutes = (piece.end - piece.start) // MINUTE if what == What.COUNTED else 0
            total += minutes
            yield Line(day, day, what, minutes, total, slot=piece)
        if not hours.is_open_day(day):
            yield Line(day, day, What.CLOSED, total=total, name=_why_closed(hours, day))
        elif hours.closing(day) <= begin:
            yield Line(day, day, What.OUTSIDE, total=total)
        day += ONE_DAY


def _pieces(slots: Iterable[Interval], stops: Sequence[Interval]) -> Iterator[tuple[Interval, What]]:
    """Slots cut where a pause begins or ends."""
    for slot in slots:
        inside = {edge for stop in stops for edge in stop if slot.start < edge < slot.end}
        for start, end in pairwise(sorted({*slot, *inside})):
            is_paused = any(stop.start <= start < stop.end for stop in stops)
            yield Interval(start, end), What.PAUSED if is_paused else What.COUNTED


def _days(hours: OpenHours, begin: datetime, budget: Budget, limit: Due, stops: Sequence[Interval]) -> Iterator[Line]:
    zero = day_zero(hours, begin, budget.unit)
    day = hours.local_day(begin)
    while day < zero:
        yield Line(day, day, What.OUTSIDE, name=hours.days[day].name if day in hours.days else "")
        day += ONE_DAY
    stopped, total = stopped_days(hours, budget.unit, stops), 0
    last_counted = due(hours, begin, replace(budget, roll=False), stops).on
    while day <= limit.on:
        line = _day(hours, day, budget, stopped)
        if day == zero and not budget.day_one:
            line = Line(day, day, What.DAY_ZERO)
        elif day > last_counted:
            line = Line(day, day, What.ROLLED if day == limit.on else What.CLOSED, name=_why_closed(hours, day))
        total += line.amount
        yield replace(line, total=total)
        day += ONE_DAY


def _day(hours: OpenHours, day: date, budget: Budget, stopped: set[date]) -> Line:
    if budget.unit == Unit.BUSINESS_DAYS and not hours.is_open_day(day):
        return Line(day, day, What.CLOSED, name=_why_closed(hours, day))
    if day in stopped:
        return Line(day, day, What.PAUSED)
    return Line(day, day, What.COUNTED, 1)


def _why_closed(hours: OpenHours, day: date) -> str:
    return hours.days[day].name if day in hours.days else ""


def _merged(lines: Iterable[Line]) -> Iterator[Line]:
    """Runs of days with the same fate as one line each."""
    held: Line | None = None
    for line in lines:
        if held and (held.what, held.name) == (line.what, line.name) and line.on - held.until == timedelta(days=1):
            held = replace(held, until=line.until, amount=held.amount + line.amount, total=line.total)
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
