"""Which open deadlines would a draft of a calendar or of a rule move, from when to when, and which dates stay?"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import batched

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.calendars.budgets import Due, to_minute
from privacyportal.calendars.effects import Effect
from privacyportal.calendars.errors import CalendarError
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import hours_of
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.states import VersionStatus
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Facts, duties_of, limit_of, plan_clock, split_pauses
from privacyportal.clocks.river import (
    CHUNK,
    CannotCompute,
    Moved,
    RuleBook,
    effect_text,
    loaded,
    value_of,
    version_before,
    would_move,
)
from privacyportal.clocks.show.display import table_limit
from privacyportal.references.models import Reference
from privacyportal.references.registry import visible_references

SHOWN, NAMED = 200, 10
TEN = time(10)
# Above so many, hours that open are previewed as if no pause that stopped nothing so far could come to stop something.
EXACT = 2000
LATER, EARLIER, FIXED = "later", "earlier", "fixed"
KINDS = {LATER: _("later"), EARLIER: _("earlier"), FIXED: _("promised or agreed: stays")}


@dataclass(frozen=True)
class Move:
    """One open deadline with its limit now and under the draft; `kind` is later, earlier, or fixed (it stays)."""

    clock: Clock
    after: Due
    kind: str

    @property
    def before(self) -> Due:
        """The limit as it stands."""
        return Due(at=self.clock.due_at, on=self.clock.due_on)

    @property
    def before_text(self) -> str:
        """The limit as it stands, for a table."""
        return table_limit(self.before.at)

    @property
    def after_text(self) -> str:
        """The limit under the draft, for a table."""
        return table_limit(self.after.at)

    @property
    def kind_text(self) -> str:
        """What happens to it, in words."""
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Changed:
    """The dates on which two states of a calendar differ, in order; `everywhere` when week or zone differ.

    `only_closes`: each of these dates becomes a closed day.
    """

    days: Sequence[date] = ()
    everywhere: bool = False
    only_closes: bool = False

    def between(self, first: date, last: date) -> bool:
        """Whether any date from `first` to `last` is said otherwise."""
        at = bisect_left(self.days, first)
        return self.everywhere or (at < len(self.days) and self.days[at] <= last)


def changed(before: OpenHours, after: OpenHours) -> Changed:
    """Where two states of a calendar differ."""
    if (before.week, before.zone) != (after.week, after.zone):
        return Changed(everywhere=True)
    dates = before.days.keys() | after.days.keys()
    different = sorted(day for day in dates if before.slots(day) != after.slots(day))
    return Changed(different, only_closes=not any(after.is_open_day(day) for day in different))


def moves(version: CalendarVersion) -> list[Move]:
    """Every open deadline that the draft moves, by its new limit, and the promised dates that stay.

    A promised date is named where the hours of that very day change, or another deadline of its record moves.
    """
    in_force = version.calendar.versions.filter(status=VersionStatus.PUBLISHED).select_related("calendar").first()
    if in_force is None:
        return []
    before, after = hours_of(in_force), hours_of(version)
    difference = changed(before, after)
    if not difference.days and not difference.everywhere:
        return []
    clocks = _touched(version, difference, after)
    counted_ones = [clock for clock in clocks if not clock.is_fixed]
    is_shortcut_right = difference.only_closes or len(counted_ones) > EXACT
    found = list(_moved(counted_ones, before if is_shortcut_right else None, after))
    records = {move.clock.reference_id for move in found}
    found += [
        Move(clock, Due(at=clock.due_at, on=clock.due_on), FIXED)
        for clock in clocks
        if clock.is_fixed and (clock.reference_id in records or difference.between(clock.due_on, clock.due_on))
    ]
    return sorted(found, key=lambda move: (move.kind == FIXED, move.after.at, move.clock.pk))


def _touched(version: CalendarVersion, difference: Changed, hours: OpenHours) -> list[Clock]:
    clocks = Clock.objects.open().filter(calendar_version__calendar=version.calendar_id)
    rows = clocks.select_related("reference").order_by("reference_id", "pk")
    return [
        clock
        for clock in rows.iterator(chunk_size=4 * CHUNK)
        if difference.between(hours.local_day(clock.started_at), clock.due_on)
    ]


def _moved(clocks: Iterable[Clock], before: OpenHours | None, after: OpenHours) -> Iterator[Move]:
    """The clocks whose limit differs; with `before` the events are read only of those that a pause has moved."""
    limits, unclear = Limits(), []
    for clock in clocks:
        if before is None or not limits.is_without_pauses(clock, before):
            unclear.append(clock)
        elif move := _move(clock, limits.of(clock, _events_of(clock), after)):
            yield move
    for clock, facts in _facts(unclear):
        if move := _move(clock, limits.of(clock, facts, after)):
            yield move


def _move(clock: Clock, limit: Due | None) -> Move | None:
    if limit is None or limit.at == clock.due_at:
        return None
    return Move(clock, limit, LATER if limit.at > clock.due_at else EARLIER)


def _events_of(clock: Clock) -> Facts:
    """What the row itself says of the events: all but the pauses."""
    return Facts(started_at=clock.started_at, stopped_at=clock.stopped_at, variant=clock.variant)


class Limits:
    """Limits under one book of rules; what began in one minute by one rule is counted once."""

    def __init__(self) -> None:
        self._book = RuleBook(on=date.max)  # who is told plays no part here
        self._known: dict[tuple[object, ...], Due] = {}

    def of(self, clock: Clock, facts: Facts, hours: OpenHours) -> Due | None:
        """The limit under these hours; None where no rule is in force or the hours are not those it counts on."""
        try:
            rule = self._book.rule_for(clock.duty, replace(facts, calendar=facts.calendar or hours.name))
            stops, _open_since = split_pauses(facts, rule)
            key = (rule.pk, hours.version_id, to_minute(facts.started_at), tuple(stops))
            if key not in self._known:
                self._known[key] = limit_of(facts, rule, hours, stops)
        except (CannotCompute, CalendarError):
            return None  # the sweep reports a record without a rule; a preview cannot know more
        return self._known[key]

    def is_without_pauses(self, clock: Clock, before: OpenHours) -> bool:
        """Whether no pause has a part in the limit: it is what the start alone gives, and nothing began after it.

        A day that closes cannot make a pause count that did not count before.
        """
        limit = self.of(clock, _events_of(clock), before)
        return limit is not None and limit.at == clock.due_at and clock.due_at >= clock.refreshed_at


def _facts(clocks: Iterable[Clock]) -> Iterator[tuple[Clock, Facts]]:
    """The clocks with the events of their records, loaded many at a time."""
    for some in batched(clocks, CHUNK):
        by_record: dict[int, list[Clock]] = {}
        for clock in some:
            by_record.setdefault(clock.reference_id, []).append(clock)
        for subject, records in loaded({clock.reference_id: clock.reference for clock in some}.values()):
            duties = duties_of(subject.prefix)
            for record in records:
                for clock in by_record[record.reference_id]:
                    facts = duties[clock.duty].facts(record) if clock.duty in duties else None
                    if facts is not None and not facts.is_fixed:
                        yield clock, facts


def measure(version: CalendarVersion) -> Effect:
    """The numbers over all records, seen by nobody but as numbers."""
    return counted(moves(version))


def counted(found: Iterable[Move]) -> Effect:
    """How many of each kind."""
    kinds = [move.kind for move in found]
    return Effect(later=kinds.count(LATER), earlier=kinds.count(EARLIER), fixed=kinds.count(FIXED))


def visible_moves(user: Viewer, version: CalendarVersion) -> list[Move]:
    """The moves of deadlines whose record a person may see."""
    found = moves(version)
    seen = Clock.objects.visible_to(user).open().filter(calendar_version__calendar=version.calendar_id)
    keys = set(seen.values_list("pk", flat=True)) if found else set()
    return [move for move in found if move.clock.pk in keys]


def lines(viewer: Viewer, version: CalendarVersion) -> list[str]:
    """The first of these moves, each in one line, as the second person reads them before publishing."""
    found = visible_moves(viewer, version)[:NAMED]
    return [f"{move.clock.reference} {move.before_text} → {move.after_text}" for move in found]


def panel(request: HttpRequest, version: CalendarVersion) -> Panel:
    """The tab of a draft: the numbers, and the first rows that this person may see."""
    found = visible_moves(request.user, version)
    context = {"version": version, "moves": found[:SHOWN], "total": len(found), "effect": counted(found)}
    return Panel("effect", _("Effect"), "clocks/impact.html", context)


def visible_rule_moves(user: Viewer, draft: ClockRule) -> list[Moved]:
    """The deadlines that a draft of a rule would move, of records that a person may see."""
    moved = would_move(draft)
    keys = [row.reference_id for row in moved]
    seen = set(Reference.objects.filter(visible_references(user), pk__in=keys).values_list("pk", flat=True))
    return [row for row in moved if row.reference_id in seen]


def rule_panel(request: HttpRequest, rule: ClockRule, *, today: date) -> Panel:
    """The tab of a draft, or of a version to come: what moves, and the limit of what begins from its first day on."""
    moved = visible_rule_moves(request.user, rule)
    context = {"effect": effect_text(rule, today=today), "moved": moved[:SHOWN], "examples": examples(rule)}
    return Panel("effect", _("Effect"), "clocks/rule_effect.html", context)


@dataclass(frozen=True)
class Example:
    """A limit as it is by the present version and as it would be by the draft, for one day of beginning."""

    began_on: date
    before: date | None
    after: date | None


def examples(rule: ClockRule) -> list[Example]:
    """What a deadline that began at ten on the first day, and on the three days after it, would have as its limit."""
    now, then = RuleBook(on=rule.valid_from), RuleBook(on=rule.valid_from, draft=rule)
    days = [rule.valid_from + timedelta(days=after) for after in range(4)]
    before = version_before(rule)
    return [Example(day, _limit_on(now, before, day), _limit_on(then, rule, day)) for day in days]


def _limit_on(book: RuleBook, rule: ClockRule | None, day: date) -> date | None:
    if rule is None:
        return None
    value = value_of(rule)
    facts = Facts(started_at=datetime.combine(day, TEN, TOKYO), variant=rule.variant)
    try:
        planned = plan_clock(facts, value, book.hours(value))
    except (CannotCompute, CalendarError):
        return None
    return planned.due.on if planned else None
