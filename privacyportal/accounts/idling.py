"""For how long may nobody do anything before the person has to show again that it is they? An open page is no person.

The session goes on: who shows it is where they were. What was begun elsewhere in their name does not end by it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from privacyportal.accounts import limits
from privacyportal.accounts.middleware import ConfirmMiddleware
from privacyportal.accounts.models import User
from privacyportal.accounts.models.sessions import SEEN_AT
from privacyportal.backoffice.confirming import CONFIRMED_AT, ConfirmFirst

# Written down at most so often: each time costs a statement.
NOTED_EVERY = timedelta(minutes=1)
# What a page asks for by itself, again and again, is nobody's doing.
BY_ITSELF = "Portal-By-Itself"
# Where a person shows it, leaves, or comes back from the provider.
OPEN = frozenset(
    (
        "confirm",
        "provider_again",
        "provider_start",
        "provider_return",
        "sign_in",
        "second_step",
        "sign_out",
        "language",
    )
)


class IdleMiddleware(ConfirmMiddleware):
    """Ask who sits there before any page, when nobody did anything for longer than the person's roles allow."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Lead to the question, or note that somebody is there; a session that `pending` did not begin has no count."""
        if SEEN_AT not in request.session or not isinstance(request.user, User):
            return None
        if is_idle(request, request.user):
            match = request.resolver_match
            return None if match and match.view_name in OPEN else self.process_exception(request, ConfirmFirst())
        if BY_ITSELF not in request.headers and not timedelta(0) <= since(request) < NOTED_EVERY:
            request.session[SEEN_AT] = timezone.now().isoformat()
        return None


def is_idle(request: HttpRequest, user: User) -> bool:
    """Return whether nobody did anything here for longer than this person's roles allow."""
    if SEEN_AT not in request.session:
        return False
    passed = since(request)
    return passed >= min(whole(), *limits.IDLE_OF_ROLES.values()) and passed >= allowed(user)


def since(request: HttpRequest) -> timedelta:
    """Return how long ago the person last did something here; less than nothing by a clock that was set back."""
    said = [request.session[name] for name in (SEEN_AT, CONFIRMED_AT) if name in request.session]
    passed = [timezone.now() - datetime.fromisoformat(moment) for moment in said]
    return min((one for one in passed if one >= timedelta(0)), default=min(passed))


def whole() -> timedelta:
    """Return how long nobody need do anything where no role says less."""
    return timedelta(seconds=settings.PORTAL_IDLE_SECONDS)


def allowed(user: User) -> timedelta:
    """Return how long nobody need do anything in this person's session."""
    return limits.least_of(limits.IDLE_OF_ROLES, user.groups.values_list("name", flat=True), whole())
