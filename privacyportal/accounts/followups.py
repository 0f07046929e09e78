"""What follows, in the same transaction, when somebody's deputy changes? Rooms that grant deputies rights say so."""

from datetime import datetime
from typing import Protocol

from privacyportal.accounts.models import User


class Followup(Protocol):
    """What a room does when a person has another deputy, or none any more."""

    def __call__(self, *, person: User, by: User | None, at: datetime) -> object:
        """Bring the room's grants in line with the person's deputy as stored."""


_followups: list[Followup] = []


def register(followup: Followup) -> None:
    """Name what follows; called from a room's `followups.py`."""
    _followups.append(followup)


def deputy_changed(*, person: User, by: User | None, at: datetime) -> None:
    """Do what every room named."""
    for followup in _followups:
        followup(person=person, by=by, at=at)
