"""Which rule applies to a duty that starts on a given day?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError
from privacyportal.calendars.errors import NoCalendar
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import InForce, in_force
from privacyportal.calendars.models import CalendarVersion
from privacyportal.clocks.models import ClockRule
from privacyportal.clocks.plan import Facts, LevelValue, RuleValue, budget_of, label_of


class CannotCompute(PortalError):
    """A rule or a calendar is missing; the person is told, and nothing is guessed in its place (C8)."""


class NoRule(CannotCompute):
    """No rule for a duty is in force on the day it starts."""


class NoCalendarInForce(CannotCompute):
    """The calendar that a rule counts on has no published version."""


TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class DatedRule:
    """A rule's value with the days on which it is in force."""

    valid_from: date
    valid_to: date | None
    value: RuleValue

    def covers(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class RuleBook:
    """The rules of the rooms that are asked for, and the calendars they count on, for one piece of work on a day `on`.

    Each room's rules are read once, when the first of its duties is asked for: a deed on a consent reads four rules and
    not those of all rooms. How long a duty may take is said by the rule of the day it began; who hears of it when, by
    the rule in force on `on`. With a `draft` the book is as if that were published.
    """

    def __init__(self, *, on: date, draft: ClockRule | None = None) -> None:
        self._on, self._draft = on, draft
        self._rooms: dict[str, dict[tuple[str, str], list[DatedRule]]] = {}
        self._calendars: dict[str, InForce] = {}

    def rule(self, duty: str, variant: str, started_at: datetime) -> RuleValue:
        """The rule in force on the Tokyo day of the start; the duty's general rule where the variant has none.

        :raises NoRule: when neither is in force that day (C8: nothing is guessed).
        """
        day = started_at.astimezone(TOKYO).date()
        rules = self._rules_beside(duty)
        for candidate in (*rules[duty, variant], *rules[duty, ""]):
            if candidate.covers(day):
                return candidate.value
        raise NoRule(
            _("No deadline rule for “%(duty)s” is in force on %(day)s. Ask the compliance officer to enter one.")
            % {"duty": label_of(duty), "day": day}
        )

    def rule_for(self, duty: str, facts: Facts) -> RuleValue:
        """The rule for a clock with these facts, on the outside body's calendar where they name one (C9).

        :raises NoRule: when none is in force on the day of the start.
        """
        rule = self.rule(duty, facts.variant, facts.started_at)
        return replace(rule, calendar=facts.calendar) if facts.calendar else rule

    def version(self, rule: RuleValue) -> CalendarVersion:
        """The calendar version in force that a rule counts on.

        :raises NoCalendarInForce: when none is published.
        """
        return self._calendar(rule.calendar).version

    def hours(self, rule: RuleValue) -> OpenHours:
        """The open hours in force that a rule counts on.

        :raises NoCalendarInForce: when none is published.
        """
        return self._calendar(rule.calendar).hours

    def _rules_beside(self, duty: str) -> dict[tuple[str, str], list[DatedRule]]:
        """The rules of a duty's room, by duty and special case."""
        room = duty.partition(".")[0]
        if room not in self._rooms:
            self._rooms[room] = self._read(room)
        return self._rooms[room]

    def _read(self, room: str) -> dict[tuple[str, str], list[DatedRule]]:
        rules: dict[tuple[str, str], list[DatedRule]] = defaultdict(list)
        rows = ClockRule.objects.published().filter(duty__startswith=room)
        drafts = (self._draft,) if self._draft is not None and self._draft.duty.startswith(room) else ()
        for row in (*rows.select_related("calendar").prefetch_related("levels"), *drafts):
            rules[row.duty, row.variant].append(DatedRule(row.valid_from, row.valid_to, value_of(row)))
        for draft in drafts:
            key = (draft.duty, draft.variant)
            rules[key] = _ended(rules[key], draft.valid_from)
        for key, dated in rules.items():
            rules[key] = _with_steps_of(dated, self._on)
        return rules

    def _calendar(self, code: str) -> InForce:
        if code not in self._calendars:
            try:
                self._calendars[code] = in_force(code)
            except NoCalendar as error:
                raise NoCalendarInForce(
                    _("The business calendar %(code)s has no published version, so no deadline can be computed.")
                    % {"code": code}
                ) from error
        return self._calendars[code]


def _ended(dated: Sequence[DatedRule], day: date) -> list[DatedRule]:
    """The rules with the last of them beginning on a day, the one before it ending there, and none after it."""
    *others, last = dated
    return [
        *(replace(rule, valid_to=min(rule.valid_to or day, day)) for rule in others if rule.valid_from < day),
        last,
    ]


def _with_steps_of(dated: Sequence[DatedRule], on: date) -> list[DatedRule]:
    steps = next((rule.value.steps for rule in dated if rule.covers(on)), None)
    if steps is None:
        return list(dated)
    return [replace(rule, value=replace(rule.value, steps=steps)) for rule in dated]


def value_of(row: ClockRule) -> RuleValue:
    """A rule's row as a value."""
    steps = tuple(
        LevelValue(level.code, level.role, level.order, level.offset, level.offset_unit, level.at_once)
        for level in row.levels.all()
    )
    return RuleValue(
        pk=row.pk,
        calendar=row.calendar.code,
        budget=budget_of(
            amount=row.amount,
            unit=row.unit,
            day_one=row.day_one,
            roll_forward=row.roll_forward,
            until_midnight=row.until_midnight,
        ),
        stopped_by=tuple(row.stopped_by),
        steps=steps,
    )
