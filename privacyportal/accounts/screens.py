"""Who sits at the screen?"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from privacyportal.accounts.models import User


def person_at(request: HttpRequest) -> User:
    """Return the member of staff whose request it is.

    :raises PermissionDenied: when nobody is signed in.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
