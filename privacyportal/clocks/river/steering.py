"""What may a person decide about a single reminder: hold it back, let it go, send it now, or not at all?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.clocks.models import Level, Notice
from privacyportal.clocks.plan import Outcome, Reason

STEER = right("clocks.steer_notice")
GONE = _("This step has been dealt with meanwhile.")


@deed(right=STEER, on="level", words=_("Reminder held back"))
def hold(*, level: Level, reason: str, by: Actor, at: datetime) -> None:
    """Hold back a step that is still to come: it will be recorded when it falls due, and mail nobody until released.

    :raises Conflict: when it has fallen due or was already held.
    """
    row = _to_come(level)
    if row.held_at is not None:
        raise Conflict(GONE)
    row.held_at, row.hold_reason = at, reason
    row.save(update_fields=["held_at", "hold_reason"])
    _record("clocks.level_held", level, by, at, reason)


@deed(right=STEER, on="level", words=_("Reminder released"))
def release(*, level: Level, by: Actor, at: datetime) -> None:
    """Let a step go that was held back; if it has fallen due meanwhile, the next sweep sends it.

    :raises Conflict: when it is not held.
    """
    let_go = Level.objects.filter(pk=level.pk, held_at__isnull=False).update(held_at=None, hold_reason="")
    fallen = Notice.objects.of_level(level).filter(outcome=Outcome.HELD)
    sent = fallen.update(outcome=Outcome.PENDING, reason=Reason.RELEASED)
    if not (let_go or sent):
        raise Conflict(GONE)
    _record("clocks.level_released", level, by, at)


@deed(right=STEER, on="level", words=_("Reminder sent at once"))
def send_now(*, level: Level, by: Actor, at: datetime) -> None:
    """Send a step's mail at once instead of at its moment; the step counts as fallen due and never falls due again.

    :raises Conflict: when it has fallen due already, or its clock does not run.
    """
    row = _to_come(level)
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


@deed(right=STEER, on="level", words=_("Reminder held back and not sent"))
def drop(*, level: Level, reason: str, by: Actor, at: datetime) -> None:
    """Decide that a step held back after falling due is not sent at all, for a written reason.

    :raises Conflict: when nothing of it is held back.
    """
    held = Notice.objects.of_level(level).filter(outcome__in=[Outcome.HELD, Outcome.BRAKED])
    if not held.update(outcome=Outcome.SUPPRESSED, reason=Reason.DROPPED, settled_at=at):
        raise Conflict(GONE)
    _record("clocks.notice_dropped", level, by, at, reason)


def _to_come(level: Level) -> Level:
    """The step, locked against a sweep, if it is still to come."""
    rows = Level.objects.to_come().filter(pk=level.pk).select_for_update(of=("self",)).select_related("clock")
    row: Level | None = rows.first()
    if row is None:
        raise Conflict(GONE)
    return row


def _record(action: str, level: Level, by: Actor, at: datetime, reason: str = "") -> None:
    clock = level.clock
    changes = {"duty": clock.duty, "level": level.code, "role": level.role}
    trail.record(action=action, reference=clock.reference.number, by=by, at=at, changes=changes, reason=reason)
