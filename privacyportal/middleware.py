"""Is the process alive, in which language is a page shown, may it be kept, and was it sent what can be looked up?"""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from privacyportal.backoffice import following
from privacyportal.roof.pages import views

type GetResponse = Callable[[HttpRequest], HttpResponse]

LIVEZ = "/livez"
FORM_BYTES = 64 * 1024
LANGUAGES = dict(settings.LANGUAGES)


class AliveMiddleware:
    """Whether this process lives is answered before anybody asks who is there: it needs no database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer at once, or pass the request on."""
        return views.livez(request) if request.path == LIVEZ else self.get_response(request)


class RequestNumberMiddleware:
    """Whatever a request causes, answer, lines of the log, tasks, carries its number."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the number from who stands before the portal, or draw one."""
        number = following.number(request.headers.get(following.HEADER, ""))
        request.META[following.KEPT] = number
        with following.at(following.Work(request_id=number, request=request)):
            response = self.get_response(request)
        response.headers[following.HEADER] = number
        return response


class FrontAddressMiddleware:
    """Behind the front every request comes over its socket: it says who asks, and whoever asks cannot say it."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.PORTAL_FRONT_DIR:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address where everybody looks for it."""
        request.META["REMOTE_ADDR"] = request.META.get("HTTP_X_REAL_IP", "")
        return self.get_response(request)


class CrowdedSignInMiddleware:
    """Hashing a password takes a third of a second of a processor: few at once, or signed-in people would wait.

    Nobody waits here, for whoever waits would hold a thread; the front's waiting room spreads what comes at once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.places = BoundedSemaphore(settings.PORTAL_SIGN_INS_AT_ONCE)
        self.path = resolve_url(settings.LOGIN_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a sign-in through while there is a place; 503 with when to try again otherwise."""
        if request.method != "POST" or request.path != self.path:
            return self.get_response(request)
        if not self.places.acquire(blocking=False):
            # What is left unread would have the front read a broken connection in the place of the answer.
            request.read(FORM_BYTES)
            text = _("Too many people are signing in at this moment. Please try again in a few seconds.")
            return HttpResponse(
                text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"}
            )
        try:
            return self.get_response(request)
        finally:
            self.places.release()


class UserLanguageMiddleware:
    """Show Japanese unless the person has chosen English; the browser's wishes are not asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request."""
        chosen = getattr(request.user, "language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class PrivateResponseMiddleware:
    """Pages of signed-in people hold personal data: no cache keeps them, and who signs out leaves none behind."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the response as not to be stored; have the browser drop what it holds when the person is gone."""
        was_here = request.user.is_authenticated
        response = self.get_response(request)
        if was_here or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        if was_here and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class PlainCookiesMiddleware:
    """A cookie that holds a NUL is none of ours: PostgreSQL fails when a session is looked up by it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave such cookies out, as if the browser had not sent them."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)


class PlainAddressMiddleware:
    """PostgreSQL keeps no NUL in a text and fails when asked for one: neither address nor form may hold one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse the request before anything is looked up by it.

        :raises BadRequest: when its address or its form holds a NUL.
        """
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL character.")
        if any("\0" in text for name, values in request.POST.lists() for text in (name, *values)):
            raise BadRequest("The form holds a NUL character.")
        return self.get_response(request)
