"""What does an object's page show of its deadlines: limits, why these dates, and who was told?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from django.db.models import Model, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import panels
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.panels import Panel
from privacyportal.calendars import effects
from privacyportal.calendars.ledger import Account, account
from privacyportal.calendars.loading import hours_of
from privacyportal.clocks.models import Clock, ClockRule, Level, Notice
from privacyportal.clocks.plan import Facts, Pause, Record, duties_of, informational_codes, split_pauses, subject_of
from privacyportal.clocks.river import DEADLINE, value_of
from privacyportal.clocks.show import impact
from privacyportal.clocks.show.display import Distance, limit_text, of_clock
from privacyportal.clocks.show.due import limits
from privacyportal.notifications.models import Message
from privacyportal.references.models import Reference
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


def explain(clock: Clock, obj: Record | None = None) -> Explanation:
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


MOST = 20


@dataclass(frozen=True)
class ShownLevel:
    """One step of a clock's ladder: when it falls or fell due, how it ended, and the mails it led to."""

    level: Level
    notice: Notice | None
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Deadline:
    """One clock as the page shows it."""

    clock: Clock
    distance: Distance
    limit: str
    is_limit: bool
    explanation: Explanation
    steps: tuple[ShownLevel, ...]


def deadlines(reference: Reference, at: datetime, obj: Record | None = None) -> list[Deadline]:
    """Every clock of a record with its ledger and its ladder, in a fixed number of queries."""
    clocks = (
        Clock.objects.of(reference)
        .select_related("reference", "rule__calendar", "calendar_version__calendar")
        .prefetch_related("levels", "notices", "rule__levels")
        .order_by("due_at", "pk")[:MOST]
    )
    messages, to_know = _messages(reference), informational_codes()
    return [
        Deadline(
            clock=clock,
            distance=of_clock(clock, at),
            limit=long_day(clock.due_on) if clock.duty in to_know else limit_text(clock.due_at),
            is_limit=clock.duty not in to_know,
            explanation=explain(clock, obj),
            steps=_steps(clock, messages),
        )
        for clock in clocks
    ]


def _messages(reference: Reference) -> dict[int, list[Message]]:
    by_notice: dict[int, list[Message]] = defaultdict(list)
    rows: Iterable[Message] = Message.objects.filter(reference=reference, kind=DEADLINE).select_related(
        "recipient", "collective"
    )
    for message in rows:
        by_notice[message.facts["notice"]].append(message)
    return by_notice


def _steps(clock: Clock, messages: dict[int, list[Message]]) -> tuple[ShownLevel, ...]:
    notices = {(row.generation, row.level, row.role): row for row in clock.notices.all()}
    steps = []
    for level in sorted(clock.levels.all(), key=lambda row: (row.generation, row.order, row.role)):
        notice = notices.get((level.generation, level.code, level.role))
        if notice or level.fire_at:
            steps.append(ShownLevel(level, notice, tuple(messages[notice.pk]) if notice else ()))
    return tuple(steps)


def panel(request: HttpRequest, obj: Record) -> Panel | None:
    """The tab of an object's page that shows its deadlines; none where nothing was ever due."""
    if not limits(obj.reference):
        return None
    return Panel("deadlines", _("Deadlines (why this date)"), "clocks/deadlines.html", partial(_deadlines, obj))


def _deadlines(obj: Record) -> Mapping[str, object]:
    # Each of its duties reads the same parts of the record.
    prefetch_related_objects([cast("Model", obj)], *subject_of(obj.reference.prefix).prefetch)
    return {"deadlines": deadlines(obj.reference, timezone.now(), obj)}


panels.register(700, panel)
effects.register(effects.Watcher(impact.measure, impact.panel, impact.lines))
