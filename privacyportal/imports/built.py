"""What was built on the rows that an import made? Found by what refers to them, never by a list of what may happen.

Four questions of each thousand rows: does a row refer to one of them that the import did not make and that does not go
along? does the trail tell of a deed on its number since? is each row that has digests as it was first written? does
the kind of record know of something else that rests on it?
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from privacyportal.audit import rows
from privacyportal.audit.actors import number_of
from privacyportal.audit.models import REFUSED, AuditEntry
from privacyportal.backoffice import labels
from privacyportal.backoffice.models import ImportMade, ImportRun
from privacyportal.backoffice.values import value_of
from privacyportal.imports.along import condition_of
from privacyportal.imports.made import Keys, Model, among, model_of, referring
from privacyportal.imports.registry import importer_for
from privacyportal.references.models import Reference

BATCH = 500
CHANGED, CHANGED_BEFORE, NOT_NOTED = "imports.changed", "imports.changed_before", "imports.not_noted"
# Why an undoing ended otherwise: said in the same place.
DISTURBED, INTERRUPTED = "imports.undoing_disturbed", "imports.undoing_interrupted"


@dataclass(frozen=True)
class Built:
    """Something that was built on an import: the number of the record, and what it is, as a code.

    The code is an action of the trail (`cases.noted`), a table (`model:cases.InternalNote`), or one of this module's.
    """

    number: str
    what: str


class Made:
    """The rows that one import made, as they were noted."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    @cached_property
    def ranges(self) -> Mapping[Model, Sequence[tuple[int, int, int]]]:
        """Return, by model, ranges of keys in order (first, last, the trail's newest entry at that time)."""
        found: dict[Model, list[tuple[int, int, int]]] = defaultdict(list)
        noted = ImportMade.objects.filter(run=self.run, is_changed=False).order_by("table_name", "first_key")
        for table, *keys in noted.values_list("table_name", "first_key", "last_key", "until"):
            found[model_of(table)].append((keys[0], keys[1], keys[2]))
        return dict(found)

    @property
    def counts(self) -> dict[Model, int]:
        """Return how many rows of each model there are."""
        return {model: sum(last - first + 1 for first, last, _until in some) for model, some in self.ranges.items()}

    def chunks(self) -> Iterator[tuple[Model, Keys, int]]:
        """Yield each range of keys with its model and the trail's newest entry when it was stored."""
        for model, some in self.ranges.items():
            for first, last, until in some:
                yield model, (first, last), until

    def strangers(self, model: Model, keys: Sequence[int]) -> list[int]:
        """Return, of keys in order, those of rows that the import did not make."""
        known, place, others = self.ranges.get(model, ()), 0, []
        for key in keys:
            while place < len(known) and known[place][1] < key:
                place += 1
            if place == len(known) or key < known[place][0]:
                others.append(key)
        return others


def never(run: ImportRun) -> Iterator[Built]:
    """Yield why an import cannot be undone whatever becomes of it: nobody noted what it made, or what it changed."""
    noted = ImportMade.objects.filter(run=run)
    if (run.created and not noted.filter(is_changed=False).exists()) or (run.updated and not noted.exists()):
        yield Built("", NOT_NOTED)
    else:
        yield from _changed_before(Made(run))


def built_on(run: ImportRun, looked_at: Callable[[int], object] = lambda rows: None) -> Iterator[Built]:
    """Yield what keeps an import from being undone; nothing where nothing was built on it.

    :param looked_at: told of how many rows, of all that the import made, have been looked at
    """
    made = Made(run)
    yield from never(run)
    done = 0
    for model, keys, until in made.chunks():
        yield from _referring(model, range(keys[0], keys[1] + 1), made)
        if rows.is_covered(model):
            yield from _changed(model, keys)
        if model is Reference:
            yield from _told_since(keys, until)
            yield from _resting(made, keys)
        done += keys[1] - keys[0] + 1
        looked_at(done)


def along(model: Model, keys: Sequence[int]) -> Iterator[tuple[Model, list[int]]]:
    """Yield the rows that go along with rows of a model, table by table: those that refer to others come first."""
    for other, name in referring(model):
        when = condition_of(other)
        if when is None:
            continue
        for some in among(name, keys):
            found = other._base_manager.filter(when, some)
            if when:  # Nobody else lets it become something else meanwhile.
                found = found.select_for_update(of=("self",))
            if here := list(found.order_by("pk").values_list("pk", flat=True)):
                yield from along(other, here)
                yield other, here


def _referring(model: Model, keys: Sequence[int], made: Made) -> Iterator[Built]:
    """Yield each row that refers to rows of a model, was not made by the import and does not go along."""
    for other, name in referring(model):
        when = condition_of(other)
        if when is not None and not when and not referring(other):
            continue
        for some in among(name, keys):
            found = list(_keys_of(other, some))
            goes = set(_keys_of(other, some & when)) if when is not None else set[int]()
            strange = made.strangers(other, found) if when is None else [key for key in found if key not in goes]
            for row in other._base_manager.filter(pk__in=strange).order_by("pk"):
                yield Built(_number_of(row, name), f"model:{other._meta.label}")
            if goes:
                yield from _referring(other, sorted(goes), made)


def _keys_of(model: Model, condition: Q) -> "QuerySet[models.Model, int]":
    return model._base_manager.filter(condition).order_by("pk").values_list("pk", flat=True)


def _number_of(row: models.Model, name: str) -> str:
    """Return the number of the record that a row hangs on by one of its fields; empty where that has none."""
    target = value_of(row, name)
    if isinstance(target, Reference):
        return target.number
    return number_of(target) if isinstance(target, models.Model) else ""


def _changed(model: Model, keys: Keys) -> Iterator[Built]:
    for some in batched(range(keys[0], keys[1] + 1), BATCH):
        stands = rows.as_first_written(model, some)
        for row in model._base_manager.filter(pk__in=[key for key in some if str(key) not in stands]).order_by("pk"):
            yield Built(number_of(row), CHANGED)


def _told_since(keys: Keys, until: int) -> Iterator[Built]:
    numbers = list(Reference.objects.filter(pk__range=keys).values_list("number", flat=True))
    for some in batched(numbers, BATCH):
        since = AuditEntry.objects.filter(reference__in=some, sequence__gt=until).exclude(action=REFUSED)
        for number, action in since.order_by("sequence").values_list("reference", "action"):
            yield Built(number, action)


def _resting(made: Made, keys: Keys) -> Iterator[Built]:
    importer = importer_for(made.run.kind)
    for references in batched(range(keys[0], keys[1] + 1), BATCH):
        for number, row in importer.resting_on(references):
            if made.strangers(type(row), [row.pk]):
                yield Built(number, f"model:{row._meta.label}")


def _changed_before(made: Made) -> Iterator[Built]:
    """Yield the records that stood before and that the import changed: what they held is not kept."""
    own = ImportMade.objects.filter(run=made.run, is_changed=True).order_by("first_key")
    for first, last in own.values_list("first_key", "last_key").iterator():
        keys = made.strangers(Reference, range(first, last + 1))
        for number in Reference.objects.filter(pk__in=keys).order_by("pk").values_list("number", flat=True):
            yield Built(number, CHANGED_BEFORE)


def words_of(what: str) -> str:
    """Return the words of what was built on a row, in the reader's language."""
    label = what.removeprefix("model:")
    return str(apps.get_model(label)._meta.verbose_name) if label != what else labels.label(what)
