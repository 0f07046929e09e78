"""How do a record's events become clocks and levels? Idempotent: the same events leave the same rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from privacyportal.clocks.models import Clock, Level, Notice
from privacyportal.clocks.planning import Plan, plan
from privacyportal.clocks.registry import Facts, Subject, duties_of, prefixes, subject_of
from privacyportal.clocks.rulebook import RuleBook
from privacyportal.clocks.states import FINAL, OPEN, ClockState, Outcome
from privacyportal.references.models import Reference
from privacyportal.references.registry import kind_of

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
    "refreshed_at",
]


@dataclass
class Rows:
    """What one refresh will write."""

    new_clocks: list[Clock] = field(default_factory=list)
    changed_clocks: list[Clock] = field(default_factory=list)
    plans: list[tuple[Clock, Plan | None]] = field(default_factory=list)

    def add(self, clock: Clock, planned: Plan | None) -> None:
        """Note a clock, new or changed, and the ladder it should have."""
        (self.changed_clocks if clock.pk else self.new_clocks).append(clock)
        self.plans.append((clock, planned))


def refresh_chunk(references: Sequence[int], *, book: RuleBook, at: datetime, suppress: str) -> int:
    """Bring the clocks of up to CHUNK records in line with their events; return how many rows of clocks changed."""
    # The reference's lock puts two refreshes of one record in order.
    locked = list(Reference.objects.select_for_update().filter(pk__in=references).order_by("pk"))
    clocks: dict[int, dict[str, Clock]] = defaultdict(dict)
    for clock in Clock.objects.filter(reference__in=locked):
        clocks[clock.reference_id][clock.duty] = clock
    rows = Rows()
    for subject, objects in _objects(locked):
        for obj in objects:
            _plan_object(subject, obj, clocks[obj.reference_id], book, at, rows)
    Clock.objects.bulk_create(rows.new_clocks, batch_size=BATCH)
    if rows.changed_clocks:
        Clock.objects.bulk_update(rows.changed_clocks, CLOCK_FIELDS, batch_size=BATCH)
    _write_levels(rows.plans, at, suppress)
    return len(rows.plans)


def _objects(references: Iterable[Reference]) -> Iterable[tuple[Subject, Iterable[Any]]]:
    by_prefix: dict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        by_prefix[reference.prefix].append(reference)
    for prefix in sorted(by_prefix.keys() & set(prefixes())):
        subject = subject_of(prefix)
        manager = kind_of(by_prefix[prefix][0]).model_class._default_manager
        rows = manager.filter(reference__in=by_prefix[prefix]).select_related("reference", *subject.related)
        yield subject, rows.prefetch_related(*subject.prefetch)


def _plan_object(
    subject: Subject, obj: Any, clocks: dict[str, Clock], book: RuleBook, at: datetime, rows: Rows
) -> None:
    for duty in duties_of(subject.prefix).values():
        facts, clock = duty.facts(obj), clocks.get(duty.code)
        if clock and is_settled(clock, facts):
            continue
        if facts is None:
            if clock and clock.is_open:
                rows.add(_cancel(clock, at), None)
            continue
        rule = book.rule(duty.code, facts.variant, facts.started_at)
        planned = plan(facts, rule, book.hours(rule))
        if planned is None:
            if clock and clock.is_open:
                rows.add(_cancel(clock, at), None)
            continue
        clock = clock or Clock(reference=obj.reference, duty=duty.code, generation=1, restarts=facts.restarts)
        clock.generation = next_generation(clock, facts, planned)
        clock.rule_id, clock.calendar_version = rule.pk, book.version(rule)
        _apply(clock, facts, planned, at)
        rows.add(clock, planned)


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
    if clock.pk is None:
        return 1
    given_anew = facts.is_fixed or clock.is_fixed or facts.started_at > clock.started_at
    moved_later = given_anew and planned.due.at > clock.due_at
    return clock.generation + (facts.restarts > clock.restarts or moved_later)


def _apply(clock: Clock, facts: Facts, planned: Plan, at: datetime) -> None:
    clock.variant, clock.restarts = facts.variant, facts.restarts
    clock.state = planned.state
    clock.started_at, clock.stopped_at = facts.started_at, facts.stopped_at
    clock.due_at, clock.due_on, clock.is_fixed = planned.due.at, planned.due.on, facts.is_fixed
    clock.paused_at, clock.remaining = planned.paused_at, planned.remaining
    clock.refreshed_at = at


def _cancel(clock: Clock, at: datetime) -> Clock:
    clock.state, clock.paused_at, clock.remaining, clock.refreshed_at = ClockState.CANCELLED, None, None, at
    return clock


def _write_levels(plans: Sequence[tuple[Clock, Plan | None]], at: datetime, suppress: str) -> None:
    stored: dict[int, dict[tuple[int, str, str], Level]] = defaultdict(dict)
    for level in Level.objects.filter(clock__in=[clock for clock, _planned in plans]):
        stored[level.clock_id][level.generation, level.code, level.role] = level
    new: list[Level] = []
    changed: list[Level] = []
    for clock, planned in plans:
        made, moved = _levels_of(clock, planned, stored[clock.pk])
        new += made
        changed += moved
    silent = [level for level in (*new, *changed) if suppress and level.fire_at is not None and level.fire_at <= at]
    for level in silent:
        level.recorded_at = at
    Level.objects.bulk_create(new, batch_size=BATCH)
    if changed:
        Level.objects.bulk_update(changed, ["fire_at", "recorded_at", "order", "at_once"], batch_size=BATCH)
    record_silence(silent, {clock.pk: clock for clock, _planned in plans}, at, suppress)


def _levels_of(
    clock: Clock, planned: Plan | None, stored: dict[tuple[int, str, str], Level]
) -> tuple[list[Level], list[Level]]:
    """New levels, and unrecorded ones whose moment changed; those no longer wanted lose their moment."""
    new, changed, kept = [], [], set()
    for step, fire_at in planned.fires if planned else ():
        key = (clock.generation, step.code, step.role)
        kept.add(key)
        level = stored.get(key)
        if level is None:
            level = Level(clock=clock, generation=clock.generation, code=step.code, role=step.role, fire_at=fire_at)
            new.append(level)
        elif level.recorded_at is None and level.fire_at != fire_at:
            level.fire_at = fire_at
            changed.append(level)
        level.order, level.at_once = step.order, step.at_once
    for key, level in stored.items():
        if key not in kept and level.recorded_at is None and level.fire_at is not None:
            level.fire_at = None
            changed.append(level)
    return new, changed


def record_silence(levels: Sequence[Level], clocks: dict[int, Clock], at: datetime, reason: str) -> None:
    """Leave a notice that says why nobody was told, for each level; `clocks` by key."""
    notices = [
        Notice(
            clock_id=level.clock_id,
            generation=level.generation,
            level=level.code,
            role=level.role,
            fire_at=level.fire_at,
            due_at=clocks[level.clock_id].due_at,
            outcome=Outcome.SUPPRESSED,
            reason=reason,
            recorded_at=at,
            settled_at=at,
        )
        for level in levels
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)


def stale_references(limit: int) -> list[int]:
    """References with open clocks that were computed on a calendar version no longer in force."""
    stale = Clock.objects.filter(state__in=OPEN, calendar_version__status="retired")
    return list(stale.order_by("reference_id").values_list("reference_id", flat=True).distinct()[:limit])
