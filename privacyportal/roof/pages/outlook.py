"""Who will be mailed on any coming day, and why; and what is held back?"""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import reading, sendings
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.dayboxes import DayQuestion
from privacyportal.backoffice.formerrors import refused
from privacyportal.backoffice.written.readings import Towards
from privacyportal.clocks.river import braking, records_of
from privacyportal.clocks.show.forecast import Forecast, days_ahead, forecast
from privacyportal.notifications import periodic

VIEW = "clocks.view_notice"
STEER = "clocks.steer_notice"
RELEASE = "clocks.release_brake"
DAYS, AHEAD = 14, 366


@require_GET
def outlook(request: HttpRequest) -> HttpResponse:
    """Show the reminders of one day by person; today's also with what waits and what is held back."""
    user = person_at(request)
    if not (user.has_perm(VIEW) or user.has_perm(RELEASE)):
        raise PermissionDenied
    return page(request, user)


def page(request: HttpRequest, user: User, reason: str = "") -> TemplateResponse:
    """Return the page, with the reason that was typed where the decision could not be taken."""
    now = timezone.now()
    today = tokyo_day(now)
    asked = DayQuestion(
        request.GET, "day", usual=today, towards=Towards.FUTURE, span=(today, today + timedelta(days=AHEAD))
    )
    day = asked.day
    notices, mails = braking.braked()
    found = forecast(user, day, now=now) if day else Forecast()
    reading.lists_records(records_of(entry.level.clock for entry in found.entries).values())
    context = {
        **admin.site.each_context(request),
        "title": _("Who will be mailed"),
        "asked": asked,
        "day": day,
        "today": today,
        "days": days_ahead(user, now=now, number=DAYS),
        "forecast": found,
        "weekly": periodic.planned(day=day, at=now) if day and user.has_perm(STEER) else [],
        "braked": notices + mails,
        "may_release": user.has_perm(RELEASE),
        "reason": reason,
    }
    return TemplateResponse(request, "clocks/outlook.html", context)


@require_POST
@sendings.sent_once
def decide(request: HttpRequest) -> HttpResponse:
    """Send, or decide not to send, everything that the storm brake holds back."""
    user = person_at(request)
    if not user.has_perm(RELEASE):
        raise PermissionDenied
    reason = request.POST.get("reason", "").strip()
    refusal = refused()
    if refusal is not None or not reason:
        messages.error(request, refusal.text if refusal else _("Please give the reason for your decision."))
        return page(request, user, reason)
    if request.POST.get("decision") == "release":
        number = braking.release_all(by=Staff(user), at=timezone.now(), reason=reason)
        messages.success(request, _("%(count)d held reminders leave with the next sweep.") % {"count": number})
    elif request.POST.get("decision") == "drop":
        number = braking.drop_all(by=Staff(user), at=timezone.now(), reason=reason)
        messages.success(request, _("%(count)d held reminders are recorded as not sent.") % {"count": number})
    return HttpResponseRedirect(reverse("outlook"))
