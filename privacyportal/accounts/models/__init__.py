"""Who works here, and what is kept of how they sign in?"""

from privacyportal.accounts.models.factors import CodeGenerator, Passkey, RecoveryCode
from privacyportal.accounts.models.handing import Handover
from privacyportal.accounts.models.people import AccountRequest, Department, Desk, PortalUserManager, User, UserQuerySet
from privacyportal.accounts.models.provider import ProviderLink
from privacyportal.accounts.models.sessions import KnownPlace, OpenSession
from privacyportal.accounts.models.signing import FormerPassword, SignInCount

__all__ = [
    "AccountRequest",
    "CodeGenerator",
    "Department",
    "Desk",
    "FormerPassword",
    "Handover",
    "KnownPlace",
    "OpenSession",
    "Passkey",
    "PortalUserManager",
    "ProviderLink",
    "RecoveryCode",
    "SignInCount",
    "User",
    "UserQuerySet",
]
