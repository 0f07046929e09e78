"""Who has taken the first step of the sign-in and still owes the second? Kept in the session, for a while."""

from datetime import datetime

from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from privacyportal.accounts import kept, limits
from privacyportal.accounts.lifetimes import whole
from privacyportal.accounts.models import User
from privacyportal.accounts.models.sessions import BEGAN_AT, SEEN_AT
from privacyportal.accounts.programs import place_of
from privacyportal.accounts.services import sessions

PENDING = "accounts.pending"
# With what the second step was taken; a session without it was begun with a password alone.
FACTOR = "accounts.factor"
# Whether the provider said who it is: it may remember the person when they have signed out here.
BY_PROVIDER = "accounts.by_provider"
BACKEND = "privacyportal.accounts.backends.PortalBackend"


def put_off(request: HttpRequest, user: User, wanted: str, *, by_provider: bool = False) -> None:
    """Remember who has taken the first step, and where they want to go; whoever was signed in here before is no more.

    The first step is the password, or the word of the firm's provider.
    """
    waiting = kept.waiting(request)
    request.session.flush()
    kept.wait_on(request, waiting)
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": wanted,
        "by_provider": by_provider,
    }


def person_waiting(request: HttpRequest) -> User | None:
    """Return who owes the second step here; nobody when it took too long, or the account has changed meanwhile."""
    owed = request.session.get(PENDING)
    if not owed or not is_recent(datetime.fromisoformat(owed["at"])):
        return None
    user = User.objects.filter(pk=owed["user"], is_active=True).first()
    if user is None or not constant_time_compare(owed["hash"], user.get_session_auth_hash()):
        return None
    return user


def is_recent(at: datetime) -> bool:
    """Return whether the password was given not long ago, by a clock that may have been set back."""
    return abs(timezone.now() - at) < limits.SECOND_STEP_WITHIN


def wanted_by(request: HttpRequest) -> str:
    """Return where the person wanted to go; the sign-in has asked whether it is here."""
    return str(request.session.get(PENDING, {}).get("next", ""))


def let_in(request: HttpRequest, user: User, factor: str, *, by_provider: bool = False) -> None:
    """Begin the session: whatever is asked for has been shown.

    It ends when it has lasted as long as the person's roles allow, whatever they do until then. Its key is a new one,
    also where the same person was signed in here already.
    """
    owed = request.session.pop(PENDING, {})
    by_provider = by_provider or owed.get("by_provider", False)
    if request.user.is_authenticated:
        request.session.cycle_key()
    login(request, user, backend=BACKEND)
    at = timezone.now()
    request.session.set_expiry(at + whole() + limits.KNOWN_AFTERWARDS)
    request.session.update({FACTOR: factor, BY_PROVIDER: by_provider})
    request.session.update({BEGAN_AT: at.isoformat(), SEEN_AT: at.isoformat()})
    kept.leave_only(request, user)
    place = place_of(request)
    sessions.note(user=user, session=request.session, place=place, factor=factor, by_provider=by_provider, at=at)


def go_on(request: HttpRequest, user: User) -> None:
    """Let this session go on, with a new key, after everything else of the person has ended."""
    row = sessions.of_key(request.session.session_key)
    update_session_auth_hash(request, user)
    kept.carry(request, user)
    if row is not None:
        sessions.carry(row, key=str(request.session.session_key), epoch=user.epoch)
