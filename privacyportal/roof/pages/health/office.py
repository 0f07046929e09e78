"""Is the office set up: can everybody work, is every desk staffed, does every calendar reach far enough?"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyportal.accounts.charging import left_behind
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.roles import MUST_BE_HELD, label_of
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars import alarms
from privacyportal.erasure.services import unfinished
from privacyportal.roof.pages.boards import listing
from privacyportal.roof.pages.health.check import Check, Severity, graded
from vendors.models import Vendor


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


def charges(at: datetime) -> Iterator[Check]:
    """Whether nobody who has left is still in charge of something, and every role that must be held is."""
    left = left_behind()
    yield Check(
        code="people.left_behind",
        title=_("In the charge of closed accounts"),
        severity=graded(not left, Severity.WARNING),
        text=_("%(held)s: to be handed over on their pages.") % {"held": "、".join(left)} if left else _("Nothing."),
        url=f"{listing('accounts_user')}?is_active__exact=0",
    )
    held = set(User.objects.filter(is_active=True).values_list("groups__name", flat=True))
    empty = [label_of(code) for code in sorted(MUST_BE_HELD - held)]
    yield Check(
        code="people.roles_held",
        title=_("Roles that somebody must hold"),
        severity=graded(not empty, Severity.WARNING),
        text=_("Nobody holds: %(roles)s.") % {"roles": "、".join(empty)} if empty else _("All are held."),
        url=listing("accounts_user"),
    )


def heads(at: datetime) -> Iterator[Check]:
    """Whether the departments that late work is reported to have a head: those of our desks, and compliance."""
    ours = Q(desks__is_active=True, desks__kind__in=Desk.OURS) | Q(code=settings.PORTAL_COMPLIANCE_DEPARTMENT)
    headless = Department.objects.filter(ours, head=None).distinct().order_by("code")
    wanting = [str(department) for department in headless]
    links = [(str(one), reverse("admin:accounts_department_change", args=[one.pk])) for one in headless]
    if not Department.objects.filter(code=settings.PORTAL_COMPLIANCE_DEPARTMENT).exists():
        wanting.append(_("compliance (code %(code)s)") % {"code": settings.PORTAL_COMPLIANCE_DEPARTMENT})
    text = _("Nobody heads: %(departments)s.") % {"departments": "、".join(wanting)}
    yield Check(
        code="people.heads",
        title=_("Heads of departments"),
        severity=graded(not wanting, Severity.WARNING),
        text=text if wanting else _("Every department that answers for work has a head."),
        url=listing("accounts_department"),
        links=links,
    )


def people_text(count: int) -> str:
    """Return how many people, in words."""
    if count == 0:
        return _("None.")
    return ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}


def desks(at: datetime) -> Iterator[Check]:
    """Whether somebody sits at each of our desks."""
    empty = Desk.objects.filter(is_active=True, kind__in=Desk.OURS, members=None).order_by("kind", "code")
    names = "、".join(str(desk) for desk in empty)
    text = _("Nobody is assigned to: %(desks)s.") % {"desks": names} if names else _("Every desk of ours has members.")
    yield Check(
        code="desks.empty",
        title=_("Desks"),
        severity=graded(not names, Severity.WARNING),
        text=text,
        url=listing("accounts_desk"),
        links=[(str(desk), reverse("admin:accounts_desk_change", args=[desk.pk])) for desk in empty],
    )


def vendors_abroad(at: datetime) -> Iterator[Check]:
    """Whether every active vendor abroad has a ground of section 11 that holds today (Article 28)."""
    count = Vendor.objects.without_ground(tokyo_day(at)).count()
    said = ngettext("%(count)d active vendor", "%(count)d active vendors", count) % {"count": count}
    yield Check(
        code="vendors.ground_abroad",
        title=_("Active vendors abroad without a ground that holds"),
        severity=graded(count == 0, Severity.WARNING),
        text=said if count else _("None."),
        url=f"{listing('vendors_vendor')}?show=attention",
    )


def erasures(at: datetime) -> Iterator[Check]:
    """Whether everything that was erased is gone from the disk too."""
    count = unfinished().filter(erased_at__lte=at).count()
    text = _("%(count)d files are erased but still on the disk.") % {"count": count}
    yield Check(
        code="erasures.unfinished",
        title=_("Erasures"),
        severity=graded(count == 0, Severity.ERROR),
        text=text if count else _("Everything erased is gone."),
        url=listing("erasure_erasure"),
    )


def calendars(at: datetime) -> Iterator[Check]:
    """Whether every calendar that is counted on is in force and reaches far enough ahead (C7)."""
    title, url = _("Business calendars"), listing("calendars_businesscalendar")
    found = alarms.findings(tokyo_day(at))
    if not found:
        yield Check(code="calendars", title=title, text=_("In force, with open time and holidays ahead."), url=url)
    for finding in found:
        name = _("Business calendar %(name)s") % {"name": finding.calendar}
        severity = Severity.WARNING if finding.code == alarms.HOLIDAYS_UNCONFIRMED else Severity.ERROR
        yield Check(code=f"calendars.{finding.code}", title=name, severity=severity, text=finding.text, url=url)
