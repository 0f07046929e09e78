"""May this session go on? Not without the second step where one is required, however the session came to be."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from privacyportal.accounts import kept
from privacyportal.accounts.pending import FACTOR
from privacyportal.backoffice.confirming import KEPT, ConfirmFirst

FAULT = HTTPStatus.INTERNAL_SERVER_ERROR

type GetResponse = Callable[[HttpRequest], HttpResponse]


class ConfirmMiddleware:
    """Lead whoever has to show first that it is they to the page where they do, and back to the page they came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does; a form that waited, and is sent on now, waits no longer."""
        response = self.get_response(request)
        if request.method == "POST" and KEPT in request.POST and response.status_code < FAULT:
            kept.forget(request, request.POST[KEPT])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the question; a form that was sent waits, and is sent on afterwards; what a script asked does not."""
        if not isinstance(exception, ConfirmFirst):
            return None
        asked = {REDIRECT_FIELD_NAME: request.get_full_path()}
        if kept.is_form(request):
            word = kept.keep(request)
            asked = {REDIRECT_FIELD_NAME: f"{reverse('go_on')}?{urlencode({'form': word})}"}
            if not word:
                asked = {REDIRECT_FIELD_NAME: request.path, "lost": "yes"}
        return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode(asked)}")


class SecondStepMiddleware:
    """End sessions that were begun with a password alone, where the installation requires more."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead back to the sign-in who has not taken the second step."""
        if settings.PORTAL_SECOND_FACTOR and request.user.is_authenticated and not request.session.get(FACTOR):
            wanted = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
            logout(request)
            return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")
        return self.get_response(request)
