"""Who does a deed: a member of staff, one who stands in for another, the portal itself, somebody outside?"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


class ActorKind(StrEnum):
    """What an actor is, as the trail keeps it."""

    STAFF = "staff"
    DEPUTY = "deputy"
    PORTAL = "portal"
    OUTSIDER = "outsider"


@runtime_checkable
class Numbered(Protocol):
    """A record that people speak of by a number, its own or that of what it belongs to."""

    @property
    def reference(self) -> object:
        """Return the number; its words are what people say."""


class Actor(ABC):
    """Who does a deed. Its words (`str`) are what history, trail and mail show."""

    kind: ActorKind

    @property
    def account(self) -> "User | None":
        """Return the account that a row names as its author; None where no account acted."""
        return None

    @property
    def stands_for(self) -> "User | None":
        """Return the absent person for whom the account acts; None where it acts for itself."""
        return None

    @property
    @abstractmethod
    def name(self) -> str:
        """Return the name that the trail keeps beside the key; empty for the portal."""

    @abstractmethod
    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return whether the actor holds a permission by role, or personally on this record."""

    def is_same_person(self, other: "User | None") -> bool:
        """Return whether the actor and an account are one person; four eyes compare persons, not accounts."""
        return self.account is not None and other is not None and self.account.is_same_person(other)


@dataclass(frozen=True)
class Staff(Actor):
    """A member of staff who acts for themselves."""

    user: "User"
    kind = ActorKind.STAFF

    @property
    def account(self) -> "User":
        """Return the member of staff's account."""
        return self.user

    @property
    def name(self) -> str:
        """Return the sign-in name."""
        return self.user.get_username()

    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return whether the account is open and holds the permission, by role or on this record."""
        user = self.user
        if not user.is_active:
            return False
        return user.has_perm(permission) or (is_about(permission, obj) and user.has_perm(permission, obj))

    def __str__(self) -> str:
        return str(self.user)


@dataclass(frozen=True)
class Deputy(Staff):
    """A member of staff who acts for an absent person.

    Their rights are those of their own role; what is given to the absent person on one record, they hold there too.
    """

    absent: "User"
    kind = ActorKind.DEPUTY

    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return whether the deputy holds the permission, or the absent person personally on this record."""
        if super().holds(permission, obj):
            return True
        absent = self.absent
        is_given = is_about(permission, obj) and not absent.has_perm(permission) and absent.has_perm(permission, obj)
        return self.user.is_active and absent.is_active and is_given

    @property
    def stands_for(self) -> "User":
        """Return who is absent."""
        return self.absent

    def __str__(self) -> str:
        return acting_for(str(self.user), str(self.absent))


@dataclass(frozen=True)
class Portal(Actor):
    """The portal itself: what falls due, what follows, what a command of the server does."""

    kind = ActorKind.PORTAL

    @property
    def name(self) -> str:
        """Return nothing: there is one portal."""
        return ""

    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return False: what the portal may do by itself is said at each deed, not by permissions."""
        return False

    def __str__(self) -> str:
        return _("the portal")


@dataclass(frozen=True)
class Outsider(Actor):
    """Somebody outside who acts through a link: `called` as they name themselves, for `company` where there is one.

    The link is bound to one record, by its number, and grants the permissions it was made for and no other.
    """

    called: str
    reference: str
    grants: frozenset[str]
    company: str = ""
    kind = ActorKind.OUTSIDER

    @property
    def name(self) -> str:
        """Return the name, with the company where there is one."""
        return f"{self.company} {self.called}".strip()

    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return whether the link grants this, on the one record that it is bound to."""
        return permission in self.grants and obj is not None and number_of(obj) == self.reference

    def __str__(self) -> str:
        return _("%(name)s (outside, by link)") % {"name": self.name}


PORTAL = Portal()


def acting(by: "Actor | User") -> Actor:
    """Return the actor that a door names; a bare account is a member of staff who acts for themselves.

    :raises TypeError: for anything else: whoever means the portal itself says `PORTAL`.
    """
    if isinstance(by, Actor):
        return by
    if isinstance(by, models.Model):
        return Staff(by)
    raise TypeError(f"Not an actor: {by!r}; the portal itself is PORTAL.")


def acting_for(person: str, absent: str) -> str:
    """Return the words for somebody who acts for somebody."""
    return _("%(person)s for %(absent)s") % {"person": person, "absent": absent}


def is_about(permission: str, obj: models.Model | None) -> bool:
    """Return whether a permission can be held on a record: both belong to one app."""
    return obj is not None and permission.startswith(f"{obj._meta.app_label}.")


def number_of(obj: models.Model) -> str:
    """Return the number by which a record is known; empty where it has none."""
    return str(obj.reference) if isinstance(obj, Numbered) else ""
