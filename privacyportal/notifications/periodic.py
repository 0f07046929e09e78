"""Whose turn is it to get a mail that comes round every week?"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backups.models import is_held
from privacyportal.calendars.arithmetic import is_open, next_open
from privacyportal.calendars.hours import MIDNIGHT
from privacyportal.calendars.loading import open_hours
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Periodic, periodicals
from privacyportal.notifications.states import Reason, Status

CALENDAR = "DESK"


def queue_due(*, at: datetime) -> int:
    """Queue what this week owes and has no record of, once a week and person, within desk hours; return how many.

    The week begins with its first open hour. What decides is that no record stands: a Monday missed is made up for on
    Tuesday, and two runs at once queue nothing twice. A restored portal waits until a person has released it.

    :raises NoCalendar: when the desk's calendar is not published.
    """
    if not settings.PORTAL_WEEKLY_DIGESTS or is_held() or not is_open(open_hours(CALENDAR), at):
        return 0
    return sum(_queue(periodic, at) for periodic in periodicals())


def doubt(*, at: datetime) -> int:
    """Record as unknown what the week of a restoration owed by then and has no record of: it may have left before."""
    hours, day = open_hours(CALENDAR), tokyo_day(at)
    monday = day - timedelta(days=day.weekday())
    if not settings.PORTAL_WEEKLY_DIGESTS or next_open(hours, hours.instant(monday, MIDNIGHT)) > at:
        return 0
    with services.silence(Reason.RESTORED, status=Status.UNKNOWN):
        return sum(_queue(periodic, at) for periodic in periodicals())


def planned(*, day: date, at: datetime) -> list[tuple[Periodic, list[User]]]:
    """Which weekly mails will go out on a Tokyo day, as things stand at `at`, and to whom.

    Some of them will find nothing to say by then.
    """
    hours, monday = open_hours(CALENDAR), day - timedelta(days=day.weekday())
    moment = next_open(hours, max(at, hours.instant(monday, MIDNIGHT)))
    if not settings.PORTAL_WEEKLY_DIGESTS or hours.local_day(moment) != day:
        return []
    return [(periodic, list(_untold(periodic, moment))) for periodic in periodicals()]


def _untold(periodic: Periodic, at: datetime) -> QuerySet[User]:
    told = Message.objects.filter(key=key_of(periodic, at), recipient__isnull=False).values("recipient")
    return periodic.recipients(at).filter(is_active=True).exclude(pk__in=told)


def _queue(periodic: Periodic, at: datetime) -> int:
    key, people = key_of(periodic, at), _untold(periodic, at)
    return len(services.queue(kind=periodic.code, key=key, recipients=people, by=PORTAL, at=at))


def key_of(periodic: Periodic, at: datetime) -> str:
    """The key of one week's mails: `vendors.weekly:2026-W48`, by the Tokyo day."""
    week = tokyo_day(at).isocalendar()
    return f"{periodic.code}:{week.year}-W{week.week:02}"
