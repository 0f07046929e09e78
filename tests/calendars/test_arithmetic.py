"""How much open time lies between, and which moment lies that far ahead? To the minute, in tables."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from privacyportal.calendars.arithmetic import (
    add_business_days,
    add_months,
    add_open_time,
    business_days_between,
    business_minutes_between,
    count_days,
    count_days_back,
    is_open,
    next_open,
    open_time_between,
    roll_forward,
    running,
    union,
)
from privacyportal.calendars.errors import NoOpenTime
from privacyportal.calendars.hours import SEARCH_DAYS, DatedDay, Interval, OpenHours, Slot

TOKYO = ZoneInfo("Asia/Tokyo")
ONE_DAY = timedelta(days=1)
WORKDAY = (Slot(time(9), time(12)), Slot(time(13), time(17)))
# Open from Monday to Friday; Monday the 23rd is a holiday.
HOURS = OpenHours(zone=TOKYO, week=(*[WORKDAY] * 5, (), ()), days={date(2026, 11, 23): DatedDay(())}, name="desk")
# Open on this one Monday of all days.
ONCE = OpenHours(zone=TOKYO, week=((),) * 7, days={date(2026, 11, 16): DatedDay(WORKDAY)}, name="once")


def on(day: int) -> date:
    """A day of November 2026; the 16th is a Monday."""
    return date(2026, 11, day)


def at(day: int, clock: str) -> datetime:
    """A minute of November 2026 in Tokyo."""
    return datetime.combine(on(day), time.fromisoformat(clock), tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (16, "08:59", False),
        (16, "09:00", True),
        (16, "11:59", True),
        (16, "12:00", False),
        (16, "12:59", False),
        (16, "13:00", True),
        (16, "16:59", True),
        (16, "17:00", False),
        (21, "10:00", False),
        (23, "10:00", False),
    ],
)
def test_somebody_is_there_from_the_opening_to_just_before_the_closing_minute(
    day: int, clock: str, expected: bool
) -> None:
    assert is_open(HOURS, at(day, clock)) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (at(16, "08:00"), at(16, "09:00")),
        (at(16, "09:00"), at(16, "09:00")),
        (at(16, "10:15"), at(16, "10:15")),
        (at(16, "12:00"), at(16, "13:00")),
        (at(16, "17:00"), at(17, "09:00")),
        (at(20, "17:00"), at(24, "09:00")),
    ],
)
def test_the_next_open_minute(given: datetime, expected: datetime) -> None:
    found = next_open(HOURS, given)
    assert (found, found.tzinfo) == (expected, UTC)


NINE, TEN, ELEVEN, TWELVE = (at(16, clock) for clock in ("09:00", "10:00", "11:00", "12:00"))


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], []),
        ([(NINE, NINE)], []),
        ([(TEN, NINE)], []),
        ([(NINE, TEN)], [(NINE, TEN)]),
        ([(NINE, TEN), (TEN, ELEVEN)], [(NINE, ELEVEN)]),
        ([(ELEVEN, TWELVE), (NINE, TEN)], [(NINE, TEN), (ELEVEN, TWELVE)]),
        ([(NINE, TWELVE), (TEN, ELEVEN)], [(NINE, TWELVE)]),
        ([(NINE, ELEVEN), (TEN, TWELVE)], [(NINE, TWELVE)]),
        ([(TEN, NINE), (TEN, ELEVEN)], [(TEN, ELEVEN)]),
        ([(NINE, NINE), (NINE, TEN)], [(NINE, TEN)]),
    ],
)
def test_pauses_are_counted_once_and_in_order(
    pauses: list[tuple[datetime, datetime]], expected: list[tuple[datetime, datetime]]
) -> None:
    assert union(pauses) == [Interval(*pair) for pair in expected]


AFTERNOON = (at(16, "13:00"), at(16, "17:00"))
NEXT_MORNING = (at(17, "09:00"), at(17, "12:00"))


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], [(NINE, TWELVE), AFTERNOON]),
        ([(TEN, ELEVEN)], [(NINE, TEN), (ELEVEN, TWELVE), AFTERNOON]),
        ([(NINE, TEN)], [(TEN, TWELVE), AFTERNOON]),
        ([(ELEVEN, TWELVE)], [(NINE, ELEVEN), AFTERNOON]),
        ([(NINE, TWELVE)], [AFTERNOON, NEXT_MORNING]),
        ([(at(16, "08:00"), TEN)], [(TEN, TWELVE), AFTERNOON]),
        ([(at(16, "07:00"), NINE)], [(NINE, TWELVE), AFTERNOON]),
        ([(TWELVE, at(16, "13:00"))], [(NINE, TWELVE), AFTERNOON]),
        ([(ELEVEN, at(16, "14:00"))], [(NINE, ELEVEN), (at(16, "14:00"), at(16, "17:00"))]),
        (
            [(at(16, "09:30"), TEN), (at(16, "10:30"), ELEVEN)],
            [(NINE, at(16, "09:30")), (TEN, at(16, "10:30")), (ELEVEN, TWELVE)],
        ),
        ([(at(15, "09:00"), at(15, "10:00")), (TEN, ELEVEN)], [(NINE, TEN), (ELEVEN, TWELVE)]),
        ([(at(16, "14:00"), at(16, "15:00"))], [(NINE, TWELVE), (at(16, "13:00"), at(16, "14:00"))]),
    ],
)
def test_pauses_are_cut_out_of_the_open_stretches(
    pauses: list[tuple[datetime, datetime]], expected: list[tuple[datetime, datetime]]
) -> None:
    assert list(islice(running(HOURS, at(16, "08:00"), pauses), len(expected))) == expected


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        (NINE, 0, NINE),
        (at(16, "08:00"), 0, NINE),
        (NINE, 180, TWELVE),
        (NINE, 181, at(16, "13:01")),
        (NINE, 7 * 60, at(16, "17:00")),
        (NINE, 7 * 60 + 1, at(17, "09:01")),
        (at(20, "16:59"), 2, at(24, "09:01")),
    ],
)
def test_the_minute_that_lies_so_much_open_time_ahead(start: datetime, minutes: int, expected: datetime) -> None:
    found = add_open_time(HOURS, start, timedelta(minutes=minutes))
    assert (found, found.tzinfo) == (expected, UTC)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (NINE, NINE, 0),
        (TEN, NINE, 0),
        (NINE, TEN, 60),
        (at(16, "08:00"), NINE, 0),
        (NINE, TWELVE, 180),
        (NINE, at(16, "12:30"), 180),
        (NINE, at(16, "13:00"), 180),
        (NINE, at(16, "13:01"), 181),
        (at(20, "16:00"), at(24, "10:00"), 120),
    ],
)
def test_the_open_time_between_two_moments(start: datetime, end: datetime, minutes: int) -> None:
    assert open_time_between(HOURS, start, end) == timedelta(minutes=minutes)
    assert business_minutes_between(HOURS, start, end) == minutes


def test_pauses_and_parts_of_a_minute_are_left_out_between_two_moments() -> None:
    pauses = [(TEN, ELEVEN)]
    assert open_time_between(HOURS, NINE, TWELVE, pauses) == timedelta(hours=2)
    assert business_minutes_between(HOURS, NINE, TWELVE, pauses) == 120
    assert business_minutes_between(HOURS, NINE, NINE + timedelta(seconds=119)) == 1


def test_no_further_open_time_is_looked_for_than_is_asked_about() -> None:
    assert open_time_between(ONCE, at(16, "08:00"), NINE) == timedelta(0)
    assert open_time_between(ONCE, at(16, "17:00"), at(16, "17:00")) == timedelta(0)
    assert open_time_between(ONCE, at(16, "13:00"), at(16, "13:00")) == timedelta(0)
    with pytest.raises(NoOpenTime, match=r"^once$"):
        add_open_time(ONCE, NINE, timedelta(hours=7, minutes=1))


@pytest.mark.parametrize(
    ("first", "amount", "expected"),
    [
        (20, 0, 20),
        (21, 0, 20),
        (23, 0, 20),
        (20, 1, 24),
        (20, 2, 25),
        (21, 1, 24),
        (24, -1, 20),
        (24, -2, 19),
        (23, -1, 20),
    ],
)
def test_so_many_open_days_on_or_back(first: int, amount: int, expected: int) -> None:
    assert add_business_days(HOURS, on(first), amount) == on(expected)


def test_days_are_counted_from_the_next_one_on_and_back_from_the_one_before() -> None:
    assert [count_days(on(16), amount, HOURS.is_open_day) for amount in (0, 1, 5)] == [on(16), on(17), on(24)]
    assert [count_days_back(on(24), amount, HOURS.is_open_day) for amount in (0, 1, 5)] == [on(24), on(20), on(16)]


def closed_for(days: int) -> OpenHours:
    """A calendar that is closed for so many days from the 16th on, and open on every other."""
    closed = {on(16) + number * ONE_DAY: DatedDay(()) for number in range(days)}
    return OpenHours(zone=TOKYO, week=(WORKDAY,) * 7, days=closed, name="closed")


def test_an_open_day_is_looked_for_to_the_last_day_believed_and_anew_after_each() -> None:
    opens = on(16) + SEARCH_DAYS * ONE_DAY
    assert add_business_days(closed_for(SEARCH_DAYS), on(14), 2) == opens
    with pytest.raises(NoOpenTime, match=r"^2026-11-15$"):
        add_business_days(closed_for(SEARCH_DAYS + 1), on(15), 1)


def test_open_time_is_looked_for_to_the_last_day_believed_and_anew_after_each() -> None:
    midnight, night = at(16, "00:00"), at(15, "17:00")
    opens = midnight + timedelta(days=SEARCH_DAYS, hours=9)
    # The day before the start is looked at too: an opening may reach past midnight.
    assert next_open(closed_for(SEARCH_DAYS - 1), midnight) == opens - ONE_DAY
    with pytest.raises(NoOpenTime, match=r"^closed$"):
        next_open(closed_for(SEARCH_DAYS), midnight)
    one_more = timedelta(minutes=1)
    assert add_open_time(closed_for(SEARCH_DAYS), night - one_more, 2 * one_more) == opens + one_more
    with pytest.raises(NoOpenTime, match=r"^closed$"):
        add_open_time(closed_for(SEARCH_DAYS + 1), night - one_more, 2 * one_more)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (16, 16, 0),
        (16, 17, 1),
        (16, 20, 4),
        (20, 23, 0),
        (20, 24, 1),
        (15, 16, 1),
        (17, 16, -1),
        (24, 20, -1),
        (20, 16, -4),
    ],
)
def test_the_open_days_after_one_up_to_another(start: int, end: int, days: int) -> None:
    assert business_days_between(HOURS, on(start), on(end)) == days


@pytest.mark.parametrize(("day", "expected"), [(20, 20), (21, 24), (22, 24), (23, 24), (24, 24)])
def test_a_closed_day_rolls_to_the_next_open_one(day: int, expected: int) -> None:
    assert roll_forward(HOURS, on(day)) == on(expected)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 5, 15), 30, date(2028, 11, 15)),
    ],
)
def test_a_month_on_is_the_same_day_or_that_months_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
