"""How do a record's events become clocks and levels? Idempotent: the same events leave the same rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.states import VersionStatus
from privacyportal.clocks.models import Clock, Level
from privacyportal.clocks.plan import (
    FINAL,
    OPEN,
    ClockState,
    Duty,
    Facts,
    Plan,
    Record,
    Subject,
    duties_of,
    plan_clock,
)
from privacyportal.clocks.river.loading import loaded
from privacyportal.clocks.river.rulebook import RuleBook
from privacyportal.clocks.river.silence import Unsent, is_silent, record_silence
from privacyportal.references.models import Reference

CHUNK = 500
BATCH = 1000
CLOCK_FIELDS = [
    "variant",
    "rule",
    "calendar_version",
    "generation",
    "restarts",
    "state",
    "started_at",
    "due_at",
    "due_on",
    "is_fixed",
    "stopped_at",
    "paused_at",
    "remaining",
    "elapsed",
    "margin",
    "refreshed_at",
]
COMPARED = [
    field for field in Clock._meta.concrete_fields if field.name in CLOCK_FIELDS and field.name != "refreshed_at"
]


type Ladders = list[tuple[Clock, Plan | None]]


def refresh_chunk(
    references: Sequence[int], *, book: RuleBook, at: datetime, suppress: str, tells: bool = False
) -> int:
    """Bring the clocks of up to CHUNK records in line with their events; return how many rows of clocks changed.

    With `tells` each limit that moves stands in the trail of its record: no event of the record explains it.
    """
    # The reference's lock puts two refreshes of one record in order.
    locked = list(Reference.objects.select_for_update().filter(pk__in=references).order_by("pk"))
    clocks: dict[int, dict[str, Clock]] = defaultdict(dict)
    for clock in Clock.objects.filter(reference__in=[reference.pk for reference in locked]):
        clocks[clock.reference_id][clock.duty] = clock
    limits = {(row.reference_id, row.duty): row.due_on for found in clocks.values() for row in found.values()}
    ladders: Ladders = []
    changed: list[Clock] = []
    for subject, objects in loaded(locked):
        for obj in objects:
            for clock, planned, is_changed in _planned(subject, obj, clocks[obj.reference_id], book, at):
                ladders.append((clock, planned))
                if is_changed:
                    changed.append(clock)
    if tells:
        _tell_moved(changed, limits, {reference.pk: reference.number for reference in locked}, at)
    _upsert(changed)
    _write_levels(ladders, at, suppress)
    return len(changed)


def _tell_moved(
    changed: Sequence[Clock], limits: dict[tuple[int, str], date], numbers: dict[int, str], at: datetime
) -> None:
    moved = [
        trail.Entry(
            action="clocks.limit_moved",
            reference=numbers[clock.reference_id],
            changes={"duty": str(clock.duty), "last_day": [before, clock.due_on]},
        )
        for clock in changed
        if clock.is_open and (before := limits.get((clock.reference_id, clock.duty), clock.due_on)) != clock.due_on
    ]
    if moved:
        trail.record_many(moved, by=PORTAL, at=at)


def _upsert(clocks: Sequence[Clock]) -> None:
    """Insert new clocks and overwrite changed ones with one statement for many."""
    for clock in clocks:
        clock.pk = None  # found again by its record and duty
    Clock.objects.bulk_create(
        clocks,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["reference", "duty"],
        update_fields=CLOCK_FIELDS,
    )


def _planned(
    subject: Subject, obj: Record, clocks: dict[str, Clock], book: RuleBook, at: datetime
) -> Iterable[tuple[Clock, Plan | None, bool]]:
    """Each clock of one record with its plan and whether its row differs from what is stored."""
    for duty in duties_of(subject.prefix).values():
        facts, clock = duty.facts(obj), clocks.get(duty.code)
        if clock and is_settled(clock, facts):
            continue
        computed = compute(duty, facts, book)
        if facts is None or computed is None:
            if clock and clock.is_open:
                yield _cancel(clock, at), None, True
            continue
        planned, columns = computed
        clock = clock or Clock(reference=obj.reference, duty=duty.code, generation=1, restarts=facts.restarts)
        before = _row(clock) if clock.pk else None
        clock.generation = next_generation(clock, facts, planned)
        for name, value in columns.items():
            setattr(clock, name, value)
        is_changed = before is None or _row(clock) != before
        if is_changed:
            clock.refreshed_at = at
        yield clock, planned, is_changed


def compute(duty: Duty, facts: Facts | None, book: RuleBook) -> tuple[Plan, dict[str, object]] | None:
    """The plan of one duty with these facts, and what its clock's columns say of it; None where nothing is due."""
    if facts is None:
        return None
    rule = book.rule_for(duty.code, facts)
    planned = plan_clock(facts, rule, book.hours(rule), informational=duty.informational)
    if planned is None:
        return None
    result = planned.result
    return planned, {
        "variant": facts.variant,
        "restarts": facts.restarts,
        "rule_id": rule.pk,
        "calendar_version_id": book.version(rule).pk,
        "state": planned.state,
        "started_at": facts.started_at,
        "stopped_at": facts.stopped_at,
        "due_at": planned.due.at,
        "due_on": planned.due.on,
        "is_fixed": facts.is_fixed,
        "paused_at": planned.paused_at,
        "remaining": planned.remaining,
        "elapsed": result.elapsed if result else None,
        "margin": result.margin if result else None,
    }


