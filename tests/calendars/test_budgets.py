"""Until when does a limit run, and what is left of it? To the minute and the day, in tables."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from privacyportal.calendars.budgets import (
    Budget,
    Due,
    Unit,
    day_zero,
    due,
    end_of,
    last_day,
    most,
    remaining,
    stopped_days,
    to_minute,
)
from privacyportal.calendars.hours import DatedDay, Interval, OpenHours, Slot

TOKYO = ZoneInfo("Asia/Tokyo")
WORKDAY = (Slot(time(9), time(12)), Slot(time(13), time(17)))
# Open from Monday to Friday; Monday the 23rd is a holiday.
HOURS = OpenHours(zone=TOKYO, week=(*[WORKDAY] * 5, (), ()), days={date(2026, 11, 23): DatedDay(())}, name="desk")
NIGHT = OpenHours(zone=TOKYO, week=((Slot(time(18), time(0)),),) * 7, name="night")
NEVER = OpenHours(zone=TOKYO, week=((),) * 7, name="never")
MINUTES, BUSINESS, DAYS, WEEKS, MONTHS = (
    Unit.BUSINESS_MINUTES,
    Unit.BUSINESS_DAYS,
    Unit.DAYS,
    Unit.WEEKS,
    Unit.MONTHS,
)


def on(day: int) -> date:
    """A day of November 2026; the 16th is a Monday."""
    return date(2026, 11, day)


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026 in Tokyo."""
    return datetime.combine(on(day), time.fromisoformat(clock), tzinfo=TOKYO)


# When it starts, what is allowed, the pauses; and the limit.
LIMITS: list[tuple[datetime, Budget, list[tuple[datetime, datetime]], Due]] = [
    (at(16, "09:00:59"), Budget(60, MINUTES), [], Due(at(16, "10:00"), on(16))),
    (at(16, "16:00"), Budget(60, MINUTES), [], Due(at(16, "17:00"), on(16))),
    (at(16, "16:00"), Budget(61, MINUTES), [], Due(at(17, "09:01"), on(17))),
    (
        at(16, "09:00"),
        Budget(60, MINUTES),
        [(at(16, "09:10:50"), at(16, "09:20:50"))],
        Due(at(16, "10:10"), on(16)),
    ),
    # Both pauses end up in the same minutes: they count once.
    (
        at(16, "09:00"),
        Budget(60, MINUTES),
        [(at(16, "09:10"), at(16, "09:20")), (at(16, "09:15"), at(16, "09:25"))],
        Due(at(16, "10:15"), on(16)),
    ),
    (at(16, "10:00"), Budget(1, BUSINESS), [], Due(at(17, "17:00"), on(17))),
    (at(16, "17:00"), Budget(1, BUSINESS), [], Due(at(18, "17:00"), on(18))),
    (at(16, "10:00"), Budget(1, BUSINESS, day_one=True), [], Due(at(16, "17:00"), on(16))),
    (at(19, "10:00"), Budget(1, BUSINESS, until_midnight=True), [], Due(at(21, "00:00"), on(20))),
    (at(16, "23:00"), Budget(1, DAYS), [], Due(at(17, "17:00"), on(17))),
    (at(20, "10:00"), Budget(1, DAYS), [], Due(at(22, "00:00"), on(21))),
    (at(20, "10:00"), Budget(1, DAYS, roll=True), [], Due(at(24, "17:00"), on(24))),
    (at(16, "10:00"), Budget(3, DAYS, day_one=True), [], Due(at(18, "17:00"), on(18))),
    (at(12, "10:00"), Budget(1, WEEKS), [], Due(at(19, "17:00"), on(19))),
    (at(12, "10:00"), Budget(1, WEEKS, day_one=True), [], Due(at(18, "17:00"), on(18))),
    (
        datetime(2026, 10, 19, 10, tzinfo=TOKYO),
        Budget(1, MONTHS),
        [],
        Due(at(19, "17:00"), on(19)),
    ),
    (
        datetime(2026, 10, 19, 10, tzinfo=TOKYO),
        Budget(1, MONTHS, day_one=True),
        [],
        Due(at(18, "17:00"), on(18)),
    ),
    (
        datetime(2026, 9, 30, 10, tzinfo=TOKYO),
        Budget(2, MONTHS, until_midnight=True),
        [],
        Due(datetime(2026, 12, 1, 0, tzinfo=TOKYO), on(30)),
    ),
    # A pause over the closing of Tuesday stops that day, one that ends before it none.
    (at(16, "10:00"), Budget(2, BUSINESS), [(at(17, "11:00"), at(17, "17:00"))], Due(at(19, "17:00"), on(19))),
    (at(16, "10:00"), Budget(2, BUSINESS), [(at(17, "11:00"), at(17, "16:59"))], Due(at(18, "17:00"), on(18))),
]


@pytest.mark.parametrize(("start", "budget", "pauses", "expected"), LIMITS)
def test_a_budget_runs_out_at_its_minute(
    start: datetime, budget: Budget, pauses: list[tuple[datetime, datetime]], expected: Due
) -> None:
    assert due(HOURS, start, budget, pauses) == expected


