"""What may a person decide about a single reminder: hold it back, let it go, send it now, or not at all?"""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.clocks.models import Level, Notice
from privacyportal.clocks.states import ClockState, Outcome, Reason

GONE = _("This step has been dealt with meanwhile.")


@deed
def hold(*, level: Level, reason: str, by: AbstractBaseUser, at: datetime) -> None:
    """Hold back a step that is still to come: it will be recorded when it falls due, and mail nobody until released.

    :raises Conflict: when it has fallen due or was already held.
    """
    open_level = Level.objects.filter(pk=level.pk, recorded_at=None, held_at=None, fire_at__isnull=False)
    if not open_level.update(held_at=at, hold_reason=reason):
        raise Conflict(GONE)
    _record("clocks.level_held", level, by, at, reason)


@deed
def release(*, level: Level, by: AbstractBaseUser, at: datetime) -> None:
    """Let a step go that was held back; if it has fallen due meanwhile, the next sweep sends it.

    :raises Conflict: when it is not held.
    """
    let_go = Level.objects.filter(pk=level.pk, held_at__isnull=False).update(held_at=None, hold_reason="")
    fallen = _notices(level).filter(outcome=Outcome.HELD).update(outcome=Outcome.PENDING, reason=Reason.RELEASED)
    if not (let_go or fallen):
        raise Conflict(GONE)
    _record("clocks.level_released", level, by, at)


@deed
def send_now(*, level: Level, by: AbstractBaseUser, at: datetime) -> None:
    """Send a step's mail at once instead of at its moment; the step counts as fallen due and never falls due again.

    :raises Conflict: when it has fallen due already, or its clock does not run.
    """
    running = Level.objects.filter(
        pk=level.pk, recorded_at=None, clock__state=ClockState.RUNNING, clock__generation=F("generation")
    )
    row = running.select_for_update(of=("self",)).select_related("clock").first()
    if row is None:
        raise Conflict(GONE)
    Notice.objects.create(
        clock=row.clock,
        generation=row.generation,
        level=row.code,
        role=row.role,
        fire_at=at,
        due_at=row.clock.due_at,
        at_once=True,
        reason=Reason.RELEASED,
        recorded_at=at,
    )
    Level.objects.filter(pk=row.pk).update(recorded_at=at, fire_at=at, held_at=None, hold_reason="")
    _record("clocks.level_sent_now", level, by, at)


@deed
def drop(*, level: Level, reason: str, by: AbstractBaseUser, at: datetime) -> None:
    """Decide that a step held back after falling due is not sent at all, for a written reason.

    :raises Conflict: when nothing of it is held back.
    """
    dropped = (
        _notices(level)
        .filter(outcome__in=[Outcome.HELD, Outcome.BRAKED])
        .update(outcome=Outcome.SUPPRESSED, reason=Reason.DROPPED, settled_at=at)
    )
    if not dropped:
        raise Conflict(GONE)
    _record("clocks.notice_dropped", level, by, at, reason)


def _notices(level: Level) -> QuerySet[Notice]:
    return Notice.objects.filter(
        clock_id=level.clock_id, generation=level.generation, level=level.code, role=level.role
    )


def _record(action: str, level: Level, by: AbstractBaseUser, at: datetime, reason: str = "") -> None:
    clock = level.clock
    changes = {"duty": clock.duty, "level": level.code, "role": level.role}
    trail.record(action=action, reference=clock.reference.number, by=by, at=at, changes=changes, reason=reason)
