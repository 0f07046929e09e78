"""Which calendars will soon give wrong dates, or none? (C7)"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import hours_of
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.states import VersionStatus

DAYS_AHEAD = 400
NEXT_YEAR_FROM_MONTH = 11
NO_VERSION = "no_version"
NO_OPEN_TIME = "no_open_time"
HOLIDAYS_UNCONFIRMED = "holidays_unconfirmed"


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a calendar: `code` for machines, `text` in the language that was active when asked."""

    code: str
    calendar: BusinessCalendar
    text: str


def findings(today: date) -> list[Finding]:
    """What is wrong on the Tokyo day `today`, by calendar; two queries and the calendars in force."""
    published = CalendarVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("calendar")
    in_force = {version.calendar_id: version for version in published}
    found: list[Finding] = []
    for calendar in BusinessCalendar.objects.filter(is_used() | Q(pk__in=in_force)).order_by("code"):
        version = in_force.get(calendar.pk)
        problems = _problems(version, today) if version else [(NO_VERSION, _no_version())]
        found += [Finding(code, calendar, text) for code, text in problems]
    return found


def is_used() -> Q:
    """The condition that anything outside the calendars themselves counts on one: a desk, a rule."""
    used = Q(pk__in=[])
    for relation in BusinessCalendar._meta.related_objects:
        if relation.related_model is not CalendarVersion:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            used |= Q(Exists(rows))
    return used


def needed_until(today: date) -> date:
    """Until when holidays must be confirmed: this year's end, from 1 November on the next year's."""
    return date(today.year + (today.month >= NEXT_YEAR_FROM_MONTH), 12, 31)


def _problems(version: CalendarVersion, today: date) -> Iterator[tuple[str, str]]:
    if not opens_ahead(hours_of(version), today):
        yield (
            NO_OPEN_TIME,
            _("It has no open day in the next %(days)d days, so no deadline can be computed.") % {"days": DAYS_AHEAD},
        )
    needed = needed_until(today)
    if version.known_until is None or version.known_until < needed:
        yield (
            HOLIDAYS_UNCONFIRMED,
            _("The holidays of %(year)d are not confirmed: load the Cabinet Office's file or confirm the year.")
            % {"year": needed.year},
        )


def opens_ahead(hours: OpenHours, today: date) -> bool:
    """Whether any day from `today` on, within DAYS_AHEAD days, is open."""
    return any(hours.is_open_day(today + timedelta(days=ahead)) for ahead in range(DAYS_AHEAD + 1))


def _no_version() -> str:
    return _("It is used but no version of it is in force, so no deadline can be computed.")
