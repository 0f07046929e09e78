"""What becomes of a session whose time is over? It opens nothing any more, and a form sent from it waits.

The session is known a while longer than it opens anything (`limits.KNOWN_AFTERWARDS`), so that what a person typed is
not lost by it: it is sent on when the same person has signed in anew.
"""

from collections.abc import Callable
from http import HTTPMethod
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts import kept
from privacyportal.accounts.lifetimes import is_over
from privacyportal.accounts.middleware import GetResponse
from privacyportal.accounts.models import User
from privacyportal.accounts.services import sessions

# Pages for whoever is not signed in; they are shown, not led away from.
OPEN = frozenset(
    ("sign_in", "sign_out", "second_step", "provider_start", "provider_return", "choose_password", "language")
)


class LifetimeMiddleware:
    """End each session when it has lasted as long as the person's roles allow."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """End a session that is over and lead to the sign-in, which says why; after the token of a form was judged."""
        if not isinstance(request.user, User) or not is_over(request, request.user):
            return None
        match = request.resolver_match
        if match and match.view_name in OPEN:
            end(request, request.user)
            return None
        asked = {"over": "yes", **wanted(request)}
        end(request, request.user)
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode(asked)}")


def wanted(request: HttpRequest) -> dict[str, str]:
    """Return where the person goes on after the next sign-in; a form that was sent waits there."""
    if request.method in (HTTPMethod.GET, HTTPMethod.HEAD):
        return {REDIRECT_FIELD_NAME: request.get_full_path()}
    if not kept.is_form(request):
        return {REDIRECT_FIELD_NAME: reverse(settings.LOGIN_REDIRECT_URL)}
    if word := kept.keep(request):
        return {REDIRECT_FIELD_NAME: f"{reverse('go_on')}?{urlencode({'form': word})}"}
    return {REDIRECT_FIELD_NAME: reverse(settings.LOGIN_REDIRECT_URL), "lost": "yes"}


def end(request: HttpRequest, user: User) -> None:
    """End the session; what waits in it goes on waiting, sealed for this person, in one that nobody is signed in to."""
    waiting = kept.waiting(request)
    sessions.run_out(user=user, at=timezone.now())
    request.session.flush()
    request.user = AnonymousUser()
    kept.wait_on(request, waiting)
