"""Who signed in, and who signed out? Who tried in vain, `backends` says.

Django's sign-in signals are used here, and nowhere else: every way in (login page, a later second factor, a test)
passes through them, while a login form of our own would miss the ways that do not use it.
"""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.confirming import confirm


def connect() -> None:
    """Begin to listen; safe to repeat."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")


def signed_in(sender: object, user: User, request: HttpRequest, **kwargs: object) -> None:
    """Record that a person has signed in, and with it that it is they at the screen."""
    confirm(request)
    trail.record(action="accounts.signed_in", obj=user, by=Staff(user), at=timezone.now())


def signed_out(sender: object, user: User | None, **kwargs: object) -> None:
    """Record that a person has signed out; a session that had ended already has nobody to name."""
    if user is not None:
        trail.record(action="accounts.signed_out", obj=user, by=Staff(user), at=timezone.now())


connect()
