"""Which kinds of record have numbers? Named at start-up, before any model is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from privacyportal.references.reading import RecordQuerySet

if TYPE_CHECKING:
    from privacyportal.accounts.models import User
    from privacyportal.references.models import Reference


@dataclass(frozen=True)
class RecordKind:
    """One kind of numbered record: `model` is its label, `digits` the width, `by_year` whether numbers restart."""

    prefix: str
    model: str
    digits: int = 6
    by_year: bool = True

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


@runtime_checkable
class Referenced(Protocol):
    """A numbered record, as files, deadlines and history are shown of it."""

    @property
    def pk(self) -> int:
        """Return its key."""

    @property
    def reference_id(self) -> int:
        """Return the key of its number."""

    @property
    def reference(self) -> "Reference":
        """Return its number."""


registered: dict[str, RecordKind] = {}
# Who answers for a record of a kind, by prefix: for them a deputy acts while they are away.
_answering: dict[str, Callable[[Any], "User | None"]] = {}


def register(*kinds: RecordKind) -> None:
    """Name kinds of numbered records; called from an app's `ready()`, when all models are loaded.

    :raises ImproperlyConfigured: when a kind leaves open who may read it; its abstract questions raise `TypeError`.
    """
    for kind in kinds:
        kind.rows()
    registered.update({kind.prefix: kind for kind in kinds})


def answered_by[M: models.Model](prefix: str, person: Callable[[M], "User | None"]) -> None:
    """Say who answers for a record of a kind: an account, or None where nobody does."""
    _answering[prefix] = person


def person_of(obj: models.Model) -> "User | None":
    """Return the account that answers for a record; None where it has no number or nobody answers for it."""
    label = obj._meta.label
    prefix = next((kind.prefix for kind in registered.values() if kind.model == label), "")
    return _answering[prefix](obj) if prefix in _answering else None
