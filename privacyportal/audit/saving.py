"""What may Django be told when a row is stored? For models that ask something of themselves first."""

from collections.abc import Iterable
from typing import TypedDict

from django.db.models.base import ModelBase


class Saving(TypedDict, total=False):
    """The keywords of `Model.save`, handed on unchanged."""

    force_insert: bool | tuple[ModelBase, ...]
    force_update: bool
    using: str | None
    update_fields: Iterable[str] | None
