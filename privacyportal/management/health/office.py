"""Is the office set up: can everybody work, is every desk staffed, does every calendar reach far enough?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.boards import listing
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.calendars.states import VersionStatus
from privacyportal.management.health.check import Check, Severity, graded

CALENDAR_AHEAD = timedelta(days=90)


def people(at: datetime) -> Iterator[Check]:
    """Whether everybody can work and be stood in for."""
    active = Q(is_active=True)
    away = Q(absent_from__lte=tokyo_day(at), absent_until__gte=tokyo_day(at), deputy=None)
    held = User.objects.aggregate(
        no_role=Count("pk", filter=active & Q(groups=None, is_superuser=False), distinct=True),
        no_address=Count("pk", filter=active & Q(email=""), distinct=True),
        no_deputy=Count("pk", filter=active & away, distinct=True),
    )
    url = listing("accounts_user")
    for code, title in (
        ("no_role", _("Users without a role")),
        ("no_address", _("Users without a mail address")),
        ("no_deputy", _("Absent users without a deputy")),
    ):
        count = held[code]
        severity = graded(count == 0, Severity.WARNING)
        yield Check(code=f"people.{code}", title=title, severity=severity, text=people_text(count), url=url)


def people_text(count: int) -> str:
    """Return how many people, in words."""
    if count == 0:
        return _("None.")
    return ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}


def desks(at: datetime) -> Iterator[Check]:
    """Whether somebody sits at each of our desks."""
    empty = Desk.objects.filter(is_active=True, kind__in=Desk.OURS, members=None)
    names = "、".join(str(desk) for desk in empty)
    text = _("Nobody is assigned to: %(desks)s.") % {"desks": names} if names else _("Every desk of ours has members.")
    severity = graded(not names, Severity.WARNING)
    yield Check(code="desks.empty", title=_("Desks"), severity=severity, text=text, url=listing("accounts_desk"))


def calendars(at: datetime) -> Iterator[Check]:
    """Whether each calendar is in force and its holidays are entered far enough ahead."""
    in_force = Q(versions__status=VersionStatus.PUBLISHED)
    rows = BusinessCalendar.objects.filter(is_used()).order_by("code").distinct()
    known = dict(rows.filter(in_force).values_list("code", "versions__known_until"))
    for calendar in rows:
        severity, text = calendar_state(calendar.code, known, tokyo_day(at))
        title, url = _("Business calendar %(name)s") % {"name": calendar}, listing("calendars_businesscalendar")
        yield Check(code=f"calendars.{calendar.code}", title=title, severity=severity, text=text, url=url)


def is_used() -> Q:
    """Return the condition on calendars that are used by a desk."""
    return Q(desks__is_active=True) | Q(code="DESK")


def calendar_state(code: str, known: dict[str, date | None], today: date) -> tuple[Severity, str]:
    """Return how a calendar is, and the words."""
    if code not in known:
        return Severity.ERROR, _("No version is in force: deadlines cannot be computed.")
    until = known[code]
    if until is None:
        return Severity.WARNING, _("Nobody has entered until when the holidays are known.")
    text = _("Holidays are entered until %(day)s.") % {"day": long_day(until)}
    return graded(until >= today + CALENDAR_AHEAD, Severity.WARNING), text
