"""How does a person leave, and return? Nobody leaves anything without somebody in charge."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import followups, guards, rights
from privacyportal.accounts.models import User
from privacyportal.accounts.services import requests, sessions
from privacyportal.accounts.services.handing import NOBODY, Successors, pass_on
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor, ActorKind
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.writing import locked


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("closing of an account"), by_portal=True)
def deactivate_user(*, user: User, reason: str, by: Actor, at: datetime, successors: Successors = NOBODY) -> User:
    """Close an account, and hand over all that the person is in charge of: nobody signs in with it any more.

    What it did stays under its name; its sessions, calendar feed and links end at once and for good, and the
    places it signed in from are known no more.

    :raises Refused: for one's own account, for the last holder of a role that somebody must hold, when something would
        be left without anybody in charge, or a successor may not have what is given to them.
    :raises Conflict: when it is closed already.
    """
    own = guards.own_account(is_own=by.account == user, changed=["is_active"])
    refuse_if([own, requests.outside(user, by)], obj=user)
    person = locked(user)
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False, epoch=F("epoch") + 1):
        raise Conflict(_("The account is closed already."))
    held = set(person.groups.values_list("name", flat=True))
    refuse_if([guards.role_kept(requests.left_without_holder(held))], obj=person)
    sessions.forget_places(person, at=at)
    person.refresh_from_db()
    count = pass_on(person, successors, reason=reason, by=by, at=at)
    changes = {"handed_over": count}
    trail.record(action="accounts.user_deactivated", obj=person, by=by, at=at, changes=changes, reason=reason)
    user.refresh_from_db()
    followups.staff_changed(person=user, by=by, at=at)
    return user


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("reopening of an account"), by_portal=True)
def reactivate_user(*, user: User, reason: str, by: Actor, at: datetime) -> User:
    """Ask a second person to agree that a closed account is opened again; the server opens it at once.

    Nothing that was open in its name before revives, and nothing that was handed over comes back.

    :raises Refused: for one's own account, or when another open account has its mail address by now.
    :raises Conflict: when it is open already, or another request for it waits.
    """
    own = guards.own_account(is_own=by.account == user, changed=["is_active"])
    refuse_if([own, requests.outside(user, by), *requests.taken(user, {"email": user.email})], obj=user)
    stored = locked(user)
    if stored.is_active:
        raise Conflict(_("The account is open already."))
    if by.kind == ActorKind.PORTAL:
        requests.reopen(stored, by=by, at=at, reason=reason)
    else:
        requests.insist_on_none(stored)
        requests.ask(stored, changes={requests.REOPENS: True}, roles=[], by=by, at=at, reason=reason)
    user.refresh_from_db()
    return user
