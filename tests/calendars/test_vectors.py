"""Do the published examples come out to the minute? Vectors V1 to V6, and those of the leak rules and of Article 39."""

from datetime import date

import pytest

from privacyportal.calendars.arithmetic import is_open
from privacyportal.calendars.budgets import Budget, Unit, due
from privacyportal.calendars.hours import OpenHours
from tests.calendars import calendars
from tests.calendars.calendars import AFTERNOON, MORNING, SHARED_HOLIDAYS, desk, government, tokyo

LUNCH = desk(MORNING, AFTERNOON)
HOUR = 60


def test_v1_business_hours_run_over_the_year_end_closure() -> None:
    found = due(LUNCH, tokyo("2026-12-30T16:30"), Budget(4 * HOUR, Unit.BUSINESS_MINUTES))
    assert found.at == tokyo("2027-01-04T13:30")


def test_v2_business_days_count_the_day_of_receipt_as_day_zero() -> None:
    found = due(LUNCH, tokyo("2026-12-24T10:00"), Budget(10, Unit.BUSINESS_DAYS))
    assert found.on == date(2027, 1, 12)
    assert found.at == tokyo("2027-01-12T17:00")


def test_v3_a_pause_over_a_holiday_is_taken_out_of_the_open_time() -> None:
    pause = (tokyo("2026-04-28T12:00"), tokyo("2026-05-01T10:00"))
    found = due(LUNCH, tokyo("2026-04-27T09:00"), Budget(14 * HOUR, Unit.BUSINESS_MINUTES), [pause])
    assert found.at == tokyo("2026-05-01T15:00")


def test_v4_a_holiday_added_later_moves_the_limit_by_its_hours() -> None:
    start, budget = tokyo("2026-05-01T09:00"), Budget(21 * HOUR, Unit.BUSINESS_MINUTES)
    missing = desk(MORNING, AFTERNOON, without=[date(2026, 5, 6)])
    assert due(missing, start, budget).at == tokyo("2026-05-07T17:00")
    assert due(LUNCH, start, budget).at == tokyo("2026-05-08T17:00")


@pytest.mark.parametrize(("roll", "expected"), [(False, date(2027, 2, 28)), (True, date(2027, 3, 1))])
def test_v5_a_month_from_its_31st_ends_on_the_last_day_of_the_next(roll: bool, expected: date) -> None:
    assert due(LUNCH, tokyo("2027-01-31T10:00"), Budget(1, Unit.MONTHS, roll=roll)).on == expected


@pytest.mark.parametrize(("roll", "expected"), [(False, date(2027, 1, 1)), (True, date(2027, 1, 4))])
def test_v6_two_weeks_may_end_on_a_closed_day(roll: bool, expected: date) -> None:
    assert due(LUNCH, tokyo("2026-12-18T10:00"), Budget(2, Unit.WEEKS, roll=roll)).on == expected


FINAL_REPORTS = [
    (30, "2026-12-01", date(2027, 1, 4)),
    (60, "2026-12-01", date(2027, 1, 29)),
    (30, "2026-12-02", date(2027, 1, 4)),
    (60, "2026-12-02", date(2027, 2, 1)),
    (60, "2026-11-05", date(2027, 1, 4)),
    (30, "2026-10-05", date(2026, 11, 4)),
    (30, "2026-08-24", date(2026, 9, 24)),
    (30, "2027-02-20", date(2027, 3, 23)),
]


def final_report(hours: OpenHours, known_on: str, days: int) -> date:
    budget = Budget(days, Unit.DAYS, day_one=True, roll=True, until_midnight=True)
    return due(hours, tokyo(f"{known_on}T20:15"), budget).on


@pytest.mark.parametrize(("days", "known_on", "expected"), FINAL_REPORTS)
def test_a_final_report_counts_the_day_of_knowing_and_rolls_on_the_government_calendar(
    days: int, known_on: str, expected: date
) -> None:
    assert final_report(government(), known_on, days) == expected


@pytest.mark.skipif(not SHARED_HOLIDAYS.exists(), reason="the Cabinet Office's file is not at hand")
@pytest.mark.parametrize(("days", "known_on", "expected"), FINAL_REPORTS)
def test_final_reports_come_out_the_same_with_the_cabinet_offices_file(
    days: int, known_on: str, expected: date
) -> None:
    assert final_report(government(calendars.official_holidays()), known_on, days) == expected


@pytest.mark.parametrize(("arrival", "expected"), [("2026-04-01", date(2026, 4, 16)), ("2026-12-18", date(2027, 1, 2))])
def test_a_suit_is_possible_on_the_day_after_two_weeks_from_arrival(arrival: str, expected: date) -> None:
    two_weeks = due(desk(), tokyo(f"{arrival}T11:00"), Budget(2, Unit.WEEKS, until_midnight=True))
    assert two_weeks.at.astimezone(calendars.TOKYO).date() == expected
    assert due(desk(), tokyo(f"{arrival}T11:00"), Budget(15, Unit.DAYS)).on == expected


@pytest.mark.parametrize(
    ("instant", "open_at_the_desk", "open_at_an_office"),
    [
        ("2026-12-30T10:00", True, False),
        ("2026-12-31T10:00", False, False),
        ("2026-11-24T08:59", False, False),
        ("2026-11-24T09:00", True, True),
        ("2026-11-24T16:59", True, True),
        ("2026-11-24T17:00", False, False),
        ("2026-11-23T10:00", False, False),
    ],
)
def test_the_desk_is_open_from_nine_until_just_before_five(
    instant: str, open_at_the_desk: bool, open_at_an_office: bool
) -> None:
    assert is_open(desk(), tokyo(instant)) is open_at_the_desk
    assert is_open(government(), tokyo(instant)) is open_at_an_office
