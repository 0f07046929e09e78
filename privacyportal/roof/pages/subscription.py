"""How does a person read their own deadlines in their own calendar program?"""

import hashlib

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import reading, sendings
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.formerrors import refused
from privacyportal.clocks.models import CalendarFeed
from privacyportal.clocks.plan import ClockState
from privacyportal.clocks.river import records_of
from privacyportal.clocks.show import feeds, ics
from privacyportal.clocks.show.display import titled
from privacyportal.roof.pages import worklist

MOST = 1000


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program, which cannot sign in: the secret in the address says whose deadlines these are.

    An unchanged calendar is answered with 304. There is no Last-Modified: a deadline that is settled leaves the
    calendar, and what is gone has no date. Where the portal is served over HTTPS, no other way leads to it: a program
    that was led on from one would send the secret in the clear every time.
    """
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Http404
    reader = feeds.reader_of(token, at=timezone.now())
    if reader is None:
        raise Http404
    reading.is_read_by(reader)
    with override(reader.language):
        body = calendar_of(reader)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:40]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def calendar_of(reader: User) -> bytes:
    """Return the running deadlines of a person's own records, as far as they may see them now, and say of which.

    A clock that stands still has no date to enter.
    """
    clocks = worklist.open_clocks(reader, worklist.MINE).filter(state=ClockState.RUNNING)
    rows = list(clocks.select_related("reference", "rule").order_by("due_at", "pk")[:MOST])
    reading.lists_records(records_of(rows).values())
    return ics.feed_of(titled(rows), name=_("Deadlines · %(portal)s") % {"portal": settings.PORTAL_MAIL_SENDER_NAME})


@require_http_methods(["GET", "HEAD", "POST"])
@sendings.sent_once
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Show whether the person has a subscription; make, renew or end it. A new address is shown in this answer only."""
    user = person_at(request)
    refusal = refused()
    if refusal is not None:
        messages.error(request, refusal.text)
    is_sent = request.method == "POST" and refusal is None
    address = changed(request, user) if is_sent else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Calendar subscription"),
        "subscription": CalendarFeed.objects.visible_to(user).active().first(),
        "address": address,
    }
    page = sendings.Recorded if is_sent else TemplateResponse
    return page(request, "clocks/subscription.html", context)


def changed(request: HttpRequest, user: User) -> str:
    """Do what the form asks; return the new address, or nothing when the subscription was ended.

    :raises ConfirmFirst: when an address, which reads deadlines without a session, is wanted from a page left open.
    :raises Conflict: when there is no subscription to end.
    """
    if "revoke" not in request.POST:
        insist(request)
        token = feeds.make(user=user, by=Staff(user), at=timezone.now())
        return f"{settings.PORTAL_BASE_URL}{reverse('feed', args=[token])}"
    feeds.revoke(user=user, by=Staff(user), at=timezone.now())
    messages.success(request, _("The calendar subscription has ended."))
    return ""
