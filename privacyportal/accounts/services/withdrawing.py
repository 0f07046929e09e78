"""How does a person lose a role, a seat or a deputyship that a review withdraws, and who takes over?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import followups, guards
from privacyportal.accounts.models import Desk, User
from privacyportal.accounts.services import requests
from privacyportal.accounts.services.handing import Successors, keeping
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.writing import locked, write


def withdraw_role(person: User, code: str, *, others: Sequence[User], reason: str, by: Actor, at: datetime) -> bool:
    """Take a role away, inside another deed; return whether the person still had it. `others` may take over.

    :raises Refused: when nobody else holds a role that somebody must hold, or none of `others` may take something over.
    """
    stored = locked(person)
    held = set(stored.groups.values_list("name", flat=True))
    if code not in held:
        return False
    with keeping(stored, Successors(others=tuple(others)), moves=True, reason=reason, by=by, at=at):
        requests.give(stored, held, held - {code}, by, at)
    return True


def withdraw_seat(person: User, code: str, *, others: Sequence[User], reason: str, by: Actor, at: datetime) -> bool:
    """Take a seat at a desk away, inside another deed; return whether the person still had it.

    :raises Refused: when nobody else sits there, or none of `others` may take over what rests on it.
    """
    desk = Desk.objects.select_for_update().filter(code=code, members=person).first()
    if desk is None:
        return False
    alone = [] if desk.can_do_without(person) else [desk.code]
    refuse_if([guards.somebody_takes_over(str(_("Seat at a desk")), alone, field="")], obj=person)
    with keeping(person, Successors(others=tuple(others)), moves=True, reason=reason, by=by, at=at):
        desk.members.remove(person)
    changes = {"members_removed": [person.username]}
    trail.record(action="accounts.desk_changed", obj=desk, by=by, at=at, changes=changes, reason=reason)
    return True


def withdraw_deputyship(person: User, code: str, *, reason: str, by: Actor, at: datetime) -> bool:
    """Let a person stand in no more for whom `code` names, inside another deed; return whether they still did."""
    absent = User.objects.filter(username=code, deputy=person).first()
    if absent is None:
        return False
    stored = write(locked(absent), deputy=None)
    changes = {"deputy": [person.username, None]}
    trail.record(action="accounts.user_changed", obj=stored, by=by, at=at, changes=changes, reason=reason)
    followups.deputy_changed(person=stored, by=by, at=at)
    return True
