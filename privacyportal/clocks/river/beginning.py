"""How do the clocks of many records begin at once, which are new and have nothing beside them yet?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import batched
from typing import cast

from django.db import models, transaction
from django.db.models import Prefetch

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.plan import Record, Subject, subject_of
from privacyportal.clocks.river.computing import left_to_the_past
from privacyportal.clocks.river.refreshing import CHUNK, begin_chunk
from privacyportal.clocks.river.rulebook import RuleBook


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
                written += begin_chunk(chunk, subject=subject, book=book, at=at, suppress=suppress)
    return written


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
