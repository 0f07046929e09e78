"""Who has given the right password and still owes the second step? Kept in the session, for a short while."""

from datetime import datetime

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from privacyportal.accounts import limits
from privacyportal.accounts.models import User

PENDING = "accounts.pending"
# With what the second step was taken; a session without it was begun with a password alone.
FACTOR = "accounts.factor"
BACKEND = "privacyportal.accounts.backends.PortalBackend"


def put_off(request: HttpRequest, user: User, wanted: str) -> None:
    """Remember whose password was right, and where they want to go; whoever was signed in here before is no more."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": wanted,
    }


def person_waiting(request: HttpRequest) -> User | None:
    """Return who owes the second step here; nobody when it took too long, or the account has changed meanwhile."""
    kept = request.session.get(PENDING)
    if not kept or not is_recent(datetime.fromisoformat(kept["at"])):
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return user


def is_recent(at: datetime) -> bool:
    """Return whether the password was given not long ago, by a clock that may have been set back."""
    return abs(timezone.now() - at) < limits.SECOND_STEP_WITHIN


def wanted_by(request: HttpRequest) -> str:
    """Return where the person wanted to go; the sign-in has asked whether it is here."""
    return str(request.session.get(PENDING, {}).get("next", ""))


def let_in(request: HttpRequest, user: User, factor: str) -> None:
    """Begin the session: password and second step are right."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    request.session[FACTOR] = factor
