"""Where is a person signed in, and how do they end what they do not know?"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacyportal.accounts import pending, services
from privacyportal.accounts.lifetimes import allowed
from privacyportal.accounts.models import OpenSession, User
from privacyportal.accounts.screens import person_at
from privacyportal.accounts.services.sessions import open_of
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.sendings import sent_once

MOST_DIGITS = 15


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in; end one of these sessions, or all but this one."""
    user = person_at(request)
    if request.method == "POST":
        insist(request)
        end_others(request, user) if "others" in request.POST else end_one(request, user)
        return HttpResponseRedirect(resolve_url("own_sessions"))
    rows = open_of(user, at=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Where you are signed in"),
        "sessions": rows,
        "here": request.session.session_key,
        "hours": allowed(user).total_seconds() / 3600,
    }
    return TemplateResponse(request, "accounts/own_sessions.html", context)


def end_one(request: HttpRequest, user: User) -> None:
    """End the session that the form names by its row."""
    number = request.POST.get("end", "")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise PermissionDenied
    session = get_object_or_404(OpenSession, pk=int(number), user=user)
    services.end_session(user=user, session=session, by=Staff(user), at=timezone.now())
    messages.success(request, _("The session has ended."))


def end_others(request: HttpRequest, user: User) -> None:
    """End whatever else is open in the person's name; this session goes on."""
    services.end_elsewhere(user=user, by=Staff(user), at=timezone.now())
    pending.go_on(request, user)
    messages.success(request, _("Everything else that was open in your name has ended."))
