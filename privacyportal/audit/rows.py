"""Was a row changed behind the portal's back, by whoever holds the database and switches its triggers off?

Each time the portal writes a row that decisions rest on, it adds the row's digest, made with the portal's secret key:
who holds the database alone can make none. Entries of the trail prove the digests (`audit.proving`). A row that is not
as its newest digest says was written past the portal.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import batched

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.signals import m2m_changed  # noqa: TID251  No deed: what was written.

from privacyportal.audit import covered, inserting, trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.audit.chain import instant
from privacyportal.audit.models import AuditEntry, RowDigest

BEGUN, FOUND, ACCEPTED = "audit.rows_begun", "audit.rows_found", "audit.rows_accepted"
BATCH = 500
# As many wrong rows as one entry names.
NAMED = 100
_encoder = DjangoJSONEncoder(sort_keys=True)


@dataclass(frozen=True)
class Cover:
    """A model whose rows are covered: without some columns, which change by themselves, and with sets of others."""

    model: type[models.Model]
    besides: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


_covers: dict[str, Cover] = {}


def cover(label: str, *, besides: tuple[str, ...] = (), sets: tuple[str, ...] = ()) -> None:
    """Cover the rows of a model from now on; called at start-up.

    :raises ImproperlyConfigured: where rows could be written in bulk without being heard of.
    """
    model = apps.get_model(label)
    _covers[model._meta.label_lower] = Cover(model, besides, sets)
    covered.hear(model, take)
    uid = f"audit.rows:{label}"
    for name in sets:
        m2m_changed.connect(_set, sender=_through(model, name), dispatch_uid=f"{uid}.{name}")


def take(model: type[models.Model], keys: covered.Keys) -> None:
    """Add digests of rows as they are stored now, within the transaction that wrote them."""
    one = _covers[model._meta.label_lower]
    for some in batched(keys, BATCH):
        found = _texts(one, some)
        digests = [(model._meta.label_lower, str(key), _made(found.get(str(key), ""))) for key in some]
        inserting.rows(RowDigest, ("model", "row", "digest"), digests)


def as_first_written(model: type[models.Model], keys: Sequence[object]) -> Mapping[str, str]:
    """Return the digest, by key, of each row of a covered model that stands as it was first written, and only once."""
    one, label = _covers[model._meta.label_lower], model._meta.label_lower
    told: dict[str, list[str]] = {}
    for some in batched(map(str, keys), BATCH):
        for row, digest in RowDigest.objects.filter(model=label, row__in=some).values_list("row", "digest"):
            told.setdefault(row, []).append(digest)
    once = {row: digests[0] for row, digests in told.items() if len(digests) == 1}
    texts = {row: text for some in batched(once, BATCH) for row, text in _texts(one, some).items()}
    return {row: digest for row, digest in once.items() if row in texts and _is_of(digest, texts[row])}


def is_covered(model: type[models.Model]) -> bool:
    """Return whether the rows of a model have digests."""
    return model._meta.label_lower in _covers


def begin(*, by: Actor, at: datetime) -> None:
    """Cover what was stored before there were digests, each model once; the trail tells how many rows."""
    begun = {changes["model"] for changes in AuditEntry.objects.filter(action=BEGUN).values_list("changes", flat=True)}
    for label, one in sorted(_covers.items()):
        if label not in begun:
            known = RowDigest.objects.filter(model=label).values_list("row", flat=True).distinct()
            missing = _keys(one) - set(known)
            with transaction.atomic():
                take(one.model, missing)
                trail.record(action=BEGUN, by=by, at=at, changes={"model": label, "rows": len(missing)})


@dataclass(frozen=True)
class Wrong:
    """A row that is not as the portal wrote it last; `entry` is the trail's entry that proves what it wrote."""

    model: type[models.Model]
    row: str
    how: str
    entry: int | None = None

    def __str__(self) -> str:
        proof = f"entry {self.entry} proves another" if self.entry else "it was written otherwise"
        expected = {"added": "the portal never wrote it", "deleted": proof.replace("another", "that it was there")}
        return f"{self.model._meta.db_table}: row {self.row} {self.how}: {expected.get(self.how, proof)}"


