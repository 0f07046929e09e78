"""Who signed in, who signed out, and who tried in vain?

Django's sign-in signals are used here, and nowhere else: every way in (login page, a later second factor, a test)
passes through them, while a login form of our own would miss the ways that do not use it.
"""

from collections.abc import Mapping

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Staff


def connect() -> None:
    """Begin to listen; safe to repeat."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="accounts.sign_in_failed")


def signed_in(sender: object, user: User, **kwargs: object) -> None:
    """Record that a person has signed in."""
    trail.record(action="accounts.signed_in", obj=user, by=Staff(user), at=timezone.now())


def signed_out(sender: object, user: User | None, **kwargs: object) -> None:
    """Record that a person has signed out; a session that had ended already has nobody to name."""
    if user is not None:
        trail.record(action="accounts.signed_out", obj=user, by=Staff(user), at=timezone.now())


def sign_in_failed(
    sender: object, credentials: Mapping[str, object], request: HttpRequest | None = None, **kwargs: object
) -> None:
    """Record a failed attempt; what was typed is kept only where it names an account, for it may be a password."""
    username = str(credentials.get("username", ""))
    user = User.objects.filter(username__iexact=username).first()
    changes = {"account": user.username if user else "", "is_known": user is not None}
    trail.record(action="accounts.sign_in_failed", obj=user, by=PORTAL, at=timezone.now(), changes=changes)


connect()
