"""Which rows did the portal itself write? Whoever writes through it is heard, row by row."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.signals import post_delete, post_save  # noqa: TID251  No deed: what was written.

type Keys = Collection[object]
type Hear = Callable[[type[models.Model], Keys], None]

type Written = dict[tuple[Hear, type[models.Model]], dict[object, None]]

# Of each hearer by what fields it hears; None is all.
_hearers: dict[type[models.Model], dict[Hear, frozenset[str] | None]] = {}
_gathered: ContextVar[Written | None] = ContextVar("gathered", default=None)


def hear(model: type[models.Model], hearer: Hear, *, of: Collection[str] | None = None) -> None:
    """Name somebody who hears which rows of a model were written, in the transaction that writes them.

    :param of: the fields whose writing is heard of; None for all
    :raises ImproperlyConfigured: where rows could be written in bulk without being heard of.
    """
    rows = model._default_manager.all()
    if not isinstance(rows, CoveredQuerySet) and not model.__module__.startswith("django."):
        raise ImproperlyConfigured(f"{model._meta.label} is heard of, but its manager writes unheard: CoveredQuerySet.")
    hearers = _hearers.setdefault(model, {})
    before = hearers.get(hearer, frozenset())
    hearers[hearer] = None if of is None or before is None else before | _columns(model, of)
    uid = f"audit.covered:{model._meta.label}"
    post_save.connect(_saved, sender=model, dispatch_uid=uid)
    post_delete.connect(_saved, sender=model, dispatch_uid=uid)


def written(model: type[models.Model], keys: Keys, fields: Collection[str] | None = None) -> None:
    """Say that rows of a model were written; nobody hears of most models.

    :param fields: what was written of them; None for whole rows
    """
    model = model._meta.concrete_model or model
    gathered = _gathered.get()
    for hearer, of in _hearers.get(model, {}).items() if keys else ():
        if fields is not None and of is not None and of.isdisjoint(fields):
            continue
        if gathered is None:
            hearer(model, keys)
        else:
            gathered.setdefault((hearer, model), {}).update(dict.fromkeys(keys))


def gone(model: type[models.Model], keys: Keys) -> None:
    """Let it be heard at once that rows went which one statement deleted: many, so that none is kept in mind."""
    for hearer in _hearers.get(model._meta.concrete_model or model, {}) if keys else ():
        hearer(model, keys)


def _columns(model: type[models.Model], names: Iterable[str]) -> frozenset[str]:
    """Return fields under both names that a relation has."""
    fields = [model._meta.get_field(name) for name in names]
    return frozenset(name for one in fields if isinstance(one, models.Field) for name in (one.name, one.attname))


def _saved(
    sender: type[models.Model], instance: models.Model, update_fields: Collection[str] | None = None, **_: object
) -> None:
    written(sender, [instance.pk], update_fields)


@contextmanager
def together() -> Iterator[None]:
    """Let each row be heard of once, at the block's end, however often the block writes it: all in one transaction."""
    if _gathered.get() is not None:
        yield
        return
    gathered: Written = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for (hearer, model), keys in gathered.items():
        hearer(model, keys)


class CoveredQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that are heard of when many of them are written with one statement; a single one's signal tells of it."""

    def update(self, **kwargs: object) -> int:
        """Change the rows, and say which."""
        if (self.model._meta.concrete_model or self.model) not in _hearers:
            return super().update(**kwargs)
        keys = list(self.order_by().values_list("pk", flat=True))
        count = super().update(**kwargs)
        written(self.model, keys, kwargs.keys())
        return count

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[M]:
        """Insert the rows, and say which.

        :raises TypeError: where rows give way to those that are stored: nobody could say which were written.
        """
        on_conflict = (ignore_conflicts, update_conflicts, update_fields, unique_fields)
        is_heard = (self.model._meta.concrete_model or self.model) in _hearers
        if is_heard and ignore_conflicts:
            raise TypeError(f"Which rows of {self.model.__name__} were written would be unknown.")
        made = super().bulk_create(objs, batch_size, *on_conflict)
        if is_heard:
            written(self.model, [row.pk for row in made])
        return made
