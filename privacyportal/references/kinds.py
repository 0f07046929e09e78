"""Which kinds of record have numbers? Named at start-up, before any model is loaded."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Kind:
    """One kind of numbered record: `model` is its label, `digits` the width, `by_year` whether numbers restart."""

    prefix: str
    model: str
    digits: int = 6
    by_year: bool = True

    @property
    def model_class(self) -> type[models.Model]:
        """Return the model; it has a OneToOne `reference` and a manager with `visible_to(user)`."""
        return apps.get_model(self.model)


registered: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Name kinds of numbered records; called from an app's `ready()`."""
    registered.update({kind.prefix: kind for kind in kinds})
