"""Who may do a deed, on which record?

A right is named once, where a deed is declared; the deed insists on it for every actor and door, and what screens
offer derives from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from privacyportal.audit.actors import Actor

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

type Personal = Callable[["User", models.Model], bool]


@dataclass(frozen=True)
class Right:
    """One right: any of its `permissions`, held by role or on the record, or `personally` by what the record says.

    `personally` is asked of the account and the record only where there is a record: the owner of a corrective
    action reports on it, whoever is in charge of a vendor answers its assessment. `by_deputy` says that whoever stands
    in for such a person does it for them; a pledge is one's own alone.
    """

    permissions: tuple[str, ...]
    personally: Personal | None = None
    by_deputy: bool = False

    def held_by(self, actor: Actor, obj: models.Model | None = None) -> bool:
        """Return whether the actor holds the right, on the record where one is given."""
        if any(actor.holds(permission, obj) for permission in self.permissions):
            return True
        account, absent = actor.account, actor.stands_for
        if self.personally is None or account is None or obj is None or not account.is_active:
            return False
        asked = (account, absent) if self.by_deputy and absent is not None else (account,)
        return any(self.personally(person, obj) for person in asked)

    def __str__(self) -> str:
        return " | ".join(self.permissions) or "personal"


def right(*permissions: str, personally: Personal | None = None, by_deputy: bool = False) -> Right:
    """Return the right that any of these permissions gives, or what the record says of a person."""
    return Right(permissions, personally, by_deputy)


def _is_own(user: "User", obj: models.Model) -> bool:
    return obj == user


# What people settle for themselves: the record is their own account.
OWN = right(personally=_is_own)
# Nobody's to do by itself: it follows from another deed, or from time, in the name of whoever did that deed.
FOLLOWS = right()
