"""A calendar that never opens is told by its name, and the search for an open day ends."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from privacyportal.calendars.arithmetic import add_business_days, add_business_minutes, next_open
from privacyportal.calendars.errors import NoOpenTime
from privacyportal.calendars.hours import SEARCH_DAYS, DatedDay, OpenHours, Slot

TOKYO = ZoneInfo("Asia/Tokyo")
NEVER = OpenHours(zone=TOKYO, week=((),) * 7, name="never")
NINE_TO_FIVE = (Slot(time(9), time(17)),)
DAY, MORNING = date(2026, 11, 16), datetime(2026, 11, 16, 9, tzinfo=TOKYO)


def opens_after(days: int) -> OpenHours:
    """A calendar that is closed for so many days from the given one on."""
    closed = {DAY + timedelta(days=number): DatedDay(()) for number in range(days)}
    return OpenHours(zone=TOKYO, week=(NINE_TO_FIVE,) * 7, days=closed, name="closed")


def test_it_has_no_opening_no_next_minute_and_no_business_day() -> None:
    with pytest.raises(NoOpenTime, match=r"^never$"):
        NEVER.opening(DAY)
    with pytest.raises(NoOpenTime, match=r"^never$"):
        next_open(NEVER, MORNING)
    with pytest.raises(NoOpenTime, match=r"^never$"):
        add_business_minutes(NEVER, MORNING, 1)
    with pytest.raises(NoOpenTime, match=r"^2026-11-16$"):
        add_business_days(NEVER, DAY, 1)


def test_a_closed_day_opens_when_an_ordinary_working_day_would_and_is_over_at_midnight() -> None:
    hours = opens_after(1)
    assert hours.opening(DAY) == MORNING
    assert hours.closing(DAY) == datetime(2026, 11, 17, tzinfo=TOKYO)
    assert hours.closing(DAY + timedelta(days=1)) == datetime(2026, 11, 17, 17, tzinfo=TOKYO)


def test_the_search_goes_as_far_as_is_believed_to_be_meant() -> None:
    first = DAY + timedelta(days=SEARCH_DAYS)
    assert add_business_days(opens_after(SEARCH_DAYS), DAY - timedelta(days=1), 1) == first
    with pytest.raises(NoOpenTime):
        add_business_days(opens_after(SEARCH_DAYS + 2), DAY - timedelta(days=1), 1)