def wrong() -> Iterator[Wrong]:
    """Yield each covered row that was changed, added or deleted past the portal."""
    for label, one in sorted(_covers.items()):
        told = RowDigest.objects.filter(model=label).order_by("pk").values_list("row", "digest", "proved_by")
        newest = {row: (digest, entry) for row, digest, entry in told.iterator(2000)}
        for some in batched(sorted(_keys(one), key=_number), BATCH):
            for row, text in _texts(one, some).items():
                digest, entry = newest.pop(row, (None, None))
                if digest is None:
                    yield Wrong(one.model, row, "added")
                elif not _is_of(digest, text):
                    yield Wrong(one.model, row, "changed", entry)
        for row, (digest, entry) in newest.items():
            if not _is_of(digest, ""):
                yield Wrong(one.model, row, "deleted", entry)


def look(*, at: datetime) -> int:
    """Look at every covered row and tell the trail of what was written past the portal; return how many rows."""
    found = list(wrong())
    if found:
        trail.record(action=FOUND, by=PORTAL, at=at, changes=_named(found))
    return len(found)


def accept(*, reason: str, by: Actor, at: datetime) -> int:
    """Take rows as they are now, for a stated reason (a restore, a correction by hand); the trail names them."""
    found = list(wrong())
    with transaction.atomic():
        for one in found:
            take(one.model, [one.row])
        trail.record(action=ACCEPTED, by=by, at=at, changes=_named(found), reason=reason)
    return len(found)


def _named(found: Sequence[Wrong]) -> dict[str, object]:
    return {"rows": len(found), "wrong": [str(one) for one in found[:NAMED]]}


def _set(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    model: type[models.Model],
    pk_set: set[object] | None,
    **_: object,
) -> None:
    if not action.startswith("post_"):
        return
    if not reverse:
        covered.written(type(instance), [instance.pk])
    else:
        covered.written(model, pk_set if pk_set is not None else _keys(_covers[model._meta.label_lower]))


def _through(model: type[models.Model], name: str) -> type[models.Model]:
    field = model._meta.get_field(name)
    if not isinstance(field, models.ManyToManyField):
        raise ImproperlyConfigured(f"{model.__name__}.{name} is no set.")
    through = field.remote_field.through
    if through is None:
        raise ImproperlyConfigured(f"{model.__name__}.{name} has no table.")
    return through


def _keys(one: Cover) -> set[str]:
    return {str(key) for key in one.model._base_manager.values_list("pk", flat=True)}


def _number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdecimal() else (0, key)


def _texts(one: Cover, keys: Sequence[object]) -> Mapping[str, str]:
    """Return each stored row as text without what is empty, so that a new column that says nothing changes none."""
    names = [field.attname for field in one.model._meta.concrete_fields if field.attname not in one.besides]
    rows = one.model._base_manager.filter(pk__in=keys).values(*names)
    sets = {name: _members(one.model, name, keys) for name in one.sets}
    texts = {}
    for row in rows:
        key = str(row[one.model._meta.pk.attname])
        told = {name: _plain(value) for name, value in row.items() if value not in (None, "", False, [], {})}
        told |= {name: members[key] for name, members in sets.items() if key in members}
        texts[key] = _encoder.encode([one.model._meta.label_lower, told])
    return texts


def _members(model: type[models.Model], name: str, keys: Sequence[object]) -> dict[str, list[object]]:
    field = model._meta.get_field(name)
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()  # type: ignore[union-attr]
    pairs = _through(model, name)._base_manager.filter(**{f"{own}__in": keys}).values_list(f"{own}_id", f"{other}_id")
    members: dict[str, list[object]] = {}
    for key, member in sorted(pairs):
        members.setdefault(str(key), []).append(member)
    return members


def _plain(value: object) -> object:
    match value:
        case datetime():
            return instant(value)
        case Decimal():
            return str(value.normalize())
        case bytes() | memoryview():
            return bytes(value).hex()
    return value


def _made(text: str, key: str = "") -> str:
    """Return a row's digest; of a row that is gone, one that says so."""
    return hmac.digest(_secret(key or settings.SECRET_KEY), text.encode(), "sha256").hex()


@cache
def _secret(key: str) -> bytes:
    return sha256(f"audit.rows:{key}".encode()).digest()


def _is_of(digest: str, text: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(digest, _made(text, key)) for key in keys)
