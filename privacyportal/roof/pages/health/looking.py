"""What is not set up, or not working? One list of looks for the front page, the health page, the banner and doctor."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from privacyportal.accounts.models import User
from privacyportal.roof.pages.boards import Board
from privacyportal.roof.pages.health import backups, finding, founding, keys, machines, office, reading, river, scanner
from privacyportal.roof.pages.health.check import Check, Look, Severity

# Only reads the database; what it shows is true of the whole installation and names no record.
STORED: tuple[Look, ...] = (
    river.working,
    river.clock,
    river.recording,
    river.mails,
    river.proven,
    river.notices,
    river.brake,
    backups.backed_up,
    office.people,
    office.charges,
    office.heads,
    office.desks,
    office.calendars,
    founding.deciders,
    founding.officers,
    founding.calendar,
    founding.policy,
    office.vendors_abroad,
    office.erasures,
    reading.watched,
    reading.written,
    scanner.waiting,
)
# Knocks at other machines' doors: takes seconds when one of them is away.
LIVE: tuple[Look, ...] = (
    machines.processes,
    machines.broker_folder,
    machines.ended,
    machines.mail_server,
    machines.files,
    keys.keys,
    scanner.answers,
    finding.found,
)
WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.GOOD)
PERMISSION = "clocks.view_sweeprun"


def looks(at: datetime) -> Iterator[Check]:
    """Yield everything; while the tables are not those of this release, only what can be said without them."""
    if machines.unapplied():
        yield from machines.database(at)
        return
    for look in (machines.database, machines.anchored, machines.stamped, *LIVE, *STORED):
        yield from look(at)


def worst_first(checks: Iterator[Check]) -> Sequence[Check]:
    """Return checks by how bad they are, otherwise in their order."""
    return sorted(checks, key=lambda check: WORST_FIRST.index(check.severity))


def not_working(user: User, at: datetime) -> Board:
    """Return the administrator's board: what is wrong first, then what is in order."""
    checks = worst_first(check for look in STORED for check in look(at))
    title = _("Is everything set up and working?")
    return Board(title=title, template="dashboard/health.html", context={"checks": checks, "is_summary": True})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show everything that doctor looks at, looked at now.

    :raises PermissionDenied: for people who do not look after the portal.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    at = timezone.now()
    title = _("Is everything set up and working?")
    context = {**admin.site.each_context(request), "title": title, "board": {"checks": worst_first(looks(at))}}
    return TemplateResponse(request, "dashboard/health_page.html", context)


def banner(at: datetime) -> list[Check]:
    """Return what does not work of watch and mail, with one query where all is well; empty then."""
    return [check for check in river.working(at) if not check.is_good]
