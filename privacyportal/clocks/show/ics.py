"""How does a deadline stand in a calendar program? As iCalendar (RFC 5545), without personal data, without alarms."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import Unit, ask_of
from privacyportal.clocks.show.display import end_in_tokyo, limit_text
from privacyportal.notifications.registry import Attachment
from privacyportal.references.registry import url_for

POLL_EVERY = timedelta(hours=1)
UTC = ZoneInfo("UTC")


def attachment_for(clock: Clock, *, title: str = "") -> Attachment:
    """A clock's limit as a file for a mail; `title` follows the number and is no personal data."""
    return Attachment(
        name=f"{re.sub(r'[^A-Za-z0-9-]', '-', clock.reference.number)}.ics",
        content=partial(event_for, clock, title=title),
        kind="text/calendar",
        parameters={"charset": "utf-8", "method": "PUBLISH"},
    )


def event_for(clock: Clock, *, title: str = "") -> bytes:
    """One clock's limit as a published calendar; a later one of the same clock takes the place of an earlier."""
    calendar = empty_calendar()
    calendar.add("method", "PUBLISH")
    return filled(calendar, [(clock, title)])


def feed_of(clocks: Iterable[tuple[Clock, str]], *, name: str) -> bytes:
    """Many clocks, each with its title, as a calendar that programs read again every hour."""
    calendar = empty_calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", TOKYO.key)
    calendar.add("refresh-interval", vDuration(POLL_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(POLL_EVERY))
    calendar.add_component(tokyo_zone())  # a calendar without any component is not valid
    return filled(calendar, clocks)


def empty_calendar() -> Calendar:
    """A calendar of this portal with nothing in it."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{domain()}//privacyportal//{(get_language() or 'ja').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def filled(calendar: Calendar, clocks: Iterable[tuple[Clock, str]]) -> bytes:
    """The calendar with the clocks' limits as text: lines of at most 75 octets that end in CRLF."""
    events = [event(clock, title) for clock, title in clocks]
    if not calendar.subcomponents and any(isinstance(found.start, datetime) for found in events):
        calendar.add_component(tokyo_zone())
    for found in events:
        calendar.add_component(found)
    return calendar.to_ical(sorted=False)


def event(clock: Clock, title: str) -> Event:
    """The limit as an event: the whole last day, or the minute where the rule counts minutes."""
    number = clock.reference.number
    link = f"{settings.PORTAL_BASE_URL}{url_for(clock.reference)}"
    limit = limit_text(clock.due_at)
    found = Event()
    found.add("uid", f"{number}.{clock.duty}@{domain()}")
    found.add("sequence", clock.generation)
    found.add("dtstamp", clock.refreshed_at.astimezone(UTC).replace(microsecond=0))
    if clock.rule.unit == Unit.BUSINESS_MINUTES:
        found.add("dtstart", clock.due_at.astimezone(TOKYO))
    else:
        day, _moment = end_in_tokyo(clock.due_at)
        found.add("dtstart", day)
        found.add("dtend", day + timedelta(days=1))
    found.add("summary", " ".join(f"{ask_of(clock.duty)} {number} {title}".split()))
    found.add("description", "\n".join([_("Deadline: %(limit)s") % {"limit": limit}, link]))
    found.add("url", link)
    found.add("class", "PRIVATE")
    found.add("transp", "TRANSPARENT")  # a limit takes no time out of the day
    found.add("x-microsoft-cdo-busystatus", "FREE")
    return found


@cache
def tokyo_zone() -> Timezone:
    """Japan's time as iCalendar wants it spelled out: nine hours ahead of UTC, no summer time since 1952."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  The format wants wall time here.
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone = Timezone()
    zone.add("tzid", TOKYO.key)
    zone.add_component(standard)
    return zone


def domain() -> str:
    """The domain in identities: the one the portal sends mail from, so that it stays when the host moves."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
