"""Which open deadlines would move if a rule changed, from when to when?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.planning import plan
from privacyportal.clocks.refreshing import loaded
from privacyportal.clocks.registry import duties_of
from privacyportal.clocks.rulebook import RuleBook, value_of

MOST = 200


@dataclass(frozen=True)
class Moved:
    """One open deadline that would move: its record's number, its last day now and then."""

    number: str
    before: date
    after: date


def would_move(
    rule: ClockRule, *, valid_from: date, variant: str | None = None, values: Mapping[str, Any]
) -> list[Moved]:
    """The open deadlines of a rule's duty that began on or after a day and would move under other terms, up to MOST.

    Promised and agreed dates are left out: no rule moves them. Nothing is written.
    """
    wanted = rule.variant if variant is None else variant
    other = ClockRule(pk=rule.pk, duty=rule.duty, variant=wanted)
    for name in ("amount", "unit", "calendar", "day_one", "roll_forward", "until_midnight", "stopped_by"):
        setattr(other, name, values.get(name, getattr(rule, name)))
    value, book = value_of(other), RuleBook()
    began = datetime.combine(valid_from, time.min, TOKYO)
    open_ones = Clock.objects.open().filter(duty=rule.duty, variant=wanted, started_at__gte=began, is_fixed=False)
    clocks = {clock.reference_id: clock for clock in open_ones.select_related("reference").order_by("due_at")[:MOST]}
    moved = []
    for subject, records in loaded([clock.reference for clock in clocks.values()]):
        duty = duties_of(subject.prefix)[rule.duty]
        for record in records:
            facts, clock = duty.facts(record), clocks[record.reference_id]
            planned = plan(facts, value, book.hours(value)) if facts else None
            if planned and planned.due.on != clock.due_on:
                moved.append(Moved(clock.reference.number, clock.due_on, planned.due.on))
    return moved
