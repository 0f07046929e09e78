"""Pages of the river: why a limit is this date, to read and print; what a draft calendar would move, as a file."""

from collections.abc import Iterable, Iterator

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacyportal.accounts.screens import person_at
from privacyportal.audit import trail
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import reading
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.dates import long_day
from privacyportal.calendars.models import CalendarVersion
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import informational_codes, pauses_text
from privacyportal.clocks.show.display import limit_text, of_clock
from privacyportal.clocks.show.impact import Move, visible_moves
from privacyportal.clocks.show.panels import explain
from privacyportal.imports.exports import PERMISSION
from privacyportal.imports.tables import Cell, write_csv
from privacyportal.references import registry


@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each day that was counted or not for one clock; who may not see the record finds no page."""
    clocks = Clock.objects.visible_to(request.user).select_related(
        "reference", "rule__calendar", "calendar_version__calendar", "calendar_version__published_by"
    )
    clock = clocks.filter(pk=pk).first()
    if clock is None:
        reading.hides(Clock, pk)
        raise Http404
    reading.shows(registry.object_for(clock.reference))
    now = timezone.now()
    why = explain(clock)
    is_to_know = clock.duty in informational_codes()
    context = {
        **admin.site.each_context(request),
        "title": _("Why this date?"),
        "clock": clock,
        "version": clock.calendar_version,
        "why": why,
        "limit": long_day(clock.due_on) if is_to_know else limit_text(clock.due_at),
        "distance": of_clock(clock, now),
        "halts": [
            {"reason": _reason(halt.reason), "started_at": halt.started_at, "ended_at": halt.ended_at}
            for halt in why.halts
        ],
        "now": now,
    }
    return TemplateResponse(request, "clocks/ledger.html", context)


def _reason(code: str) -> str:
    """Why a clock stood still, in words; time after a closing belongs to no reason of a room."""
    return _("closed, then reopened in the same matter") if code == "closed" else str(pauses_text([code])[0])


@require_safe
def impact(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send what a draft would move as CSV: the rows that the person may see."""
    user = person_at(request)
    version = get_object_or_404(CalendarVersion.objects.visible_to(user).select_related("calendar"), pk=pk)
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    if not version.is_draft:
        raise Http404
    insist(request)
    found = visible_moves(user, version)
    at = timezone.now()
    changes = {"list": "calendars.impact", "form": "csv", "rows": len(found), "version": str(version)}
    trail.record(action="backoffice.exported", obj=version, by=Staff(user), at=at, changes=changes)
    header = [_("reference number"), _("duty"), _("limit now"), _("limit with this draft"), _("effect")]
    name = f"{version.calendar.code}-{version.number}-effect.csv".lower()
    return write_csv(header, _rows(found), name)


def _rows(found: Iterable[Move]) -> Iterator[list[Cell]]:
    for move in found:
        yield [move.clock.reference.number, move.clock.label, move.before_text, move.after_text, move.kind_text]