def _row(clock: Clock) -> list[object]:
    return [field.value_from_object(clock) for field in COMPARED]


def is_settled(clock: Clock, facts: Facts | None) -> bool:
    """Whether a met or missed result stands: nothing later changes it while its events are the same (T6)."""
    if clock.state not in FINAL:
        return False
    if facts is None:
        return True
    same = (clock.started_at, clock.stopped_at, clock.restarts) == (facts.started_at, facts.stopped_at, facts.restarts)
    return same and not facts.cancelled


def next_generation(clock: Clock, facts: Facts, planned: Plan) -> int:
    """The generation rises when the limit moves later by an extension or a new start, not by a pause (E4)."""
    if clock._state.adding:
        return 1
    given_anew = facts.is_fixed or clock.is_fixed or facts.started_at > clock.started_at
    moved_later = given_anew and planned.due.at > clock.due_at
    return clock.generation + (facts.restarts > clock.restarts or moved_later)


def _cancel(clock: Clock, at: datetime) -> Clock:
    clock.state, clock.paused_at, clock.remaining, clock.refreshed_at = ClockState.CANCELLED, None, None, at
    return clock


def _write_levels(plans: Ladders, at: datetime, suppress: str) -> None:
    stored: dict[int, dict[tuple[int, str, str], Level]] = defaultdict(dict)
    for level in Level.objects.filter(clock__in=[clock.pk for clock, _planned in plans]):
        stored[level.clock_id][level.generation, level.code, level.role] = level
    new: list[Level] = []
    changed: list[Level] = []
    for clock, planned in plans:
        made, moved = _levels_of(clock, planned, stored[clock.pk])
        new += made
        changed += moved
    for level in changed:
        level.pk = None  # found again by its key; a level recorded meanwhile keeps its record
    _store_levels([*new, *changed], {clock.pk: clock for clock, _planned in plans}, at, suppress)


def _store_levels(levels: Sequence[Level], clocks: dict[int, Clock], at: datetime, suppress: str) -> None:
    """Insert new levels and overwrite changed ones; what is past already is recorded as not sent."""
    silent = [level for level in levels if is_silent(level.fire_at, at, suppress)]
    for level in silent:
        level.recorded_at = at
    Level.objects.bulk_create(
        levels,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["clock", "generation", "code", "role"],
        update_fields=["fire_at", "order", "at_once", *(["recorded_at"] if suppress else [])],
    )
    unsent = [
        Unsent(one.clock_id, one.generation, one.code, one.role, one.fire_at or at, clocks[one.clock_id].due_at)
        for one in silent
    ]
    record_silence(unsent, at, suppress)


def _levels_of(
    clock: Clock, planned: Plan | None, stored: dict[tuple[int, str, str], Level]
) -> tuple[list[Level], list[Level]]:
    """New levels, and unrecorded ones whose moment changed; those no longer wanted lose their moment."""
    new, changed, kept = [], [], set()
    for step, fire_at in planned.fires if planned else ():
        key = (clock.generation, step.code, step.role)
        kept.add(key)
        level = stored.get(key)
        wanted = (fire_at, step.order, step.at_once)
        if level is None:
            level = Level(clock=clock, generation=clock.generation, code=step.code, role=step.role)
            new.append(level)
        elif level.recorded_at is None and wanted != (level.fire_at, level.order, level.at_once):
            changed.append(level)
        level.fire_at, level.order, level.at_once = wanted
    for key, level in stored.items():
        if key not in kept and level.recorded_at is None and level.fire_at is not None:
            level.fire_at = None
            changed.append(level)
    return new, changed


def stale_references(limit: int) -> list[int]:
    """References with open clocks that were computed on a calendar version no longer in force."""
    retired = list(CalendarVersion.objects.filter(status=VersionStatus.RETIRED).values_list("pk", flat=True))
    if not retired:
        return []
    stale = Clock.objects.filter(state__in=OPEN, calendar_version__in=retired)
    return list(stale.order_by("reference_id").values_list("reference_id", flat=True).distinct()[:limit])
