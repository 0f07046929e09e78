"""Which kinds of record have numbers? Named at start-up, before any model is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from privacyportal.references.reading import RecordQuerySet


def nobody(obj: Any) -> None:
    """Return None: no one person answers for a record of this kind."""


@dataclass(frozen=True)
class RecordKind:
    """One kind of numbered record: `model` is its label, `digits` the width, `by_year` whether numbers restart.

    `responsible` returns the account that answers for a record, for whom a deputy may act.
    """

    prefix: str
    model: str
    digits: int = 6
    by_year: bool = True
    responsible: Callable[[Any], Any] = nobody

    def rows(self) -> RecordQuerySet:
        """Return all records of the kind, which answer who may read them.

        :raises ImproperlyConfigured: when the model's queryset leaves a question of reading open.
        """
        rows = self.model_class._default_manager.all()
        if not isinstance(rows, RecordQuerySet):
            raise ImproperlyConfigured(f"{self.model}: nobody said who may read its rows, contents and files.")
        return rows

    @property
    def model_class(self) -> type[models.Model]:
        """Return the model; it has a OneToOne `reference` and a manager with `visible_to(user)`."""
        return apps.get_model(self.model)


registered: dict[str, RecordKind] = {}


def register(*kinds: RecordKind) -> None:
    """Name kinds of numbered records; called from an app's `ready()`, when all models are loaded.

    :raises ImproperlyConfigured: when a kind leaves open who may read it; its abstract questions raise `TypeError`.
    """
    for kind in kinds:
        kind.rows()
    registered.update({kind.prefix: kind for kind in kinds})
