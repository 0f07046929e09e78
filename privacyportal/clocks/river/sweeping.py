"""What has fallen due and is not recorded? Found in set-based SQL, so that a missed day or two sweeps at once lose
and double nothing: what decides is that the moment has passed and no record stands, never a window of time."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backups.models import is_held
from privacyportal.clocks.models import Level, Notice, SweepRun
from privacyportal.clocks.plan import ClockState, Outcome, Reason
from privacyportal.clocks.river import braking, computing, dispatching, limits
from privacyportal.notifications import releasing, setback

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Two machines that sweep may differ by so much without anybody having set a clock.
CLOCKS_DIFFER = timedelta(seconds=30)
FALLEN = """level.recorded_at IS NULL AND level.fire_at <= %(at)s
    AND clock.id = level.clock_id AND clock.generation = level.generation AND clock.state = 'running'"""
STEP = """level.clock_id, level.generation, level.code, level.role, level.fire_at, level.at_once, level.held_at,
    clock.due_at, level."order" AS place"""
LAST = """FIRST_VALUE(place) OVER ladder AS last_place, FIRST_VALUE(code) OVER ladder AS last_code,
    MAX(CASE WHEN role = 'owner' THEN place END) OVER (PARTITION BY clock_id, generation) AS owners_place"""
LADDER = "WINDOW ladder AS (PARTITION BY clock_id, generation ORDER BY place DESC)"
# Of all steps of one clock that fell due, only the last is mailed, to everybody whom it tells; the others are recorded
# as replaced (E5). Where the last tells others only, the owner still hears, once, of how it stands: by their own last.
REPLACED = "place < last_place AND code <> last_code AND NOT (role = 'owner' AND place = owners_place)"
INSERT = f"""
INSERT INTO clocks_notice
    (clock_id, generation, level, role, fire_at, due_at, at_once, outcome, reason, error, recorded_at, settled_at,
     sweep_id)
SELECT clock_id, generation, code, role, fire_at, due_at, at_once,
       CASE WHEN {REPLACED} THEN %(superseded)s WHEN held_at IS NOT NULL THEN %(held)s ELSE %(pending)s END,
       CASE WHEN {REPLACED} THEN %(later_step)s ELSE '' END, '', %(at)s,
       CASE WHEN {REPLACED} THEN %(at)s END, %(sweep)s
FROM fallen WHERE true
ON CONFLICT DO NOTHING
"""  # noqa: S608  Made of this module's constants.
# Marking and recording in one statement: the rows that one sweep marks are the rows that it records.
AT_ONCE = f"""
WITH marked AS (
    UPDATE clocks_level level SET recorded_at = %(at)s FROM clocks_clock clock WHERE {FALLEN} RETURNING {STEP}
), fallen AS (SELECT marked.*, {LAST} FROM marked {LADDER})
{INSERT}"""  # noqa: S608  Made of this module's constants.
# For databases that cannot update inside another statement; only levels whose notice stands are marked.
ONE_BY_ONE = (
    f"""
WITH due AS (SELECT {STEP} FROM clocks_level level, clocks_clock clock WHERE {FALLEN}),
     fallen AS (SELECT due.*, {LAST} FROM due {LADDER})
{INSERT}""",  # noqa: S608  Made of this module's constants.
    """
