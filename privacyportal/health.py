"""What is not set up, or not working?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.dates import long_day, long_instant, tokyo_day
from privacyportal.boards import Board, listing
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.calendars.states import VersionStatus
from privacyportal.clocks.models import SweepRun
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status as MailStatus

CALENDAR_AHEAD = timedelta(days=90)
SWEEPS_MISSED = 5
GOOD, WRONG = "done", "late"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that has to be in order: how it is, in words, and where it is put right."""

    title: str
    is_good: bool
    text: str
    url: str = ""

    @property
    def tone(self) -> str:
        """Return the colour's meaning."""
        return GOOD if self.is_good else WRONG


def not_working(user: Any, at: datetime) -> Board:
    """Return the administrator's board: what is wrong first, then what is in order."""
    checks = sorted(all_checks(at), key=lambda check: check.is_good)
    title = _("Is everything set up and working?")
    return Board(title=title, template="dashboard/health.html", context={"checks": checks})


def all_checks(at: datetime) -> Iterator[Check]:
    """Yield every check; each looks at the whole installation and shows no record."""
    yield sweep(at)
    yield mail(at)
    yield from people(at)
    yield desks()
    yield from calendars(tokyo_day(at))


def sweep(at: datetime) -> Check:
    """Whether deadlines are being watched."""
    last = SweepRun.objects.filter(ended_at__isnull=False).order_by("-ended_at").first()
    limit = timedelta(seconds=SWEEPS_MISSED * settings.PORTAL_SWEEP_SECONDS)
    title, url = _("Watch over deadlines"), listing("clocks_sweeprun")
    if last is None or last.ended_at is None:
        return Check(title=title, is_good=False, text=_("It has never run. Are worker and scheduler started?"), url=url)
    words = {"time": long_instant(last.ended_at)}
    if at - last.ended_at > limit:
        text = _("It last ran on %(time)s and should run every minute. Are worker and scheduler running?") % words
        return Check(title=title, is_good=False, text=text, url=url)
    return Check(title=title, is_good=True, text=_("Last run: %(time)s.") % words, url=url)


def mail(at: datetime) -> Check:
    """Whether mail leaves the house."""
    late = Q(status=MailStatus.WAITING, next_attempt_at__lt=at - timedelta(hours=1))
    held = Message.objects.aggregate(
        failed=Count("pk", filter=Q(status=MailStatus.FAILED)),
        unknown=Count("pk", filter=Q(status=MailStatus.UNKNOWN)),
        late=Count("pk", filter=late),
    )
    title = _("Delivery of mail")
    if any(held.values()):
        text = _("%(failed)d failed, %(unknown)d with unknown delivery, %(late)d waiting for over an hour.") % held
        return Check(title=title, is_good=False, text=text)
    return Check(title=title, is_good=True, text=_("No mail has failed or is stuck."))


def people(at: datetime) -> Iterator[Check]:
    """Whether everybody can work and be stood in for."""
    active = Q(is_active=True)
    away = Q(absent_from__lte=tokyo_day(at), absent_until__gte=tokyo_day(at), deputy=None)
    held = User.objects.aggregate(
        no_role=Count("pk", filter=active & Q(groups=None, is_superuser=False), distinct=True),
        no_address=Count("pk", filter=active & Q(email=""), distinct=True),
        away=Count("pk", filter=active & away, distinct=True),
    )
    url = listing("accounts_user")
    for title, count in (
        (_("Users without a role"), held["no_role"]),
        (_("Users without a mail address"), held["no_address"]),
        (_("Absent users without a deputy"), held["away"]),
    ):
        yield Check(title=title, is_good=count == 0, text=people_text(count), url=url)


def people_text(count: int) -> str:
    """Return how many people, in words."""
    if count == 0:
        return _("None.")
    return ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}


def desks() -> Check:
    """Whether somebody sits at each of our desks."""
    empty = Desk.objects.filter(is_active=True, kind__in=Desk.OURS, members=None)
    names = "、".join(str(desk) for desk in empty)
    text = _("Nobody is assigned to: %(desks)s.") % {"desks": names} if names else _("Every desk of ours has members.")
    return Check(title=_("Desks"), is_good=not names, text=text, url=listing("accounts_desk"))


def calendars(today: date) -> Iterator[Check]:
    """Whether each calendar is in force and its holidays are entered far enough ahead."""
    in_force = Q(versions__status=VersionStatus.PUBLISHED)
    rows = BusinessCalendar.objects.filter(is_used()).order_by("code").distinct()
    known = dict(rows.filter(in_force).values_list("code", "versions__known_until"))
    for calendar in rows:
        title = _("Business calendar %(name)s") % {"name": calendar}
        yield Check(
            title=title, url=listing("calendars_businesscalendar"), **calendar_state(calendar.code, known, today)
        )


def is_used() -> Q:
    """Return the condition on calendars that are used by a desk."""
    return Q(desks__is_active=True) | Q(code="DESK")


def calendar_state(code: str, known: dict[str, date | None], today: date) -> dict[str, Any]:
    """Return whether a calendar is good, and the words."""
    if code not in known:
        return {"is_good": False, "text": _("No version is in force: deadlines cannot be computed.")}
    until = known[code]
    if until is None:
        return {"is_good": False, "text": _("Nobody has entered until when the holidays are known.")}
    text = _("Holidays are entered until %(day)s.") % {"day": long_day(until)}
    return {"is_good": until >= today + CALENDAR_AHEAD, "text": text}
