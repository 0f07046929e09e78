"""What else happens, in the same transaction, when an assessment is signed off? Rooms say so for their own subjects."""

from datetime import datetime
from typing import Protocol

from privacyportal.audit.actors import Actor
from privacyportal.checklists.models import Assessment


class Followup(Protocol):
    """What a room does once an assessment of its subject is signed off."""

    def __call__(self, *, assessment: Assessment, by: Actor, at: datetime) -> None:
        """Write what follows; a refusal undoes the sign-off."""


_followups: dict[str, Followup] = {}


def register(prefix: str, followup: Followup) -> None:
    """Name what follows for subjects whose number has this prefix; called from a room's `followups.py`."""
    _followups[prefix] = followup


def run(*, assessment: Assessment, by: Actor, at: datetime) -> None:
    """Do what the subject's room does after a sign-off; nothing where no room has named anything."""
    followup = _followups.get(assessment.subject.prefix)
    if followup is not None:
        followup(assessment=assessment, by=by, at=at)
