"""Who has to wait before trying to sign in again? Asked before a password is hashed, for known and unknown names alike.

An attempt is counted before it is judged and taken back when it was right: of many at the same moment no more are
judged than the limit allows.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import guards, limits, rights
from privacyportal.accounts.models import SignInCount, User
from privacyportal.accounts.persons import folded
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if

Kind = SignInCount.Kind
MOST = {Kind.NAME: limits.TRIES_PER_NAME, Kind.CODE: limits.TRIES_PER_NAME, Kind.ADDRESS: limits.TRIES_PER_ADDRESS}


def key_of(kind: Kind, value: str) -> str:
    """Return what is stored of a name or address."""
    return salted_hmac(f"accounts.sign_in.{kind}", folded(value), algorithm="sha256").hexdigest()


def held_until(*, name: str, address: str, at: datetime, kind: Kind = Kind.NAME) -> datetime | None:
    """Return until when attempts under this name, or from this address, are turned away; None when they are judged."""
    held = [row.held_until for row in _holding(name, address, at, kind) if row.held_until is not None]
    return max(held, default=None)


def turn_away(*, name: str, address: str, at: datetime, kind: Kind = Kind.NAME) -> None:
    """Count an attempt that was not judged, and tell the trail: the first at once, those of a flood together."""
    for row in _holding(name, address, at, kind):
        SignInCount.objects.filter(pk=row.pk).update(turned_away=F("turned_away") + 1)
        _tell(row.pk, name, at)


@transaction.atomic
def enter(*, name: str, address: str, at: datetime, kind: Kind = Kind.NAME) -> bool:
    """Count an attempt under a name before it is judged; return whether it may be."""
    if _holding(name, address, at, kind):
        return False
    return _add(kind, name, at)


@transaction.atomic
def fail(*, address: str, at: datetime) -> None:
    """Count an attempt that was judged and wrong against the address it came from."""
    if address:
        _add(Kind.ADDRESS, address, at)


def succeed(*, name: str, kind: Kind = Kind.NAME) -> None:
    """Forget the attempts under a name: this one was right."""
    SignInCount.objects.filter(kind=kind, key=key_of(kind, name)).delete()


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("release of a held sign-in"), by_portal=True)
def release_sign_in(*, user: User, reason: str, by: Actor, at: datetime) -> User:
    """Let a person try again before the time is over; a second person does it.

    :raises Refused: for one's own account.
    :raises Conflict: when nothing is held.
    """
    refuse_if([guards.own_account(is_own=by.account == user, changed=["sign_in"])], obj=user)
    keys = [key_of(kind, user.username) for kind in (Kind.NAME, Kind.CODE)]
    held = SignInCount.objects.filter(key__in=keys, held_until__gt=at)
    tell_rest(held, at=at)
    if not held.delete()[0]:
        raise Conflict(_("Nothing is held: the person may try."))
    trail.record(action="accounts.sign_in_released", obj=user, by=by, at=at, reason=reason)
    return user


def tend(*, at: datetime) -> int:
    """Tell the trail of what was turned away and not told yet; forget old counts, and return how many."""
    tell_rest(SignInCount.objects.all(), at=at)
    old = Q(began_at__lt=at - limits.COUNT_KEPT) & (Q(held_until=None) | Q(held_until__lt=at))
    return SignInCount.objects.filter(old).delete()[0]


def tell_rest(rows: models.QuerySet[SignInCount], *, at: datetime) -> None:
    """Tell the trail, in one go, of every attempt that was turned away and is not told yet."""
    with transaction.atomic():
        waiting = list(rows.filter(told__lt=F("turned_away")).select_for_update())
        entries = [_entry(row, None) for row in waiting]
        if entries:
            trail.record_many(entries, by=PORTAL, at=at)
        for row in waiting:
            row.told, row.told_at = row.turned_away, at
        SignInCount.objects.bulk_update(waiting, ["told", "told_at"])


def _holding(name: str, address: str, at: datetime, kind: Kind) -> list[SignInCount]:
    asked = Q(kind=kind, key=key_of(kind, name))
    if address:
        asked |= Q(kind=Kind.ADDRESS, key=key_of(Kind.ADDRESS, address))
    # No hold is longer than HOLD: after a clock that went back nobody waits for a day that was never meant.
    return list(SignInCount.objects.filter(asked, held_until__gt=at, held_until__lte=at + limits.HOLD))


def _add(kind: Kind, value: str, at: datetime) -> bool:
    """Count one attempt; return False where it came too late, for another has used up the last."""
    row, _made = SignInCount.objects.select_for_update().get_or_create(
        kind=kind, key=key_of(kind, value), defaults={"began_at": at}
    )
    is_over = row.held_until is not None and not at < row.held_until <= at + limits.HOLD
    if is_over or not at - limits.WINDOW < row.began_at <= at:
        row.tries, row.began_at, row.held_until = 0, at, None
    if row.held_until is not None:
        return False
    row.tries += 1
    if row.tries >= MOST[kind]:
        row.held_until = at + limits.HOLD
    row.save(update_fields=["tries", "began_at", "held_until"])
    return True


@transaction.atomic
def _tell(pk: int, name: str, at: datetime) -> None:
    due = Q(told_at=None) | Q(told_at__lte=at - limits.TOLD_EVERY) | Q(told_at__gt=at)
    row = SignInCount.objects.select_for_update().filter(due, pk=pk, told__lt=F("turned_away")).first()
    if row is None:
        return
    user = User.objects.filter(username__iexact=name).first() if row.kind != Kind.ADDRESS else None
    trail.record_many([_entry(row, user)], by=PORTAL, at=at)
    SignInCount.objects.filter(pk=pk).update(told=row.turned_away, told_at=at)


def _entry(row: SignInCount, user: User | None) -> trail.Entry:
    changes = {"held": row.kind, "attempts": row.turned_away - row.told, "mark": row.key[:12]}
    if user is not None:
        changes["account"] = user.username
    return trail.Entry(action="accounts.sign_in_throttled", obj=user, changes=changes)
