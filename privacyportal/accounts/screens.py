"""Who sits at the screen?"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from privacyportal.accounts.models import User


def staff(user: AbstractBaseUser | None) -> User:
    """Return an account as what it is here.

    :raises PermissionDenied: when it is nobody's.
    """
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def person_at(request: HttpRequest) -> User:
    """Return the member of staff whose request it is.

    :raises PermissionDenied: when nobody is signed in.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
