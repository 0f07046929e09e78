"""Who works here, and what is kept of how they sign in?"""

from privacyportal.accounts.models.people import AccountRequest, Department, Desk, PortalUserManager, User, UserQuerySet
from privacyportal.accounts.models.signing import FormerPassword, SignInCount

__all__ = [
    "AccountRequest",
    "Department",
    "Desk",
    "FormerPassword",
    "PortalUserManager",
    "SignInCount",
    "User",
    "UserQuerySet",
]
