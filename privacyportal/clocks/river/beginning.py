"""How do the clocks of many records begin at once, which are new and have nothing beside them yet?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import batched
from typing import NamedTuple, cast

from django.db import models, transaction
from django.db.models import Prefetch

from privacyportal.audit import inserting
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.models import Clock, Level
from privacyportal.clocks.plan import Plan, Record, Subject, duties_of, subject_of
from privacyportal.clocks.river.computing import left_to_the_past
from privacyportal.clocks.river.refreshing import CHUNK, compute
from privacyportal.clocks.river.rulebook import RuleBook
from privacyportal.clocks.river.silence import Unsent, is_silent, record_silence

# The generation of a clock that begins.
FIRST = 1


def begin_many(*, records: Sequence[Record], at: datetime, suppress: str = "") -> int:
    """Write the clocks of records of one kind that this transaction has made; return how many.

    They are as they were stored, nobody else knows them, nothing rests on them and none has a part of its own, so that
    nothing is read. What a record is about comes with it, or is read one by one. `suppress` as in `refresh_many`.

    :raises CannotCompute: when a rule or a calendar is missing.
    """
    if not records or left_to_the_past([record.reference_id for record in records]):
        return 0
    book, written = RuleBook(on=tokyo_day(at)), 0
    subject = subject_of(records[0].reference.prefix)
    with _without_parts(records, subject):
        for chunk in batched(records, CHUNK):
            with transaction.atomic():
                written += _begin(chunk, subject=subject, book=book, at=at, suppress=suppress)
    return written


class Begun(NamedTuple):
    """A clock that begins: of which record and duty, as planned, and what its columns say."""

    reference_id: int
    duty: str
    planned: Plan
    columns: Mapping[str, object]


def _begin(records: Sequence[Record], *, subject: Subject, book: RuleBook, at: datetime, suppress: str) -> int:
    """Write the clocks of some records that have none; return how many."""
    duties = [duty for duty in duties_of(subject.prefix).values() if not duty.part]
    begun = [
        Begun(obj.reference_id, duty.code, *computed)
        for obj in records
        for duty in duties
        if (computed := compute(duty, duty.facts(obj), book)) is not None
    ]
    if not begun:
        return 0
    names = ("reference_id", "duty", "generation", "refreshed_at", *begun[0].columns)
    said = [(one.reference_id, one.duty, FIRST, at, *one.columns.values()) for one in begun]
    keys = cast("Sequence[int]", inserting.rows(Clock, names, said))
    _begin_levels(dict(zip(keys, (one.planned for one in begun), strict=True)), at, suppress)
    return len(begun)


def _begin_levels(plans: Mapping[int, Plan], at: datetime, suppress: str) -> None:
    """Write the steps of clocks, given by their keys; what is past already is recorded as not sent."""
    levels, unsent = [], []
    for clock, planned in plans.items():
        for step, fire_at in planned.fires:
            silent = is_silent(fire_at, at, suppress)
            place = (clock, FIRST, step.code, step.role)
            levels.append((*place, step.order, step.at_once, fire_at, at if silent else None))
            if silent:
                unsent.append(Unsent(*place, fire_at, planned.due.at))
    names = ("clock_id", "generation", "code", "role", "order", "at_once", "fire_at", "recorded_at")
    inserting.rows(Level, names, levels)
    record_silence(unsent, at, suppress)


@contextmanager
def _without_parts(records: Sequence[Record], subject: Subject) -> Iterator[None]:
    """Let what the duties of new records read of their parts be nothing, without asking the database."""
    rows = cast("Sequence[models.Model]", records)
    read = {one.prefetch_to if isinstance(one, Prefetch) else one for one in (*subject.prefetch, *subject.related)}
    names = {name.partition("__")[0] for name in read}
    parts = [part for part in rows[0]._meta.related_objects if part.get_accessor_name() in names]
    many = {part.cache_name: part.related_model._default_manager.none() for part in parts if not part.one_to_one}
    single = [part for part in parts if part.one_to_one]
    for row in rows:
        vars(row)["_prefetched_objects_cache"] = dict(many)
        for part in single:
            part.set_cached_value(row, None)
    try:
        yield
    finally:
        for row in rows:
            del vars(row)["_prefetched_objects_cache"]
            for part in single:
                part.delete_cached_value(row)