UPDATE clocks_level SET recorded_at = %(at)s
WHERE recorded_at IS NULL AND fire_at <= %(at)s AND EXISTS (
    SELECT 1 FROM clocks_notice notice
    WHERE notice.clock_id = clocks_level.clock_id AND notice.generation = clocks_level.generation
      AND notice.level = clocks_level.code AND notice.role = clocks_level.role
)""",
)


def sweep(*, at: datetime) -> SweepRun:
    """Record every step that fell due up to `at`, prepare the mails, and leave a row that says so.

    Safe to run twice, twice at once, and after any pause. In a restored portal what fell due is recorded and waits
    until a person has released it.
    """
    run = detect(at=at)
    if is_held():
        _close(run, dispatching.Dispatched())
        return run
    dispatching.readdress(at=at)
    done = dispatching.dispatch(at=at)
    people = releasing.release(at=at, most_per_person=limits.most_per_person(tokyo_day(at)))
    braking.tell(run=run, people=people, at=at)
    found_nobody = run.notices.filter(outcome=Outcome.NOBODY).count() if done.outcomes[Outcome.NOBODY] else 0
    braking.tell_nobody_found(run=run, number=found_nobody, at=at)
    _close(run, done)
    return run


def detect(*, at: datetime) -> SweepRun:
    """Find and record what fell due up to `at`, without mailing anybody yet; the brake acts on what was found."""
    notice_clock(now=timezone.now())
    computing.recalculate(at=at)
    oldest = Level.objects.fallen_due(at).aggregate(oldest=Min("fire_at"))["oldest"]
    lag = int((at - oldest).total_seconds()) if oldest else 0
    run = SweepRun.objects.create(at=at, started_at=timezone.now(), lag_seconds=lag)
    record_fallen_due(run=run, at=at)
    settle_moot(at=at)
    try_again(at=at)
    if not is_held():
        braking.brake(run=run, most=limits.most_in_one_sweep(tokyo_day(at)))
    return run


def notice_clock(*, now: datetime) -> None:
    """If the clock was set back since the last sweep, let what was put off by the old clock go on by the new one."""
    last = SweepRun.objects.order_by("pk").last()
    if last is not None and last.started_at - now > CLOCKS_DIFFER:
        setback.clock_went_back(at=now)


@transaction.atomic
def record_fallen_due(*, run: SweepRun, at: datetime) -> None:
    """Insert one notice for each step that fell due without one, and mark those steps."""
    values = {
        "at": connection.ops.adapt_datetimefield_value(at),
        "pending": Outcome.PENDING.value,
        "held": Outcome.HELD.value,
        "superseded": Outcome.SUPERSEDED.value,
        "later_step": Reason.LATER_STEP.value,
        "sweep": run.pk,
    }
    with connection.cursor() as cursor:
        for statement in (AT_ONCE,) if connection.vendor == "postgresql" else ONE_BY_ONE:
            cursor.execute(statement, {name: value for name, value in values.items() if f"%({name})s" in statement})


def try_again(*, at: datetime) -> int:
    """Take up again, an hour later and for a day, what could not be prepared or found nobody (E8); return how many."""
    unfinished = Notice.objects.filter(outcome__in=[Outcome.FAILED, Outcome.NOBODY], recorded_at__gt=at - DAY)
    return unfinished.filter(settled_at__lte=at - HOUR).update(outcome=Outcome.PENDING, reason="", error="")


def settle_moot(*, at: datetime) -> int:
    """Settle what is held back although its deadline has been met, moved or paused meanwhile (E12); return how many."""
    held = Notice.objects.filter(outcome__in=[Outcome.HELD, Outcome.BRAKED]).select_related("clock")
    moot: dict[str, list[int]] = defaultdict(list)
    for notice in held.exclude(clock__state=ClockState.RUNNING, clock__generation=F("generation")):
        moot[dispatching.why_not(notice.clock, notice.generation)].append(notice.pk)
    for reason, keys in moot.items():
        Notice.objects.filter(pk__in=keys).update(outcome=Outcome.SUPPRESSED, reason=reason, settled_at=at)
    return sum(len(keys) for keys in moot.values())


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


KEPT = timedelta(days=30)


def prune_sweeps(*, at: datetime) -> int:
    """Delete the rows of sweeps that began more than KEPT ago and recorded nothing; return how many. Safe to repeat."""
    found = Exists(Notice.objects.filter(sweep=OuterRef("pk")))
    deleted, _by_model = SweepRun.objects.filter(~found, started_at__lt=at - KEPT).delete()
    return deleted
