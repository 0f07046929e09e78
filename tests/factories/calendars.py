"""Calendars for tests, made by the services that make them in life."""

from datetime import datetime, time

from privacyportal.audit.actors import PORTAL
from privacyportal.calendars import services
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion, OpenSlot

WEEKDAYS = range(5)


def make_calendar(code: str, *slots: tuple[time, time], at: datetime, timezone: str = "Asia/Tokyo") -> CalendarVersion:
    """A published calendar open from Monday to Friday at these hours, without holidays."""
    calendar = services.create_calendar(
        code=code, name_ja=f"{code}のカレンダー", name_en=code, timezone=timezone, by=PORTAL, at=at
    )
    version = services.draft(calendar=calendar, by=PORTAL, at=at)
    rows = [OpenSlot(weekday=day, opens=opens, closes=closes) for day in WEEKDAYS for opens, closes in slots]
    services.set_week(version=version, slots=rows, by=PORTAL, at=at)
    return services.publish(version=version, by=PORTAL, at=at)


def desk_calendar() -> BusinessCalendar:
    """The desk's calendar, as every installation has it."""
    return BusinessCalendar.objects.get(code="DESK")
