"""In which browsers is a person signed in, and how does a session end before its time?

A session ends by its row in Django's table: the next request that shows its key finds nothing, and a request that is
under way cannot bring it back.
"""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import followups, guards, limits, rights
from privacyportal.accounts.lifetimes import allowed, whole
from privacyportal.accounts.models import KnownPlace, OpenSession, User
from privacyportal.accounts.programs import Place
from privacyportal.accounts.services import requests
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.rights import OWN
from privacyportal.backoffice.writing import locked, write

# What stands for places that are forgotten: nobody signs in from there.
NOWHERE = "-"


def open_of(user: User, *, at: datetime) -> list[OpenSession]:
    """Return the sessions that would open something in the person's name at that moment, the newest first."""
    if not user.is_active:
        return []
    rows = OpenSession.objects.filter(
        user=user, epoch=user.epoch, began_at__gt=at - allowed(user), session__expire_date__gt=at
    )
    # What no key of the portal opens any more lets nobody in either.
    return [row for row in rows.select_related("session") if row.last_used_at is not None]


@transaction.atomic
def note(
    *, user: User, session: SessionBase, place: Place, factor: str, by_provider: bool, at: datetime
) -> OpenSession:
    """Remember a session that has just begun; tell the person where nobody signed in as them from there before."""
    if session.session_key is None:
        session.create()
    told = {"address": place.address, "browser": place.browser, "system": place.system}
    row = OpenSession.objects.create(
        user=user,
        session_id=str(session.session_key),
        epoch=user.epoch,
        began_at=at,
        factor=factor,
        by_provider=by_provider,
        **told,
    )
    is_first = not user.known_places.exists()
    _known, is_new = KnownPlace.objects.update_or_create(user=user, mark=mark_of(place), defaults={"last_seen_at": at})
    if is_new and not is_first:
        followups.signed_in_elsewhere(person=user, session=row, at=at)
    return row


def forget_places(user: User, *, at: datetime) -> None:
    """Forget, inside another deed, from where a person signed in; the next sign-in is told, wherever it comes from."""
    if user.known_places.all().delete()[0]:
        KnownPlace.objects.create(user=user, mark=NOWHERE, last_seen_at=at)


def carry(row: OpenSession, *, key: str, epoch: int) -> OpenSession:
    """Let a session go on under a new key after all others have ended; its former key has taken its row along."""
    row.pk, row.session_id, row.epoch = None, key, epoch
    return OpenSession.objects.bulk_create([row])[0]


def of_key(key: str | None) -> OpenSession | None:
    """Return the row of the session that a key opens."""
    return OpenSession.objects.filter(session=key).first() if key else None


@deed(right=OWN, on="user", words=gettext_lazy("ending of one session"))
def end_session(*, user: User, session: OpenSession, by: Actor, at: datetime) -> None:
    """End one of one's own sessions.

    :raises Conflict: when it is another's, or has ended meanwhile.
    """
    if session.user_id != user.pk:
        raise Conflict(_("It is another person's session."))
    if not Session.objects.filter(open_session=session.pk).delete()[0]:
        raise Conflict(_("The session has ended already."))
    trail.record(action="accounts.session_ended", obj=user, by=by, at=at, changes=_told(session))


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("ending of all sessions of an account"), by_portal=True)
def end_sessions(*, user: User, reason: str, by: Actor, at: datetime) -> int:
    """End all sessions, calendar feed and links of another person, who is told by mail; return how many sessions.

    :raises Refused: for one's own account (one ends one's own oneself), or one outside the roles.
    """
    own = guards.own_account(is_own=by.account == user, changed=["sessions"])
    refuse_if([own, requests.outside(user, by)], obj=user)
    stored = locked(user)
    count = len(open_of(stored, at=at))
    write(stored, epoch=stored.epoch + 1)
    Session.objects.filter(open_session__user=stored).delete()
    trail.record(action="accounts.sessions_ended", obj=stored, by=by, at=at, changes={"sessions": count}, reason=reason)
    followups.sessions_ended(person=stored, by=by, at=at)
    user.refresh_from_db()
    return count


def run_out(*, user: User, at: datetime) -> None:
    """Tell the trail that a session has ended because its time was over."""
    trail.record(action="accounts.session_over", obj=user, by=PORTAL, at=at)


def forget_ended(*, at: datetime) -> None:
    """Delete sessions that have run out or ended with a fresh start of their account, and places long unused."""
    ended = OpenSession.objects.exclude(epoch=F("user__epoch"))
    Session.objects.filter(open_session__in=ended).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    OpenSession.objects.filter(began_at__lte=at - whole()).delete()
    KnownPlace.objects.filter(last_seen_at__lt=at - limits.PLACE_KEPT).delete()


def mark_of(place: Place) -> str:
    """Return what is kept of a place: nobody reads an address from it."""
    said = f"{place.address} {place.browser} {place.system}"
    return salted_hmac("accounts.known_place", said, algorithm="sha256").hexdigest()


def _told(session: OpenSession) -> dict[str, object]:
    return {"began_at": session.began_at.isoformat(), "browser": session.browser, "system": session.system}
