"""Does the arithmetic hold for any calendar, compared with a slow and obvious count of every single minute and day?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from privacyportal.calendars.arithmetic import (
    add_business_days,
    add_business_minutes,
    add_months,
    business_days_between,
    business_minutes_between,
    is_open,
    next_open,
    open_time_between,
    union,
)
from privacyportal.calendars.budgets import Budget, Unit, due
from privacyportal.calendars.hours import DatedDay, OpenHours, Slot
from privacyportal.calendars.ledger import What, account

FIRST = date(2026, 3, 1)
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
QUICK = settings(max_examples=60)
SLOW = settings(max_examples=25)

days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    """Up to three slots of a day, in order, none touching another."""
    marks = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=6)))
    moments = [time(mark // 4, mark % 4 * 15) for mark in marks[: len(marks) // 2 * 2]]
    return tuple(Slot(a, b) for a, b in zip(moments[::2], moments[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> OpenHours:
    """A calendar that opens on at least one day of the week, with some dated days."""
    week = draw(st.lists(st.one_of(st.just(()), slots()), min_size=7, max_size=7))
    assume(any(week))
    dated = draw(st.dictionaries(days, st.one_of(st.just(()), slots()).map(DatedDay), max_size=6))
    return OpenHours(zone=ZoneInfo(draw(st.sampled_from(ZONES))), week=tuple(week), days=dated)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """A minute within the first weeks, when clocks change in most zones."""
    return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 40 * 1440)))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[datetime, datetime]:
    """A pause of up to five days."""
    start = draw(instants())
    return start, start + timedelta(minutes=draw(st.integers(0, 5 * 1440)))


pauses = st.lists(stretches(), max_size=3)


def slow_add(hours: OpenHours, start: datetime, minutes: int, stops: list[tuple[datetime, datetime]]) -> datetime:
    """Walk minute by minute; an open minute that no pause covers counts."""
    at = start
    while minutes:
        paused = any(begin <= at < end for begin, end in stops)
        minutes -= is_open(hours, at) and not paused
        at += timedelta(minutes=1)
    return at


@SLOW
@given(calendars(), instants(), st.integers(1, 600), pauses)
def test_the_limit_is_where_counting_every_minute_arrives(
    hours: OpenHours, start: datetime, minutes: int, stops: list[tuple[datetime, datetime]]
) -> None:
    assert add_business_minutes(hours, start, minutes, stops) == slow_add(hours, start, minutes, stops)


@QUICK
@given(calendars(), instants(), st.integers(0, 900), pauses)
def test_exactly_the_time_allowed_lies_between_start_and_limit(
    hours: OpenHours, start: datetime, minutes: int, stops: list[tuple[datetime, datetime]]
) -> None:
    limit = add_business_minutes(hours, start, minutes, stops)
    assert business_minutes_between(hours, start, limit, stops) == minutes


@QUICK
@given(calendars(), instants(), instants(), st.integers(1, 900), pauses)
def test_a_later_start_never_has_an_earlier_limit(
    hours: OpenHours, one: datetime, other: datetime, minutes: int, stops: list[tuple[datetime, datetime]]
) -> None:
    first, second = sorted([one, other])
    assert add_business_minutes(hours, first, minutes, stops) <= add_business_minutes(hours, second, minutes, stops)


@QUICK
@given(calendars(), instants(), st.integers(1, 400), st.integers(1, 400), pauses)
def test_two_budgets_one_after_the_other_are_their_sum(
    hours: OpenHours, start: datetime, one: int, other: int, stops: list[tuple[datetime, datetime]]
) -> None:
    halfway = add_business_minutes(hours, start, one, stops)
    assert add_business_minutes(hours, halfway, other, stops) == add_business_minutes(hours, start, one + other, stops)


@QUICK
@given(calendars(), instants(), st.integers(1, 900), stretches(), st.floats(0, 1))
def test_a_pause_cut_in_two_or_named_twice_moves_the_limit_as_much_as_the_whole(
    hours: OpenHours, start: datetime, minutes: int, stop: tuple[datetime, datetime], share: float
) -> None:
    begin, end = stop
    middle = begin + (end - begin) * share
    whole = add_business_minutes(hours, start, minutes, [stop])
    assert add_business_minutes(hours, start, minutes, [(begin, middle), (middle, end), stop]) == whole


@QUICK
@given(calendars(), instants(), st.integers(1, 900), stretches())
def test_a_pause_outside_open_time_moves_nothing(
    hours: OpenHours, start: datetime, minutes: int, stop: tuple[datetime, datetime]
) -> None:
    assume(business_minutes_between(hours, *stop) == 0)
    without = add_business_minutes(hours, start, minutes)
    assert add_business_minutes(hours, start, minutes, [stop]) == without


@QUICK
@given(calendars(), days, st.integers(1, 25))
def test_business_days_are_reached_one_open_day_at_a_time(hours: OpenHours, day: date, amount: int) -> None:
    reached, left = day, amount
    while left:
        reached += timedelta(days=1)
        left -= hours.is_open_day(reached)
    assert add_business_days(hours, day, amount) == reached
    assert business_days_between(hours, day, reached) == amount


@QUICK
@given(calendars(), days, st.integers(1, 25))
def test_business_days_back_and_forth_return_to_an_open_day(hours: OpenHours, day: date, amount: int) -> None:
    assume(hours.is_open_day(day))
    assert add_business_days(hours, add_business_days(hours, day, -amount), amount) == day


@QUICK
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_a_month_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month


units = st.sampled_from([Unit.BUSINESS_MINUTES, Unit.BUSINESS_DAYS, Unit.DAYS, Unit.WEEKS])


@QUICK
@given(calendars(), instants(), units, st.integers(1, 20), pauses, st.booleans())
def test_the_ledger_adds_up_to_the_budget_and_ends_at_the_limit(
    hours: OpenHours,
    start: datetime,
    unit: Unit,
    amount: int,
    stops: list[tuple[datetime, datetime]],
    roll: bool,
) -> None:
    budget = Budget(amount, unit, roll=roll and unit != Unit.BUSINESS_MINUTES)
    told = account(hours, start, budget, stops)
    assert told.due == due(hours, start, budget, stops)
    assert told.lines[-1].until == told.due.on
    assert told.lines[-1].total == (7 * amount if unit == Unit.WEEKS else amount)
    assert sum(line.amount for line in told.lines if line.what == What.COUNTED) == told.lines[-1].total


@QUICK
@given(calendars(), instants(), st.integers(1, 15), stretches())
def test_a_pause_never_brings_a_day_limit_forward(
    hours: OpenHours, start: datetime, amount: int, stop: tuple[datetime, datetime]
) -> None:
    budget = Budget(amount, Unit.BUSINESS_DAYS)
    assert due(hours, start, budget, [stop]).on >= due(hours, start, budget).on


@QUICK
@given(calendars(), instants())
def test_the_minute_of_closing_is_closed(hours: OpenHours, instant: datetime) -> None:
    for start, end in hours.intervals(hours.local_day(instant)):
        assert is_open(hours, start) or start >= end
        assert not is_open(hours, end) or any(end == other for other, _ in hours.intervals(hours.local_day(end)))


def slow_last_day(hours: OpenHours, start: datetime, budget: Budget, stops: list[tuple[datetime, datetime]]) -> date:
    """Walk day by day; a day counts when it is of the kind and no pause holds at its end."""
    is_business = budget.unit == Unit.BUSINESS_DAYS
    begin = start
    while is_business and not is_open(hours, begin):
        begin += timedelta(minutes=1)
    day, left = begin.astimezone(hours.zone).date(), budget.amount * (7 if budget.unit == Unit.WEEKS else 1)
    day -= timedelta(days=budget.day_one)
    while left:
        day += timedelta(days=1)
        end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=hours.zone)
        if is_business and hours.is_open_day(day):
            end = max(stop for _start, stop in hours.intervals(day))
        is_paused = any(a < end <= b for a, b in union(stops))
        left -= (not is_business or hours.is_open_day(day)) and not is_paused
    while budget.roll and not hours.is_open_day(day):
        day += timedelta(days=1)
    return day


@SLOW
@given(
    calendars(),
    instants(),
    st.sampled_from([Unit.BUSINESS_DAYS, Unit.DAYS, Unit.WEEKS]),
    st.integers(1, 8),
    pauses,
    st.booleans(),
    st.booleans(),
)
def test_the_last_day_is_where_counting_every_day_arrives(
    hours: OpenHours,
    start: datetime,
    unit: Unit,
    amount: int,
    stops: list[tuple[datetime, datetime]],
    day_one: bool,
    roll: bool,
) -> None:
    budget = Budget(amount, unit, day_one=day_one, roll=roll)
    assert due(hours, start, budget, stops).on == slow_last_day(hours, start, budget, stops)


@QUICK
@given(calendars(), instants(), units, st.integers(1, 20), pauses, st.sampled_from(ZONES))
def test_in_which_zone_a_moment_is_written_changes_nothing(
    hours: OpenHours,
    start: datetime,
    unit: Unit,
    amount: int,
    stops: list[tuple[datetime, datetime]],
    zone: str,
) -> None:
    elsewhere = ZoneInfo(zone)
    moved = [(begin.astimezone(elsewhere), end.astimezone(elsewhere)) for begin, end in stops]
    budget = Budget(amount, unit)
    assert due(hours, start.astimezone(elsewhere), budget, moved) == due(hours, start, budget, stops)


@QUICK
@given(calendars(), st.integers(0, 60 * 24 * 3000), st.integers(0, 60 * 24 * 90), st.integers(1, 20_000))
def test_many_questions_are_answered_as_few_are(hours: OpenHours, begin: int, length: int, amount: int) -> None:
    """Whoever asks often is answered from one line of all open stretches, whoever asks rarely by walking the days."""
    start = datetime(2020, 6, 1, tzinfo=UTC) + timedelta(minutes=begin, seconds=begin % 60)
    end = start + timedelta(minutes=length)
    limits = [Budget(amount % 90 + 1, unit, day_one=bool(amount % 2)) for unit in Unit]
    limits.append(Budget(amount, Unit.BUSINESS_MINUTES))

    def answers() -> list[object]:
        found: list[object] = [next_open(hours, start), open_time_between(hours, start, end)]
        return [*found, *(due(hours, start, limit) for limit in limits)]

    walked = answers()
    while hours.line(start, end) is None:
        pass
    assert answers() == walked
