"""May this session go on? Not without the second step where one is required, however the session came to be."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from privacyportal.accounts.pending import FACTOR
from privacyportal.backoffice.confirming import ConfirmFirst

type GetResponse = Callable[[HttpRequest], HttpResponse]


class ConfirmMiddleware:
    """Lead whoever has to show first that it is they to the page where they do, and back to the page they came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the question; a form that was sent is opened anew afterwards."""
        if not isinstance(exception, ConfirmFirst):
            return None
        wanted = request.get_full_path() if request.method == "GET" else request.path
        return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")


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
