"""What has fallen due and is not recorded? Found in set-based SQL, so that a missed day or two sweeps at once lose
and double nothing: what decides is that the moment has passed and no record stands, never a window of time."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from privacyportal.clocks import braking, dispatching, services
from privacyportal.clocks.models import Level, Notice, SweepRun
from privacyportal.clocks.states import OPEN, Outcome, Reason
from privacyportal.notifications import releasing

# Of all steps of one clock that fell due, only the last is mailed; the others are recorded as replaced (E5).
RECORD = """
INSERT INTO clocks_notice
    (clock_id, generation, level, role, fire_at, due_at, at_once, outcome, reason, error, recorded_at, settled_at,
     sweep_id)
SELECT fallen.clock_id, fallen.generation, fallen.code, fallen.role, fallen.fire_at, fallen.due_at, fallen.at_once,
       CASE WHEN fallen.place < fallen.last_place THEN %(superseded)s
            WHEN fallen.held_at IS NOT NULL THEN %(held)s ELSE %(pending)s END,
       CASE WHEN fallen.place < fallen.last_place THEN %(later_step)s ELSE '' END,
       '', %(now)s,
       CASE WHEN fallen.place < fallen.last_place THEN %(now)s ELSE NULL END,
       %(sweep)s
FROM (
    SELECT level.clock_id, level.generation, level.code, level.role, level.fire_at, level.at_once, level.held_at,
           clock.due_at, level.id, level."order" AS place,
           MAX(level."order") OVER (PARTITION BY level.clock_id, level.generation) AS last_place
    FROM clocks_level level
    JOIN clocks_clock clock ON clock.id = level.clock_id AND clock.generation = level.generation
    WHERE level.recorded_at IS NULL AND level.fire_at <= %(at)s AND clock.state = 'running'
) fallen
WHERE true
ORDER BY fallen.id
ON CONFLICT DO NOTHING
"""
# Only levels whose notice stands: one that appears between the two statements waits for the next sweep.
MARK = """
UPDATE clocks_level SET recorded_at = %(now)s
WHERE recorded_at IS NULL AND fire_at <= %(at)s AND EXISTS (
    SELECT 1 FROM clocks_notice notice
    WHERE notice.clock_id = clocks_level.clock_id AND notice.generation = clocks_level.generation
      AND notice.level = clocks_level.code AND notice.role = clocks_level.role
)
"""


def sweep(*, at: datetime) -> SweepRun:
    """Record every step that fell due up to `at`, prepare the mails, and leave a row that says so.

    Safe to run twice, twice at once, and after any pause.
    """
    services.recalculate(at=at)
    oldest = Level.objects.fallen_due(at).aggregate(oldest=Min("fire_at"))["oldest"]
    lag = int((at - oldest).total_seconds()) if oldest else 0
    run = SweepRun.objects.create(at=at, started_at=timezone.now(), lag_seconds=lag)
    record_fallen_due(run=run, at=at)
    settle_moot(at=at)
    limits = braking.limits()
    braking.brake(run=run, limits=limits)
    done = dispatching.dispatch(at=at)
    released = releasing.release(at=at, most_per_person=limits.brake_per_person)
    braking.tell(run=run, people=released.braked, limits=limits, at=at)
    _close(run, done)
    return run


@transaction.atomic
def record_fallen_due(*, run: SweepRun, at: datetime) -> None:
    """Insert one notice for each step that fell due without one, then mark those steps."""
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "at": adapt(at),
        "now": adapt(at),
        "pending": Outcome.PENDING.value,
        "held": Outcome.HELD.value,
        "superseded": Outcome.SUPERSEDED.value,
        "later_step": Reason.LATER_STEP.value,
        "sweep": run.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD, values)
        cursor.execute(MARK, {"now": values["now"], "at": values["at"]})


def settle_moot(*, at: datetime) -> int:
    """Settle what is held back although its deadline has been met, moved or paused meanwhile (E12); return how many."""
    held = Notice.objects.filter(outcome__in=[Outcome.HELD, Outcome.BRAKED])
    moved = held.filter(~Q(clock__generation=F("generation")))
    ended = held.exclude(clock__state__in=OPEN)
    return _suppress(moved, Reason.MOVED, at) + _suppress(ended, Reason.SETTLED, at)


def _suppress(notices: QuerySet[Notice], reason: Reason, at: datetime) -> int:
    keys = notices.values_list("pk", flat=True)
    return Notice.objects.filter(pk__in=list(keys)).update(outcome=Outcome.SUPPRESSED, reason=reason, settled_at=at)


def _close(run: SweepRun, done: dispatching.Dispatched) -> None:
    counts = run.notices.aggregate(all=Count("pk"), superseded=Count("pk", filter=Q(outcome=Outcome.SUPERSEDED)))
    run.recorded, run.superseded = counts["all"], counts["superseded"]
    run.queued, run.suppressed = done.mails, done.outcomes[Outcome.SUPPRESSED]
    run.failed = done.outcomes[Outcome.FAILED] + done.outcomes[Outcome.NOBODY]
    run.ended_at = timezone.now()
    run.save()


def recorded(run: SweepRun) -> list[Notice]:
    """The notices of one sweep, in the order of their limits, with what is needed to print them."""
    return list(run.notices.select_related("clock__reference").order_by("fire_at", "pk"))
