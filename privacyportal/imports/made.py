"""Which rows does an import make? Noted with each batch, so that it can be undone while nothing was built on them.

Whatever an import brings hangs on numbers that it was given: of the tables that the batch wrote to, those rows are
found which refer to the numbers, and rows that refer to those: nobody else can have written one yet, for nobody else
sees the numbers before the batch ends. What goes along with its record anyway (`along`) need not be noted.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, reduce
from itertools import batched
from operator import or_

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from privacyportal.audit.models import AuditHead
from privacyportal.backoffice.models import ImportMade, ImportRun
from privacyportal.imports.along import condition_of
from privacyportal.references import registry
from privacyportal.references.models import Reference

INSERTED = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|COPY) "?(\w+)"?')
BATCH = 500
# As many ranges are asked for as such; of keys that lie about, each is named.
SPANS = 20
type Model = type[models.Model]
type Keys = tuple[int, int]
type Found = dict[Model, set[int]]


@contextmanager
def noted(run: ImportRun | None, *, is_kept: bool = True) -> Iterator[None]:
    """Note which rows a batch of an import makes, in its transaction; nothing of one that is not kept."""
    if run is None or not is_kept:
        yield
        return
    written: set[str] = set()

    def listen(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if found := INSERTED.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), registry.numbers_given() as given:
        with connection.execute_wrapper(listen):
            yield
        if given:
            _note(run, _made(given, written), is_changed=False)


def changed(run: ImportRun | None, references: Collection[int]) -> None:
    """Note that a run changes records that stood before, by their numbers' keys."""
    if run is not None and references:
        _note(run, {Reference: set(references)}, is_changed=True)


def _note(run: ImportRun, found: Mapping[Model, Collection[int]], *, is_changed: bool) -> None:
    until = AuditHead.objects.values_list("sequence", flat=True).first() or 0
    ImportMade.objects.bulk_create(
        ImportMade(
            run=run, table_name=model._meta.db_table, first_key=first, last_key=last, until=until, is_changed=is_changed
        )
        for model, keys in found.items()
        for first, last in in_ranges(keys)
    )


def _made(given: Iterable[int], written: Collection[str]) -> Found:
    """Return the rows that hang on new numbers, of the tables that were written to."""
    stored = _keys(Reference, "pk", given)
    found: Found = {Reference: stored}
    waiting: list[tuple[Model, set[int]]] = [(Reference, stored)]
    while waiting:
        target, keys = waiting.pop()
        for model, name in referring(target):
            if model._meta.db_table not in written or condition_of(model) is not None:
                continue
            new = _keys(model, name, keys) - found.setdefault(model, set())
            if new:
                found[model] |= new
                waiting.append((model, new))
    return {model: keys for model, keys in found.items() if keys}


def _keys(model: Model, name: str, values: Iterable[int]) -> set[int]:
    rows, found = model._base_manager.order_by(), set[int]()
    for condition in among(name, values):
        found.update(rows.filter(condition).values_list("pk", flat=True))
    return found


def among(name: str, keys: Iterable[int]) -> Iterator[Q]:
    """Yield conditions that a field, or `pk`, is one of these keys, some at a time: as ranges where these are few."""
    for some in batched(sorted(keys), BATCH):
        ranges = in_ranges(some)
        spans = [Q(**{f"{name}__gte": first, f"{name}__lte": last}) for first, last in ranges[:SPANS]]
        yield reduce(or_, spans) if len(ranges) <= SPANS else Q(**{f"{name}__in": some})


def in_ranges(keys: Iterable[int]) -> list[Keys]:
    """Return keys as ranges (first, last) without gaps, in order."""
    ranges: list[Keys] = []
    for key in sorted(keys):
        if ranges and ranges[-1][1] == key - 1:
            ranges[-1] = (ranges[-1][0], key)
        else:
            ranges.append((key, key))
    return ranges


@cache
def referring(target: Model) -> Sequence[tuple[Model, str]]:
    """Return every relation of the database that leads to a model, as the model it starts from and its field."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is not None and field.related_model._meta.concrete_model is target
    ]


def model_of(table: str) -> Model:
    """Return the model of a table."""
    return _by_table()[table]


@cache
def _by_table() -> Mapping[str, Model]:
    known = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in known if not model._meta.proxy}
