"""What can be done with clocks: compute them from events, preview one, change a rule."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import batched
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.calendars.budgets import Due
from privacyportal.clocks.models import ClockRule, RuleLevel
from privacyportal.clocks.planning import plan
from privacyportal.clocks.refreshing import CHUNK, refresh_chunk, stale_references
from privacyportal.clocks.registry import Facts
from privacyportal.clocks.rulebook import RuleBook
from privacyportal.clocks.states import Reason
from privacyportal.references.models import Reference

type Person = AbstractBaseUser | None


@dataclass
class Past:
    """A past that is being entered: the records touched so far, and the rules, which do not change meanwhile."""

    touched: dict[int, None] = field(default_factory=dict)

    @cached_property
    def book(self) -> RuleBook:
        """The rules, read when first asked for."""
        return RuleBook()


_past: ContextVar[Past | None] = ContextVar("past", default=None)
RULE_FIELDS = (
    "amount", "unit", "calendar", "day_one", "roll_forward", "until_midnight", "stopped_by", "certainty", "source",
)  # fmt: skip


def refresh(*, reference: Reference, at: datetime) -> None:
    """Bring the clocks of one record in line with its stored events, in the caller's transaction.

    Safe to repeat. Nothing is mailed here: what fell due is found by the sweep.

    :raises CannotCompute: when a rule or a calendar is missing.
    """
    refresh_many(references=[reference], at=at)


def refresh_many(*, references: Iterable[Reference], at: datetime, suppress: str = "") -> int:
    """The same for many records with few statements; return how many clocks were written.

    With `suppress` (`imported`, `recalculated`) steps whose moment has already passed are recorded as not sent, for
    that reason, and mail nobody (E11).

    :raises CannotCompute: when a rule or a calendar is missing.
    """
    keys = [reference.pk for reference in references]
    past = _past.get()
    if past is not None:
        past.touched.update(dict.fromkeys(keys))
        return 0
    return _refresh(keys, at, suppress)


def _refresh(keys: Iterable[int], at: datetime, suppress: str) -> int:
    book, written = RuleBook(), 0
    for chunk in batched(keys, CHUNK):
        with transaction.atomic():
            written += refresh_chunk(chunk, book=book, at=at, suppress=suppress)
    return written


@contextmanager
def catching_up(*, at: datetime, suppress: str) -> Iterator[None]:
    """Compute the clocks of everything touched meanwhile once, at the end, as of `at`; what is past mails nobody.

    For whoever enters a whole past at once, deed by deed, in one transaction.
    """
    past = Past()
    token = _past.set(past)
    try:
        yield
    finally:
        _past.reset(token)
    _refresh(past.touched, at, suppress)


def recalculate(*, at: datetime, limit: int = 4 * CHUNK) -> int:
    """Recompute open clocks whose calendar has a newer version, up to `limit` records; mail nobody for the past."""
    return _refresh(stale_references(limit), at, Reason.RECALCULATED)


def preview(*, duty: str, started_at: datetime, variant: str = "") -> Due | None:
    """The limit that a duty would have if it started now, before anything is stored; None for duties without one.

    :raises CannotCompute: when a rule or a calendar is missing.
    """
    past = _past.get()
    book = past.book if past else RuleBook()
    rule = book.rule(duty, variant, started_at)
    planned = plan(Facts(started_at=started_at), rule, book.hours(rule))
    return planned.due if planned else None


@deed
def amend_rule(*, obj: ClockRule, valid_from: date, by: Person, at: datetime, **values: Any) -> ClockRule:
    """Replace a rule from a day on: the old row ends there, a new one begins with the same ladder (T5).

    What started before that day keeps the old rule. `values` are fields of the rule.

    :raises Refused: when the day is not after the old rule's first, or the old rule has already been replaced.
    """
    refuse_if([_replaced(obj), _not_later(obj, valid_from)], obj=obj)
    levels = list(obj.levels.all())
    kept = {name: getattr(obj, name) for name in RULE_FIELDS}
    new = ClockRule(duty=obj.duty, variant=obj.variant, valid_from=valid_from, **{**kept, **values})
    new.clean_fields()
    ClockRule.objects.filter(pk=obj.pk).update(valid_to=valid_from)
    new.save()
    RuleLevel.objects.bulk_create([_copy(level, new) for level in levels])
    changes = {"duty": obj.duty, "valid_from": valid_from, "fields": sorted(values)}
    trail.record(action="clocks.rule_amended", obj=new, by=by, at=at, changes=changes)
    return new


@deed
def set_level(
    *,
    rule: ClockRule,
    code: str,
    role: str,
    order: int,
    offset: int,
    offset_unit: str,
    at_once: bool = False,
    by: Person,
    at: datetime,
) -> RuleLevel:
    """Add a step to a rule's ladder or move it; clocks follow when their records next change.

    :raises ValidationError: when a value does not fit.
    """
    level = rule.levels.filter(code=code, role=role).first() or RuleLevel(rule=rule, code=code, role=role)
    level.order, level.offset, level.offset_unit, level.at_once = order, offset, offset_unit, at_once
    level.clean_fields(exclude={"rule"})
    level.validate_constraints(exclude={"rule"})
    level.save()
    changes = {"duty": rule.duty, "level": code, "role": role, "offset": f"{offset} {offset_unit}"}
    trail.record(action="clocks.level_set", obj=rule, by=by, at=at, changes=changes)
    return level


@deed
def drop_level(*, level: RuleLevel, by: Person, at: datetime) -> None:
    """Take a step out of a rule's ladder."""
    changes = {"duty": level.rule.duty, "level": level.code, "role": level.role}
    trail.record(action="clocks.level_dropped", obj=level.rule, by=by, at=at, changes=changes)
    level.delete()


def _replaced(rule: ClockRule) -> Refusal | None:
    if rule.valid_to is None:
        return None
    return Refusal(
        code="clocks.rule_replaced",
        cannot=_("This rule cannot be changed."),
        missing=_("It has already been replaced by a later one."),
        next_step=_("Change the rule that is in force."),
    )


def _not_later(rule: ClockRule, valid_from: date) -> Refusal | None:
    if valid_from > rule.valid_from:
        return None
    return Refusal(
        code="clocks.rule_day",
        cannot=_("The rule cannot change on that day."),
        missing=_("The day must be later than the first day of the rule in force."),
        next_step=_("Choose a later day."),
        field="valid_from",
    )


def _copy(level: RuleLevel, rule: ClockRule) -> RuleLevel:
    level.pk, level.rule = None, rule
    return level
