"""Where does a clock stand, to the minute? Every limit, edge and step is asserted as the moment it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from privacyportal.calendars.budgets import Due, Unit
from privacyportal.calendars.hours import DatedDay, OpenHours, Slot
from privacyportal.clocks.plan import ClockState, Facts, OffsetUnit, Pause, Plan, fire_at, plan_clock
from privacyportal.clocks.plan.planning import LevelValue, RuleValue, budget_of

TOKYO = ZoneInfo("Asia/Tokyo")
WORKDAY = (Slot(time(9), time(12)), Slot(time(13), time(17)))
CLOSED = {date(2026, 11, 3): DatedDay(()), date(2026, 11, 23): DatedDay(())}
HOURS = OpenHours(zone=TOKYO, week=(*[WORKDAY] * 5, (), ()), days=CLOSED, name="desk")


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


START = tokyo("2026-11-16T10:00")  # a Monday
LIMIT = tokyo("2026-11-20T17:00")  # the Friday of the same week


def rule(
    amount: int = 4, unit: str = Unit.BUSINESS_DAYS, *steps: LevelValue, stopped_by: tuple[str, ...] = ("*",)
) -> RuleValue:
    budget = budget_of(amount=amount, unit=unit, day_one=False, roll_forward=False, until_midnight=False)
    return RuleValue(pk=1, calendar="desk", budget=budget, stopped_by=stopped_by, steps=steps)


def step(offset: int, unit: str, *, at_once: bool = False) -> LevelValue:
    return LevelValue(code="soon", role="owner", order=1, offset=offset, unit=unit, at_once=at_once)


def planned(facts: Facts, value: RuleValue | None = None, *, informational: bool = False) -> Plan:
    plan = plan_clock(facts, value or rule(), HOURS, informational=informational)
    assert plan is not None
    return plan


class TestState:
    """What a clock says of itself."""

    def test_it_runs_until_it_is_done(self) -> None:
        plan = planned(Facts(started_at=START))
        assert plan == Plan(ClockState.RUNNING, Due(at=LIMIT, on=date(2026, 11, 20)), None, None, None, ())

    @pytest.mark.parametrize(
        ("done", "state", "margin"),
        [
            ("2026-11-20T16:59:59", ClockState.MET, 1),
            ("2026-11-20T17:00:00", ClockState.MET, 0),
            ("2026-11-20T17:00:59", ClockState.MET, 0),
            ("2026-11-20T17:01:00", ClockState.MISSED, 0),
            ("2026-11-24T09:01:00", ClockState.MISSED, -1),
        ],
    )
    def test_the_minute_of_the_limit_is_still_in_time(self, done: str, state: ClockState, margin: int) -> None:
        plan = planned(Facts(started_at=START, stopped_at=tokyo(done)))
        assert plan.result is not None
        assert (plan.state, plan.result.margin, plan.fires) == (state, margin, ())

    def test_what_was_used_is_counted_in_open_minutes_without_the_pauses(self) -> None:
        pause = Pause(tokyo("2026-11-17T11:00"), tokyo("2026-11-17T14:00"))
        plan = planned(Facts(started_at=START, stopped_at=tokyo("2026-11-18T09:30:40"), pauses=[pause]))
        assert plan.result is not None
        assert plan.result.elapsed == (2 + 4) * 60 + (2 + 3) * 60 + 30

    def test_a_cancelled_clock_has_no_result_even_when_it_was_done(self) -> None:
        plan = planned(Facts(started_at=START, stopped_at=tokyo("2026-11-17T10:00"), cancelled=True))
        assert (plan.state, plan.result, plan.fires) == (ClockState.CANCELLED, None, ())

    def test_a_date_that_is_only_to_be_known_is_never_missed(self) -> None:
        facts = Facts(started_at=START, stopped_at=tokyo("2026-12-01T10:00"))
        assert planned(facts, informational=True).state == ClockState.MET
        assert planned(facts).state == ClockState.MISSED
        assert planned(Facts(started_at=START), informational=True).state == ClockState.RUNNING

    def test_no_time_allowed_is_no_clock_but_a_given_date_is_one(self) -> None:
        assert plan_clock(Facts(started_at=START), rule(0), HOURS) is None
        given = planned(Facts(started_at=START, fixed_on=date(2026, 11, 25)), rule(0))
        assert given.due == Due(at=tokyo("2026-11-25T17:00"), on=date(2026, 11, 25))

    def test_a_given_date_ends_at_midnight_where_the_rule_does(self) -> None:
        budget = budget_of(amount=30, unit=Unit.DAYS, day_one=True, roll_forward=False, until_midnight=True)
        value = RuleValue(pk=1, calendar="desk", budget=budget, stopped_by=(), steps=())
        given = planned(Facts(started_at=START, fixed_on=date(2026, 11, 25)), value)
        assert given.due == Due(at=tokyo("2026-11-26T00:00"), on=date(2026, 11, 25))


class TestPauses:
    """A pause moves the limit by the days whose end it covers."""

    @pytest.mark.parametrize(
        ("begins", "state", "since"),
        [
            (LIMIT - timedelta(minutes=1), ClockState.PAUSED, LIMIT - timedelta(minutes=1)),
            (LIMIT, ClockState.RUNNING, None),
            (LIMIT + timedelta(minutes=1), ClockState.RUNNING, None),
        ],
    )
    def test_a_pause_that_begins_at_the_limit_or_later_pauses_nothing(
        self, begins: datetime, state: ClockState, since: datetime | None
    ) -> None:
        plan = planned(Facts(started_at=START, pauses=[Pause(begins)]))
        assert (plan.state, plan.paused_at) == (state, since)

    def test_of_two_open_pauses_the_earlier_one_counts(self) -> None:
        early, late = Pause(tokyo("2026-11-17T11:00"), None, "person"), Pause(tokyo("2026-11-19T11:00"), None, "body")
        for pauses in ([early, late], [late, early]):
            plan = planned(Facts(started_at=START, pauses=pauses))
            assert (plan.state, plan.paused_at, plan.remaining) == (ClockState.PAUSED, early.started_at, 3)

    def test_an_ended_pause_moves_the_limit_by_the_business_days_that_it_covers(self) -> None:
        pause = Pause(tokyo("2026-11-17T11:00"), tokyo("2026-11-19T10:00"))
        plan = planned(Facts(started_at=START, pauses=[pause]))
        assert plan.due == Due(at=tokyo("2026-11-25T17:00"), on=date(2026, 11, 25))  # the 23rd is a holiday
        assert (plan.state, plan.paused_at, plan.remaining) == (ClockState.RUNNING, None, None)

    def test_a_pause_that_nobody_ended_ends_with_the_clock(self) -> None:
        facts = Facts(started_at=START, stopped_at=tokyo("2026-11-20T10:00"), pauses=[Pause(tokyo("2026-11-18T11:00"))])
        plan = planned(facts)
        # Paused over the ends of the 18th and the 19th: two business days later than the 20th.
        assert (plan.state, plan.due.on) == (ClockState.MET, date(2026, 11, 25))

    def test_a_pause_for_another_reason_does_not_stop_it_but_a_closure_always_does(self) -> None:
        value = rule(stopped_by=("identity",))
        for reason, day in (("person", 20), ("identity", 24), ("closed", 24)):
            pause = Pause(tokyo("2026-11-17T11:00"), tokyo("2026-11-18T10:00"), reason)
            assert planned(Facts(started_at=START, pauses=[pause]), value).due.on == date(2026, 11, day), reason

    def test_a_promised_date_is_neither_moved_nor_paused(self) -> None:
        pauses = [Pause(tokyo("2026-11-17T11:00"), tokyo("2026-11-18T10:00")), Pause(tokyo("2026-11-18T11:00"))]
        plan = planned(Facts(started_at=START, fixed_on=date(2026, 11, 20), pauses=pauses))
        assert (plan.state, plan.due.on, plan.paused_at) == (ClockState.RUNNING, date(2026, 11, 20), None)

    def test_a_given_moment_is_the_limit_without_its_seconds_and_midnight_ends_the_day_before(self) -> None:
        given = planned(Facts(started_at=START, fixed_at=tokyo("2026-11-18T15:30:45")))
        assert given.due == Due(at=tokyo("2026-11-18T15:30"), on=date(2026, 11, 18))
        midnight = planned(Facts(started_at=START, fixed_at=tokyo("2026-11-19T00:00")))
        assert midnight.due == Due(at=tokyo("2026-11-19T00:00"), on=date(2026, 11, 18))


class TestRemaining:
    """What is left while the clock is paused, in the unit of the rule."""

    @pytest.mark.parametrize(
        ("value", "left"),
        [
            (rule(4, Unit.BUSINESS_DAYS), 2),  # 19 and 20
            (rule(8, Unit.DAYS), 6),  # until the 24th
            (rule(1, Unit.WEEKS), 5),
            (rule(1, Unit.MONTHS), 28),
            (rule(28 * 60, Unit.BUSINESS_MINUTES), 14 * 60),
        ],
    )
    def test_it_is_what_lies_between_the_pause_and_the_limit(self, value: RuleValue, left: int) -> None:
        plan = planned(Facts(started_at=START, pauses=[Pause(tokyo("2026-11-18T10:00"))]), value)
        assert (plan.state, plan.remaining) == (ClockState.PAUSED, left)


class TestLadder:
    """When each step falls due."""

    def test_a_warning_that_would_come_at_the_start_or_before_is_left_out(self) -> None:
        opening = tokyo("2026-11-16T09:00")
        steps = (
            step(-5, OffsetUnit.BUSINESS_DAYS),
            step(-4, OffsetUnit.BUSINESS_DAYS),
            step(-3, OffsetUnit.BUSINESS_DAYS),
        )
        fires = planned(Facts(started_at=opening), rule(4, Unit.BUSINESS_DAYS, *steps)).fires
        assert [(one.offset, at) for one, at in fires] == [(-3, tokyo("2026-11-17T09:00"))]

    def test_a_step_at_or_after_the_limit_stays_however_early_that_is(self) -> None:
        steps = (step(0, OffsetUnit.DAYS), step(1, OffsetUnit.DAYS))
        facts = Facts(started_at=tokyo("2026-11-17T10:00"), fixed_on=date(2026, 11, 16))
        fires = planned(facts, rule(4, Unit.BUSINESS_DAYS, *steps)).fires
        assert [at for _one, at in fires] == [tokyo("2026-11-16T09:00"), tokyo("2026-11-17T09:00")]

    @pytest.mark.parametrize(
        ("offset", "unit", "at_once", "moment"),
        [
            (-3, OffsetUnit.BUSINESS_DAYS, False, "2026-11-17T09:00"),
            (0, OffsetUnit.BUSINESS_DAYS, False, "2026-11-20T09:00"),
            (1, OffsetUnit.BUSINESS_DAYS, False, "2026-11-24T09:00"),
            (-3, OffsetUnit.DAYS, False, "2026-11-17T09:00"),
            (2, OffsetUnit.DAYS, False, "2026-11-24T09:00"),  # a Sunday and a holiday: the next opening
            (2, OffsetUnit.DAYS, True, "2026-11-22T09:00"),
            (-30, OffsetUnit.MINUTES, False, "2026-11-20T16:30"),
            (30, OffsetUnit.MINUTES, False, "2026-11-24T09:00"),
            (30, OffsetUnit.MINUTES, True, "2026-11-20T17:30"),
            (50, OffsetUnit.PERCENT, False, "2026-11-18T14:00"),
            (100, OffsetUnit.PERCENT, False, "2026-11-24T09:00"),  # the closing minute is closed
            (100, OffsetUnit.PERCENT, True, "2026-11-20T17:00"),
            (-60, OffsetUnit.BUSINESS_MINUTES, False, "2026-11-20T16:00"),
            (-5 * 60, OffsetUnit.BUSINESS_MINUTES, False, "2026-11-20T11:00"),
            (0, OffsetUnit.BUSINESS_MINUTES, False, "2026-11-24T09:00"),
            (1, OffsetUnit.BUSINESS_MINUTES, False, "2026-11-24T09:01"),
            (-60, OffsetUnit.BUSINESS_MINUTES, True, "2026-11-20T16:00"),
            (90, OffsetUnit.BUSINESS_MINUTES, True, "2026-11-20T18:30"),
            (-100_000, OffsetUnit.BUSINESS_MINUTES, False, "2026-11-16T10:00"),
        ],
    )
    def test_a_step_falls_due_at_its_minute(self, offset: int, unit: str, at_once: bool, moment: str) -> None:
        limit = Due(at=LIMIT, on=date(2026, 11, 20))
        assert fire_at(step(offset, unit, at_once=at_once), START, HOURS, limit, ()) == tokyo(moment)

    def test_parts_of_the_time_leave_the_pauses_out(self) -> None:
        stops = [(tokyo("2026-11-17T09:00"), tokyo("2026-11-18T09:00"))]
        limit = Due(at=tokyo("2026-11-18T17:00"), on=date(2026, 11, 18))
        half = fire_at(step(50, OffsetUnit.PERCENT), START, HOURS, limit, stops)
        assert half == tokyo("2026-11-18T09:30")  # six hours on Monday and seven on Wednesday make thirteen
        hour_before = fire_at(step(-60, OffsetUnit.BUSINESS_MINUTES), START, HOURS, limit, stops)
        assert hour_before == tokyo("2026-11-18T16:00")
        all_but_half_an_hour = fire_at(step(-12 * 60 - 30, OffsetUnit.BUSINESS_MINUTES), START, HOURS, limit, stops)
        assert all_but_half_an_hour == tokyo("2026-11-16T10:30")

    def test_a_clocks_own_start_and_pauses_place_the_steps_that_are_parts_of_its_time(self) -> None:
        pause = Pause(tokyo("2026-11-17T09:00"), tokyo("2026-11-18T09:00"))
        value = rule(2, Unit.BUSINESS_DAYS, step(50, OffsetUnit.PERCENT))
        plan = planned(Facts(started_at=START, pauses=[pause]), value)
        assert plan.due.on == date(2026, 11, 19)
        # Six hours on Monday and seven each on Wednesday and Thursday make twenty.
        assert [at for _step, at in plan.fires] == [tokyo("2026-11-18T14:00")]

    def test_a_step_in_the_minute_of_a_limit_that_lies_before_the_start_falls_due_there(self) -> None:
        facts = Facts(started_at=tokyo("2026-11-18T10:00"), fixed_at=tokyo("2026-11-17T11:00"))
        fires = planned(facts, rule(4, Unit.BUSINESS_DAYS, step(0, OffsetUnit.BUSINESS_MINUTES))).fires
        assert [at for _step, at in fires] == [tokyo("2026-11-17T11:00")]


def test_a_clock_is_binding_unless_it_is_said_to_be_informational() -> None:
    plan = plan_clock(Facts(started_at=START, stopped_at=tokyo("2026-12-01T10:00")), rule(), HOURS)
    assert plan is not None
    assert plan.state == ClockState.MISSED


@pytest.mark.parametrize("flag", ["day_one", "roll_forward", "until_midnight"])
def test_a_rules_row_becomes_the_budget_that_it_says(flag: str) -> None:
    flags = {"day_one": False, "roll_forward": False, "until_midnight": False, flag: True}
    budget = budget_of(amount=3, unit="weeks", **flags)
    assert (budget.amount, budget.unit) == (3, Unit.WEEKS)
    assert (budget.day_one, budget.roll, budget.until_midnight) == tuple(flags.values())


def test_only_a_running_clock_has_steps_to_come_and_only_a_paused_one_time_that_stands_still() -> None:
    value = rule(4, Unit.BUSINESS_DAYS, step(0, OffsetUnit.BUSINESS_DAYS))
    paused = planned(Facts(started_at=START, pauses=[Pause(tokyo("2026-11-18T10:00"))]), value)
    assert (paused.state, paused.remaining, paused.fires) == (ClockState.PAUSED, 2, ())
    too_late = planned(Facts(started_at=START, pauses=[Pause(LIMIT)]), value)
    assert (too_late.state, too_late.remaining, len(too_late.fires)) == (ClockState.RUNNING, None, 1)
