"""Until when does a limit run that is given in minutes, days, weeks or months?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from privacyportal.calendars.arithmetic import (
    MINUTE,
    add_business_minutes,
    add_months,
    business_days_between,
    business_minutes_between,
    count_days,
    next_open,
    roll_forward,
    union,
)
from privacyportal.calendars.hours import ONE_DAY, Interval, OpenHours


class Unit(StrEnum):
    """What a limit is counted in; days and months are never turned into seconds (K1)."""

    BUSINESS_MINUTES = "business_minutes"
    BUSINESS_DAYS = "business_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


CENTURY = {Unit.BUSINESS_DAYS: 36_525, Unit.DAYS: 36_525, Unit.WEEKS: 5_218, Unit.MONTHS: 1_200}


def most(unit: Unit, hours: OpenHours) -> int:
    """The largest amount that is still believed to be meant: what a hundred years hold on this calendar."""
    if unit in CENTURY:
        return CENTURY[unit]
    monday = date(2001, 1, 1)
    week = (hours.intervals(monday + timedelta(days=n)) for n in range(7))
    minutes = sum((end - start) // MINUTE for day in week for start, end in day)
    return max(minutes, 1) * CENTURY[Unit.WEEKS]


@dataclass(frozen=True)
class Budget:
    """How long something may take.

    `day_one`: the day of the start is already the first day (a final leak report);
    otherwise it is day zero. `roll`: a last day that is closed moves to the next open
    one. `until_midnight`: the last day ends at 24:00 and not at close of business.
    """

    amount: int
    unit: Unit
    day_one: bool = False
    roll: bool = False
    until_midnight: bool = False


@dataclass(frozen=True)
class Due:
    """Met up to and including the instant `at`; `on` is the last day, as people say it."""

    at: datetime
    on: date


def due(
    hours: OpenHours,
    start: datetime,
    budget: Budget,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> Due:
    """When `budget`, started at the aware instant `start`, runs out.

    Seconds are left out (K7). Pauses are ended stretches; overlaps count once.
    """
    begin = to_minute(start)
    stops = union((to_minute(a), to_minute(b)) for a, b in pauses)
    if budget.unit == Unit.BUSINESS_MINUTES:
        at = add_business_minutes(hours, begin, budget.amount, stops)
        return Due(at=at, on=hours.local_day(at - timedelta.resolution))
    last = last_day(hours, begin, budget, stops)
    return end_of(hours, last, until_midnight=budget.until_midnight)


def end_of(hours: OpenHours, day: date, *, until_midnight: bool) -> Due:
    """The limit that `day` itself sets: close of business, or 24:00."""
    return Due(at=hours.midnight(day) if until_midnight else hours.closing(day), on=day)


def day_zero(hours: OpenHours, start: datetime, unit: Unit) -> date:
    """The day on which a start counts as received (K3).

    Outside open time a business-day limit begins at the next opening; a limit in
    calendar days, weeks or months takes the actual day.
    """
    return hours.local_day(next_open(hours, start) if unit == Unit.BUSINESS_DAYS else start)


def last_day(hours: OpenHours, start: datetime, budget: Budget, stops: Iterable[Interval] = ()) -> date:
    """The last day of a budget in days, weeks or months."""
    zero = day_zero(hours, start, budget.unit)
    first = zero - ONE_DAY if budget.day_one else zero
    stopped = stopped_days(hours, budget.unit, stops)

    def counts(day: date) -> bool:
        open_enough = budget.unit != Unit.BUSINESS_DAYS or hours.is_open_day(day)
        return open_enough and day not in stopped

    amount, line = days_of(budget, zero, first), hours.line(start, start)
    known = budget.unit == Unit.BUSINESS_DAYS and not stopped and amount > 0 and line is not None
    last = (line.after(first, amount) if known and line else None) or count_days(first, amount, counts)
    return roll_forward(hours, last) if budget.roll else last


def days_of(budget: Budget, zero: date, first: date) -> int:
    """How many counting days the budget is worth, counted after `first`."""
    match budget.unit:
        case Unit.MONTHS:
            end = add_months(zero, budget.amount) - (zero - first)
            return (end - first).days
        case Unit.WEEKS:
            return 7 * budget.amount
        case _:
            return budget.amount


def stopped_days(hours: OpenHours, unit: Unit, stops: Iterable[Interval]) -> set[date]:
    """Days that do not count because a pause held at their end.

    The end of a business day is its closing time, of any other day midnight; so a pause
    within a day, or wholly outside open time, stops no business day.
    """
    ends = hours.closing if unit == Unit.BUSINESS_DAYS else hours.midnight
    stopped: set[date] = set()
    for stop in stops:
        day = hours.local_day(stop.start)
        while day <= hours.local_day(stop.end):
            if stop.start < ends(day) <= stop.end:
                stopped.add(day)
            day += ONE_DAY
    return stopped


def remaining(hours: OpenHours, limit: Due, unit: Unit, at: datetime) -> int:
    """What is left at `at`: business minutes, business days, or else calendar days."""
    if unit == Unit.BUSINESS_MINUTES:
        return business_minutes_between(hours, at, limit.at)
    if unit == Unit.BUSINESS_DAYS:
        return business_days_between(hours, hours.local_day(at), limit.on)
    return (limit.on - hours.local_day(at)).days


def to_minute(instant: datetime) -> datetime:
    """`instant` in UTC without its seconds."""
    return instant.astimezone(UTC).replace(second=0, microsecond=0)
