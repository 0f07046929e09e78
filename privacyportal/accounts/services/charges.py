"""How do supervision, deputyship, headship and a seat at a desk change hands, when somebody leaves or moves?"""

from datetime import datetime

from privacyportal.accounts import followups
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.writing import locked, write


def give_supervision(record: User, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> User:
    """Put somebody under another supervisor."""
    stored = write(locked(record), manager=to)
    changes = {"manager": [person.username, to.username if to else None]}
    trail.record(action="accounts.user_changed", obj=stored, by=by, at=at, changes=changes, reason=reason)
    return stored


def give_deputyship(record: User, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> User:
    """Let another person stand in for somebody; what rests on their deputy follows."""
    stored = write(locked(record), deputy=to)
    changes = {"deputy": [person.username, to.username if to else None]}
    trail.record(action="accounts.user_changed", obj=stored, by=by, at=at, changes=changes, reason=reason)
    followups.deputy_changed(person=stored, by=by, at=at)
    return stored


def give_department(
    record: Department, *, person: User, to: User | None, reason: str, by: Actor, at: datetime
) -> Department:
    """Let another person head a department."""
    stored = write(locked(record), head=to)
    changes = {"head": [person.username, to.username if to else None]}
    trail.record(action="accounts.department_changed", obj=stored, by=by, at=at, changes=changes, reason=reason)
    return stored


def give_seat(record: Desk, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> Desk:
    """Take a person's seat at a desk; another sits there where one is named, and did not before."""
    stored = locked(record)
    stored.members.remove(person)
    changes = {"members_removed": [person.username]}
    if to is not None and not stored.members.filter(pk=to.pk).exists():
        stored.members.add(to)
        changes["members_added"] = [to.username]
    trail.record(action="accounts.desk_changed", obj=stored, by=by, at=at, changes=changes, reason=reason)
    return stored
