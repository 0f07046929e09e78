"""What does a person see before an import is undone: how much goes, and what was built on it?"""

from dataclasses import dataclass

from django.db.models import Q

from privacyportal.backoffice.actions import ReasonForm
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.imports import built, undoing
from privacyportal.imports.along import condition_of
from privacyportal.imports.built import Built, Made
from privacyportal.imports.made import Model, referring
from privacyportal.references.models import Reference

# What belongs to a number and not to the work: nobody counts it.
UNSEEN = (Reference, ImportedRow)


@dataclass(frozen=True)
class Named:
    """What was built on a record, in words, with the record's number (empty where it has none)."""

    number: str
    words: str


class UndoForm(ReasonForm):
    """The reason, under a list of what goes."""

    obj: ImportRun
    layout = "imports/undo.html"

    def prepare(self) -> None:
        """Count what goes, and look for what was built on it where that is soon told."""
        self.going = going(self.obj)
        self.is_long = self.obj.created > undoing.ASKED_AT_ONCE


def named(found: list[Built]) -> list[Named]:
    """Return what was built, in the reader's language."""
    return [Named(one.number, built.words_of(one.what)) for one in found]


def going(run: ImportRun) -> list[tuple[str, int]]:
    """Return the words and the number of rows of each table that undoing would empty of what the import brought."""
    made = Made(run)
    counts: dict[Model, int] = {model: count for model, count in made.counts.items() if model not in UNSEEN}
    for model, name in referring(Reference):
        when = condition_of(model)
        if when is None or not model._meta.default_permissions:
            continue
        some = [_count(model, name, when, keys[:2]) for keys in made.ranges.get(Reference, ())]
        if sum(some):
            counts[model] = sum(some)
    return [(str(model._meta.verbose_name), count) for model, count in counts.items()]


def _count(model: Model, name: str, when: Q, keys: tuple[int, int]) -> int:
    return model._base_manager.filter(when, **{f"{name}__gte": keys[0], f"{name}__lte": keys[1]}).count()
