"""When is a session over, whatever the person does in it? After its time, which is shorter for some roles."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts import limits
from privacyportal.accounts.models import User
from privacyportal.accounts.models.sessions import BEGAN_AT


def whole() -> timedelta:
    """Return how long a session lasts where no role says less."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def allowed(user: User) -> timedelta:
    """Return how long this person's sessions last."""
    return limits.least_of(limits.LIFETIME_OF_ROLES, user.groups.values_list("name", flat=True), whole())


def is_over(request: HttpRequest, user: User) -> bool:
    """Return whether this session has lasted its time; one that `pending` did not begin is Django's to end."""
    if BEGAN_AT not in request.session:
        return False
    passed = timezone.now() - datetime.fromisoformat(request.session[BEGAN_AT])
    return passed >= min(whole(), *limits.LIFETIME_OF_ROLES.values()) and passed >= allowed(user)
