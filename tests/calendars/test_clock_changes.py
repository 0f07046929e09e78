"""Are days with 23 or 25 hours counted as long as they are? (K6)"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from privacyportal.calendars.arithmetic import add_business_minutes, business_minutes_between
from privacyportal.calendars.hours import OpenHours, Slot

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = OpenHours(zone=BERLIN, week=((Slot(time(1), time(4)),),) * 7)
ROUND_THE_CLOCK = OpenHours(zone=BERLIN, week=((Slot(time(0), time(0)),),) * 7)


def hours_of(calendar: OpenHours, day: date) -> float:
    start = datetime.combine(day, time(0), tzinfo=BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=BERLIN)
    return business_minutes_between(calendar, start, end) / 60


def test_the_night_of_the_change_is_an_hour_shorter_or_longer() -> None:
    assert hours_of(NIGHT, date(2026, 3, 28)) == 3
    assert hours_of(NIGHT, date(2026, 3, 29)) == 2
    assert hours_of(NIGHT, date(2026, 10, 25)) == 4


def test_a_day_open_until_midnight_has_all_its_hours() -> None:
    assert hours_of(ROUND_THE_CLOCK, date(2026, 3, 29)) == 23
    assert hours_of(ROUND_THE_CLOCK, date(2026, 10, 25)) == 25


def test_slots_that_the_change_pushes_together_are_not_counted_twice() -> None:
    calendar = OpenHours(zone=BERLIN, week=((Slot(time(2), time(3)), Slot(time(3), time(4))),) * 7)
    assert hours_of(calendar, date(2026, 3, 29)) == 1


def test_time_added_over_the_change_is_real_time() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert add_business_minutes(ROUND_THE_CLOCK, start, 24 * 60) == datetime(2026, 3, 29, 13, tzinfo=BERLIN)
