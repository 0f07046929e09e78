"""Is it still the same person at the screen? Asked again before what would hurt most.

Roles, keys to sign in, exports and restricted files: whoever finds an open page, or has taken a session over, gets none
of these without the person's key or password. Who asks again, and how, is the sign-in's affair.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

WITHIN = timedelta(minutes=5)
CONFIRMED_AT = "backoffice.confirmed_at"
# The field of a form that waited for the answer and is sent on: by which word it waited.
KEPT = "portal_kept"


class ConfirmFirst(Exception):
    """The person has to show first that it is they."""


def confirm(request: HttpRequest) -> None:
    """Remember that the person has just shown that it is they."""
    request.session[CONFIRMED_AT] = timezone.now().isoformat()


def forget(request: HttpRequest) -> None:
    """Ask the person at the next occasion, however they came in."""
    request.session.pop(CONFIRMED_AT, None)


def insist(request: HttpRequest) -> None:
    """Let the request go on only where the person has shown it within the last minutes.

    :raises ConfirmFirst: when that was longer ago, or never; by a clock that went back too.
    """
    said = request.session.get(CONFIRMED_AT)
    if not said or not timedelta(0) <= timezone.now() - datetime.fromisoformat(said) < WITHIN:
        raise ConfirmFirst
