"""Where does a clock stand, given its events, its rule and a calendar? Pure: no database, no clock on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from privacyportal.calendars.arithmetic import (
    add_business_days,
    add_business_minutes,
    add_open_time,
    business_minutes_between,
    next_open,
    open_time_between,
)
from privacyportal.calendars.budgets import Budget, Due, Unit, due, end_of, remaining, to_minute
from privacyportal.calendars.hours import OpenHours
from privacyportal.clocks.plan.duties import Facts, Pause
from privacyportal.clocks.plan.states import ANY_PAUSE, ClockState, OffsetUnit


@dataclass(frozen=True)
class LevelValue:
    """One step of a ladder."""

    code: str
    role: str
    order: int
    offset: int
    unit: str
    at_once: bool = False


@dataclass(frozen=True)
class RuleValue:
    """A rule without its row; `pk` and `calendar` say which row and which calendar it came from."""

    pk: int
    calendar: str
    budget: Budget
    stopped_by: tuple[str, ...] = (ANY_PAUSE,)
    steps: tuple[LevelValue, ...] = ()

    def stops_for(self, reason: str) -> bool:
        """Whether a pause for that reason stops the clock; time after a closure never counts (R1)."""
        return ANY_PAUSE in self.stopped_by or reason in self.stopped_by or reason == "closed"


@dataclass(frozen=True)
class Result:
    """How much open time was used until it was done, and how much was left (negative: late), in minutes (T6)."""

    elapsed: int
    margin: int


@dataclass(frozen=True)
class Plan:
    """What a clock's row should say, and when each step of its ladder falls due."""

    state: ClockState
    due: Due
    paused_at: datetime | None
    remaining: int | None
    result: Result | None
    fires: tuple[tuple[LevelValue, datetime], ...]


def plan_clock(facts: Facts, rule: RuleValue, hours: OpenHours, *, informational: bool = False) -> Plan | None:
    """The state, limit and ladder of one clock; None when the rule allows no time and no date is given (K8)."""
    if not facts.is_fixed and not rule.budget.amount:
        return None
    stops, open_since = split_pauses(facts, rule)
    limit = limit_of(facts, rule, hours, stops)
    state = state_of(facts, limit, open_since)
    if informational and state == ClockState.MISSED:
        state = ClockState.MET  # a date to know has passed; nobody was late
    is_paused = state == ClockState.PAUSED
    left = remaining(hours, limit, rule.budget.unit, open_since) if is_paused and open_since else None
    fires = ladder(facts, rule, hours, limit, stops) if state == ClockState.RUNNING else ()
    return Plan(state, limit, open_since if is_paused else None, left, result_of(facts, hours, limit, stops), fires)


def result_of(facts: Facts, hours: OpenHours, limit: Due, stops: Sequence[tuple[datetime, datetime]]) -> Result | None:
    """What was used and what was left when it was done; None while it is not, or ended without a result."""
    if facts.stopped_at is None or facts.cancelled:
        return None
    done_at = to_minute(facts.stopped_at)
    left = business_minutes_between(hours, done_at, limit.at) - business_minutes_between(hours, limit.at, done_at)
    return Result(business_minutes_between(hours, to_minute(facts.started_at), done_at, stops), left)


def split_pauses(facts: Facts, rule: RuleValue) -> tuple[list[tuple[datetime, datetime]], datetime | None]:
    """The ended pauses that stop this clock, and since when an open one does.

    A pause that nobody ended ends where the clock stopped (P5).
    """
    if facts.is_fixed:
        return [], None
    stopping: list[Pause] = [pause for pause in facts.pauses if rule.stops_for(pause.reason)]
    ends = [(pause, pause.ended_at or facts.stopped_at) for pause in stopping]
    open_since = min((pause.started_at for pause, end in ends if end is None), default=None)
    return [(pause.started_at, end) for pause, end in ends if end is not None], open_since


def limit_of(facts: Facts, rule: RuleValue, hours: OpenHours, stops: Sequence[tuple[datetime, datetime]]) -> Due:
    """The limit: the given date, or what the rule makes of the start."""
    if facts.fixed_at is not None:
        return Due(at=to_minute(facts.fixed_at), on=hours.local_day(facts.fixed_at - timedelta.resolution))
    if facts.fixed_on is not None:
        return end_of(hours, facts.fixed_on, until_midnight=rule.budget.until_midnight)
    return due(hours, facts.started_at, rule.budget, stops)


def state_of(facts: Facts, limit: Due, open_since: datetime | None) -> ClockState:
    """Met up to and including the minute of the limit (K7); a pause begun after the limit pauses nothing."""
    if facts.cancelled:
        return ClockState.CANCELLED
    if facts.stopped_at is not None:
        return ClockState.MET if to_minute(facts.stopped_at) <= limit.at else ClockState.MISSED
    if open_since is not None and open_since < limit.at:
        return ClockState.PAUSED
    return ClockState.RUNNING


def ladder(
    facts: Facts, rule: RuleValue, hours: OpenHours, limit: Due, stops: Sequence[tuple[datetime, datetime]]
) -> tuple[tuple[LevelValue, datetime], ...]:
    """Each step with its moment; a warning that would come before the start is left out."""
    fires = ((step, fire_at(step, facts.started_at, hours, limit, stops)) for step in rule.steps)
    return tuple((step, at) for step, at in fires if step.offset >= 0 or at > facts.started_at)


def fire_at(
    step: LevelValue, start: datetime, hours: OpenHours, limit: Due, stops: Sequence[tuple[datetime, datetime]]
) -> datetime:
    """When a step falls due: moved to the next open minute unless it is for at once."""
    moment = _moment(step, start, hours, limit, stops)
    return moment if step.at_once else next_open(hours, moment)


def _moment(
    step: LevelValue, start: datetime, hours: OpenHours, limit: Due, stops: Sequence[tuple[datetime, datetime]]
) -> datetime:
    match step.unit:
        case OffsetUnit.DAYS:
            return hours.opening(limit.on + timedelta(days=step.offset))
        case OffsetUnit.BUSINESS_DAYS:
            return hours.opening(add_business_days(hours, limit.on, step.offset))
        case OffsetUnit.MINUTES:
            return limit.at + timedelta(minutes=step.offset)
        case OffsetUnit.PERCENT:
            allowed = open_time_between(hours, start, limit.at, stops)
            return add_open_time(hours, start, allowed * step.offset / 100, stops)
    if step.at_once:
        return limit.at + timedelta(minutes=step.offset)
    if step.offset >= 0:
        return add_business_minutes(hours, limit.at, step.offset)
    allowed = open_time_between(hours, start, limit.at, stops)
    left = max(allowed + timedelta(minutes=step.offset), timedelta(0))
    return add_open_time(hours, start, left, stops)


def budget_of(*, amount: int, unit: str, day_one: bool, roll_forward: bool, until_midnight: bool) -> Budget:
    """The pure budget of a rule's row."""
    return Budget(amount, Unit(unit), day_one=day_one, roll=roll_forward, until_midnight=until_midnight)