def test_what_ends_at_midnight_ends_on_the_day_before() -> None:
    assert due(NIGHT, at(16, "18:00"), Budget(360, MINUTES)) == Due(at(17, "00:00"), on(16))
    assert due(NIGHT, at(16, "18:00"), Budget(361, MINUTES)) == Due(at(17, "18:01"), on(17))


def test_a_day_itself_ends_at_closing_or_at_midnight() -> None:
    assert end_of(HOURS, on(16), until_midnight=False) == Due(at(16, "17:00"), on(16))
    assert end_of(HOURS, on(16), until_midnight=True) == Due(at(17, "00:00"), on(16))
    assert end_of(HOURS, on(21), until_midnight=False) == Due(at(22, "00:00"), on(21))


@pytest.mark.parametrize(
    ("start", "unit", "expected"),
    [
        (at(16, "16:59"), BUSINESS, 16),
        (at(16, "17:00"), BUSINESS, 17),
        (at(20, "17:00"), BUSINESS, 24),
        (at(16, "17:00"), DAYS, 16),
        (at(21, "10:00"), WEEKS, 21),
        (at(21, "10:00"), MONTHS, 21),
    ],
)
def test_the_day_on_which_a_start_counts_as_received(start: datetime, unit: Unit, expected: int) -> None:
    assert day_zero(HOURS, start, unit) == on(expected)


def test_the_last_day_without_pauses() -> None:
    assert last_day(HOURS, at(16, "10:00"), Budget(2, BUSINESS)) == on(18)


@pytest.mark.parametrize(
    ("unit", "start", "end", "expected"),
    [
        (BUSINESS, at(16, "16:59"), at(16, "17:00"), [16]),
        (BUSINESS, at(16, "17:00"), at(16, "18:00"), []),
        (BUSINESS, at(16, "10:00"), at(16, "16:59"), []),
        (BUSINESS, at(16, "10:00"), at(16, "18:00"), [16]),
        (BUSINESS, at(16, "10:00"), at(18, "17:00"), [16, 17, 18]),
        (DAYS, at(16, "10:00"), at(17, "00:00"), [16]),
        (DAYS, at(16, "10:00"), at(16, "23:59"), []),
        (DAYS, at(17, "00:00"), at(17, "23:59"), []),
        (DAYS, at(16, "23:59"), at(19, "00:00"), [16, 17, 18]),
        (MONTHS, at(16, "23:59"), at(18, "00:00"), [16, 17]),
    ],
)
def test_a_pause_stops_the_days_whose_end_it_covers(
    unit: Unit, start: datetime, end: datetime, expected: list[int]
) -> None:
    assert stopped_days(HOURS, unit, [Interval(start, end)]) == {on(day) for day in expected}


@pytest.mark.parametrize(
    ("unit", "now", "left"),
    [
        (MINUTES, at(16, "16:00"), 60 + 420 + 60),
        (MINUTES, at(18, "10:01"), 0),
        (BUSINESS, at(16, "16:00"), 2),
        (BUSINESS, at(18, "10:00"), 0),
        (BUSINESS, at(19, "10:00"), -1),
        (DAYS, at(16, "23:59"), 2),
        (WEEKS, at(17, "00:00"), 1),
        (MONTHS, at(20, "00:00"), -2),
    ],
)
def test_what_is_left_is_told_in_the_limits_own_unit(unit: Unit, now: datetime, left: int) -> None:
    assert remaining(HOURS, Due(at(18, "10:00"), on(18)), unit, now) == left


def test_seconds_are_left_out() -> None:
    found = to_minute(at(16, "09:30:59.999999"))
    assert (found, found.tzinfo) == (at(16, "09:30"), UTC)


@pytest.mark.parametrize(
    ("unit", "hours", "expected"),
    [
        (MINUTES, HOURS, 5 * 7 * 60 * 5_218),
        (MINUTES, NIGHT, 7 * 6 * 60 * 5_218),
        (MINUTES, NEVER, 5_218),
        (BUSINESS, HOURS, 36_525),
        (DAYS, HOURS, 36_525),
        (WEEKS, HOURS, 5_218),
        (MONTHS, HOURS, 1_200),
    ],
)
def test_the_largest_amount_that_is_believed_is_what_a_hundred_years_hold(
    unit: Unit, hours: OpenHours, expected: int
) -> None:
    assert most(unit, hours) == expected


def test_hours_are_written_as_people_read_them() -> None:
    assert [str(slot) for slot in (Slot(time(9), time(12, 30)), Slot(time(18, 5), time(0)))] == [
        "09:00-12:30",
        "18:05-24:00",
    ]


def test_a_closed_day_opens_when_the_first_working_day_of_the_week_would() -> None:
    weekend = OpenHours(zone=TOKYO, week=((), (), (), (), (), (Slot(time(10), time(11)),), WORKDAY), name="weekend")
    assert weekend.opening(on(16)) == at(16, "10:00")
    assert weekend.opening(on(22)) == at(22, "09:00")
    assert (weekend.closing(on(22)), weekend.closing(on(16))) == (at(22, "17:00"), at(17, "00:00"))
    assert weekend.midnight(on(22)) - at(22, "00:00") == timedelta(days=1)
