"""Is this the person's password? Judged only where nobody has to wait, and every wrong one is remembered."""

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.services import throttling
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL


class PortalBackend(ModelBackend):
    """Names and passwords, behind the limits of `accounts.limits`: whatever asks for a password passes here."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> User | None:
        """Return whose name and password these are, or None.

        :raises PermissionDenied: when there were too many attempts: nothing was hashed, and nobody else is asked.
        """
        if username is None or password is None:
            return None
        address, at = address_of(request), timezone.now()
        if not throttling.enter(name=username, address=address, at=at):
            throttling.turn_away(name=username, address=address, at=at)
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password)
        if isinstance(user, User):
            throttling.succeed(name=username)
            return user
        throttling.fail(address=address, at=at)
        _remember(username)
        return None


def _remember(username: str) -> None:
    """Record a failed attempt; what was typed is kept only where it names an account, for it may be a password."""
    user = User.objects.filter(username__iexact=username).first()
    changes = {"account": user.username if user else "", "is_known": user is not None}
    trail.record(action="accounts.sign_in_failed", obj=user, by=PORTAL, at=timezone.now(), changes=changes)
