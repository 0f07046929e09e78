"""Who has taken the first step of the sign-in and still owes the second? Kept in the session, for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from privacyportal.accounts import limits
from privacyportal.accounts.models import User

PENDING = "accounts.pending"
# With what the second step was taken; a session without it was begun with a password alone.
FACTOR = "accounts.factor"
# Whether the provider said who it is: it may remember the person when they have signed out here.
BY_PROVIDER = "accounts.by_provider"
# When the person last did something; counted in `idling`.
SEEN_AT = "accounts.seen_at"
BACKEND = "privacyportal.accounts.backends.PortalBackend"


def put_off(request: HttpRequest, user: User, wanted: str, *, by_provider: bool = False) -> None:
    """Remember who has taken the first step, and where they want to go; whoever was signed in here before is no more.

    The first step is the password, or the word of the firm's provider.
    """
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": wanted,
        "by_provider": by_provider,
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


def let_in(request: HttpRequest, user: User, factor: str, *, by_provider: bool = False) -> None:
    """Begin the session: whatever is asked for has been shown."""
    kept = request.session.pop(PENDING, {})
    begin(request, user)
    request.session[FACTOR] = factor
    request.session[BY_PROVIDER] = by_provider or kept.get("by_provider", False)


def begin(request: HttpRequest, user: User) -> None:
    """Begin a session that ends PORTAL_SESSION_SECONDS later, whatever the person does until then.

    Its key is a new one, also where the same person was signed in here already.
    """
    if request.user.is_authenticated:
        request.session.cycle_key()
    login(request, user, backend=BACKEND)
    now = timezone.now()
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[SEEN_AT] = now.isoformat()
