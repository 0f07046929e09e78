"""What does a person see when the portal cannot answer?"""

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.defaults import bad_request, server_error

from privacyportal.backoffice import outages


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 503, to be asked again, where database or disk are away or busy; 500 for a fault of the portal itself.

    The page asks nothing of the database, and speaks both languages: who asks is not known while it is away.
    """
    error = sys.exception()
    if not outages.is_passing(error):
        return server_error(request)
    page = render_to_string("503.html", {"is_full": outages.is_full(error), "is_sent": request.method == "POST"})
    headers = {"Retry-After": str(outages.RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def misread(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what no page could have sent; lead back to its page who was signed in anew while this was answered.

    Whoever ends their other sessions, or changes their password, goes on under a new key. What the same browser had
    sent beside it comes in under the old one: it was answered, and is no mistake of the person's. The browser holds
    the new key by now; without one the page leads to the sign-in.
    """
    if isinstance(exception, SessionInterrupted):
        return HttpResponseRedirect(request.path)
    return bad_request(request, exception)
