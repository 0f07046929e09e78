"""How are clocks computed from events, one record, many, or those that a new calendar or rule has left behind?"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import batched

from django.db import transaction
from django.db.models import Q

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.writing import locked
from privacyportal.calendars.budgets import Due
from privacyportal.clocks.models import RuleChange
from privacyportal.clocks.plan import Facts, Reason, Support, plan_clock, resting_on
from privacyportal.clocks.river.refreshing import CHUNK, refresh_chunk, stale_references
from privacyportal.clocks.river.rulebook import CannotCompute, RuleBook
from privacyportal.references.kinds import registered
from privacyportal.references.models import Reference

logger = logging.getLogger(__name__)


@dataclass
class Past:
    """A past that is being entered: the records touched so far, and the rules, which do not change meanwhile."""

    today: date
    touched: dict[int, None] = field(default_factory=dict)

    @cached_property
    def book(self) -> RuleBook:
        """The rules, read when first asked for."""
        return RuleBook(on=self.today)


_past: ContextVar[Past | None] = ContextVar("past", default=None)


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
    given = list(references)
    keys = dict.fromkeys([reference.pk for reference in given]) | dict.fromkeys(_resting_on(given))
    return 0 if left_to_the_past(keys) else _refresh(keys, at, suppress)


def left_to_the_past(keys: Iterable[int]) -> bool:
    """Return whether a whole past is being entered, at whose end the clocks of these records are computed."""
    past = _past.get()
    if past is not None:
        past.touched.update(dict.fromkeys(keys))
    return past is not None


def refresh_resting(supporter: str, key: object, *, at: datetime) -> int:
    """Bring what rests on something without a number in line, as `refresh_many` does by itself for what has one."""
    found: list[Reference] = []
    for pair in resting_on(supporter):
        found += Reference.objects.filter(pk__in=_dependents(pair, [key]))
    return refresh_many(references=found, at=at)


def _resting_on(references: Iterable[Reference]) -> list[int]:
    """The numbers of what rests on records: a lapse of the one is a task of the other in the same transaction."""
    by_prefix: dict[str, list[object]] = defaultdict(list)
    for reference in references:
        by_prefix[reference.prefix].append(reference.pk)
    pairs = [(pair, keys) for prefix, keys in by_prefix.items() for pair in resting_on(prefix)]
    return [key for pair, keys in pairs for part in batched(keys, CHUNK) for key in _dependents(pair, part)]


def _dependents(pair: Support, keys: Iterable[object]) -> Iterable[int]:
    manager = registered[pair.dependent].model_class._default_manager
    return manager.filter(**{f"{pair.path}__in": list(keys)}).values_list("reference", flat=True)


def _refresh(keys: Iterable[int], at: datetime, suppress: str, *, tells: bool = False) -> int:
    book, written = RuleBook(on=tokyo_day(at)), 0
    for chunk in batched(keys, CHUNK):
        with transaction.atomic():
            written += refresh_chunk(chunk, book=book, at=at, suppress=suppress, tells=tells)
    return written


@contextmanager
def catching_up(*, at: datetime, suppress: str) -> Iterator[None]:
    """Compute the clocks of everything touched meanwhile once, at the end, as of `at`; what is past mails nobody.

    For whoever enters a whole past at once, deed by deed, in one transaction.
    """
    past = Past(tokyo_day(at))
    token = _past.set(past)
    try:
        yield
    finally:
        _past.reset(token)
    _refresh(past.touched, at, suppress)


def recalculate(*, at: datetime, limit: int = 4 * CHUNK) -> int:
    """Recompute what a newer calendar or a changed rule has left behind, up to `limit` records of each.

    Mails nobody for what is already past, unless whoever changed the rule asked for it (E9). Return how many clocks
    were written. A record that cannot be computed is reported and does not hold up the others (E8).
    """
    written = _refresh_each(stale_references(limit), at, Reason.RECALCULATED)
    due = Q(not_before=None) | Q(not_before__lte=tokyo_day(at))
    for change in RuleChange.objects.filter(due, settled_at=None).select_related("rule").order_by("pk"):
        written += follow(change, at=at, limit=limit)
    return written


@transaction.atomic
def follow(change: RuleChange, *, at: datetime, limit: int = CHUNK) -> int:
    """Let up to `limit` more records follow a changed rule; return how many clocks were written."""
    if _past.get() is not None:
        return 0
    change = locked(change, "rule")
    if change.settled_at is not None:
        return 0
    keys = list(
        change.references().filter(pk__gt=change.done_up_to).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    written = _refresh_each(keys, at, "" if change.mails_past else Reason.RECALCULATED)
    change.done_up_to = keys[-1] if keys else change.done_up_to
    change.settled_at = at if len(keys) < limit else None
    change.save(update_fields=["done_up_to", "settled_at"])
    return written


def _refresh_each(keys: Iterable[int], at: datetime, suppress: str) -> int:
    written = 0
    for chunk in batched(keys, CHUNK):
        try:
            written += _refresh(chunk, at, suppress, tells=True)
        except CannotCompute:
            written += sum(_refresh_or_report(key, at, suppress) for key in chunk)
    return written


def _refresh_or_report(key: int, at: datetime, suppress: str) -> int:
    try:
        return _refresh([key], at, suppress, tells=True)
    except CannotCompute:
        logger.exception("The clocks of reference %s could not be recomputed", key)
        return 0


def preview(*, duty: str, started_at: datetime, variant: str = "", calendar: str = "") -> Due | None:
    """The limit that a duty would have if it started now, before anything is stored; None for duties without one.

    :raises CannotCompute: when a rule or a calendar is missing.
    """
    past = _past.get()
    book = past.book if past else RuleBook(on=tokyo_day(started_at))
    facts = Facts(started_at=started_at, variant=variant, calendar=calendar)
    rule = book.rule_for(duty, facts)
    planned = plan_clock(facts, rule, book.hours(rule))
    return planned.due if planned else None
