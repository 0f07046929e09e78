"""Why this date? A clock's way to its limit, day by day, from the events, rule and calendar that made it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacyportal.calendars.ledger import Account, account
from privacyportal.calendars.loading import hours_of
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.planning import split_pauses
from privacyportal.clocks.registry import Facts, Pause, duties_of
from privacyportal.clocks.rulebook import value_of
from privacyportal.references.registry import object_for


@dataclass(frozen=True)
class Explanation:
    """What a reader needs to recompute a limit: start, rule, calendar version, pauses, and each day that counted.

    `pauses` are the ended stretches that stop the clock, `halts` the same and open ones with their reasons.
    """

    clock: Clock
    rule: ClockRule
    calendar: str
    started_at: datetime
    pauses: tuple[tuple[datetime, datetime], ...]
    halts: tuple[Pause, ...]
    open_since: datetime | None
    account: Account | None

    @property
    def is_fixed(self) -> bool:
        """Whether the limit is a date that was promised or agreed, so that nothing was counted."""
        return self.account is None


def explain(clock: Clock, obj: Any = None) -> Explanation:
    """The ledger of one clock, on the calendar version it was computed with; `obj` saves loading the record again."""
    duty = duties_of(clock.reference.prefix).get(clock.duty)
    facts = duty.facts(obj or object_for(clock.reference)) if duty else None
    facts = facts or Facts(started_at=clock.started_at, stopped_at=clock.stopped_at)
    rule = value_of(clock.rule)
    version, hours = clock.calendar_version, hours_of(clock.calendar_version)
    stops, open_since = split_pauses(facts, rule)
    counted = None if clock.is_fixed else account(hours, clock.started_at, rule.budget, stops)
    return Explanation(
        clock=clock,
        rule=clock.rule,
        calendar=f"{version.calendar} {version.number}",
        started_at=clock.started_at,
        pauses=tuple(stops),
        halts=() if clock.is_fixed else tuple(pause for pause in facts.pauses if rule.stops_for(pause.reason)),
        open_since=open_since,
        account=counted,
    )
