"""How does a person get, renew and give up the secret address of their deadlines, and whose address is it?"""

import hashlib
import secrets
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import OWN
from privacyportal.clocks.models import CalendarFeed

TOKEN_BYTES = 32


@deed(right=OWN, on="user", words=gettext_lazy("Calendar subscription made"))
def make(*, user: User, by: Actor, at: datetime) -> str:
    """Make a new secret for a person's feed and return it, the only time it can be read; an older one ends."""
    owner: User = User.objects.select_for_update().get(pk=user.pk)
    replaced = CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(user=user, token_hash=hash_of(token), created_at=at, epoch=owner.epoch)
    action = "clocks.feed_renewed" if replaced else "clocks.feed_made"
    trail.record(action=action, obj=feed, by=by, at=at, changes={"user": user.username})
    return token


@deed(right=OWN, on="user", words=gettext_lazy("Calendar subscription ended"))
def revoke(*, user: User, by: Actor, at: datetime) -> None:
    """End a person's feed; calendar programs that still ask for it find nothing.

    :raises Conflict: when there is none.
    """
    feed = CalendarFeed.objects.active().filter(user=user).first()
    if feed is None or not CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict(_("There is no calendar subscription to end."))
    trail.record(action="clocks.feed_revoked", obj=feed, by=by, at=at, changes={"user": user.username})


def reader_of(token: str, *, at: datetime) -> User | None:
    """Return the person whose deadlines a secret opens, or None; once a day it is noted that it was used."""
    feed = CalendarFeed.objects.active().filter(token_hash=hash_of(token)).select_related("user").first()
    if feed is None:
        return None
    today = tokyo_day(at)
    if feed.last_used_on != today:
        stale = Q(last_used_on=None) | Q(last_used_on__lt=today)
        CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_used_on=today)
    reader: User = feed.user
    return reader


def hash_of(token: str) -> str:
    """Return what is stored of a secret: it is random, so that a plain hash keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()
