"""Does the portal say in time that a calendar will soon give no dates, or wrong ones?"""

from datetime import date, time

from privacyportal.accounts.models import Desk
from privacyportal.audit.actors import PORTAL
from privacyportal.calendars import alarms, services
from privacyportal.calendars.models import CalendarVersion, OpenSlot
from tests.calendars.calendars import tokyo
from tests.factories.calendars import desk_calendar, make_calendar
from tests.rewriting import published_as, rewriting

AT = tokyo("2026-10-01T10:00")


def codes(today: date) -> list[tuple[str, str]]:
    return [(found.calendar.code, found.code) for found in alarms.findings(today)]


def known_until(day: date | None) -> None:
    published_as(CalendarVersion.objects.all(), known_until=day)


def test_next_years_holidays_are_asked_for_from_november_on(db: None) -> None:
    known_until(date(2026, 12, 31))
    assert codes(date(2026, 10, 31)) == []
    assert codes(date(2026, 11, 1)) == [("DESK", "holidays_unconfirmed"), ("GOV", "holidays_unconfirmed")]
    known_until(date(2027, 12, 31))
    assert codes(date(2026, 12, 31)) == []
    known_until(None)
    assert ("DESK", "holidays_unconfirmed") in codes(date(2026, 3, 1))


def test_a_calendar_that_never_opens_again_is_named(db: None) -> None:
    known_until(date(2027, 12, 31))
    version = make_calendar("ONCE", (time(9), time(17)), at=AT)
    published_as(CalendarVersion.objects.filter(pk=version.pk), known_until=date(2030, 12, 31), digest="other")
    with rewriting(OpenSlot):
        version.slots.all().delete()
    assert codes(date(2026, 10, 1)) == [("ONCE", "no_open_time")]


def test_a_calendar_without_a_version_matters_only_when_something_counts_on_it(db: None) -> None:
    known_until(date(2027, 12, 31))
    calendar = services.create_calendar(
        code="BODY", name_ja="協会", name_en="Body", timezone="Asia/Tokyo", by=PORTAL, at=AT
    )
    assert codes(date(2026, 10, 1)) == []
    Desk.objects.filter(calendar=desk_calendar()).update(calendar=calendar)
    assert codes(date(2026, 10, 1)) == [("BODY", "no_version")]
