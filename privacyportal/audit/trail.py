"""How is a deed recorded, and how is the trail proved whole?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from privacyportal.audit import inserting
from privacyportal.audit.actors import Actor, number_of
from privacyportal.audit.anchors import anchors, by_sequence
from privacyportal.audit.chain import ADDED_FIELDS, GENESIS, HASHED_FIELDS, as_text, link
from privacyportal.audit.models import AuditEntry, AuditHead

# Written out: every deed asks these two, and to have them put together anew each time costs ten times what they do.
READ_HEAD = "SELECT sequence, entry_hash FROM audit_audithead WHERE id = 1"
WRITE_HEAD = "UPDATE audit_audithead SET sequence = %s, entry_hash = %s WHERE id = 1"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one entry will say; `changes` names fields, codes, numbers and dates, never personal data."""

    action: str
    obj: models.Model | None = None
    reference: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    section: str = ""


def record(
    *,
    action: str,
    by: Actor,
    at: datetime,
    obj: models.Model | None = None,
    reference: str = "",
    changes: Mapping[str, object] | None = None,
    reason: str = "",
    section: str = "",
) -> AuditEntry:
    """Add one entry to the trail, in the caller's transaction.

    `action` is a past event with its app (`cases.closed`); `by` is who did it;
    `at` is an aware instant; `obj` supplies model, key and reference number unless `reference` is given.
    """
    told = Entry(action=action, obj=obj, reference=reference, changes=changes or {}, reason=reason, section=section)
    [content] = _added([told], by, at)
    return AuditEntry.from_db(DEFAULT_DB_ALIAS, list(content), list(content.values()))


def record_many(told: Sequence[Entry], *, by: Actor, at: datetime) -> None:
    """Add many entries of the same moment by the same actor with one lock and bulk inserts."""
    _added(told, by, at)


@transaction.atomic(savepoint=False)  # An entry is never undone alone: what it tells of goes with it.
def _added(told: Sequence[Entry], by: Actor, at: datetime) -> list[dict[str, object]]:
    """Add entries; return the columns of each, in the order of the table."""
    sequence, previous = _locked_head()
    entries, known = [], dict[str, object]()
    for one in told:
        sequence += 1
        content = _content(one, sequence, by, at, known)
        entries.append({**content, "previous_hash": previous, "entry_hash": (previous := link(previous, content))})
    if entries:
        inserting.rows(AuditEntry, list(entries[0]), [tuple(entry.values()) for entry in entries])
        with connection.cursor() as cursor:
            cursor.execute(WRITE_HEAD, [sequence, previous])
    return entries


def next_number() -> int:
    """Return the number of the entry that this transaction adds next; nobody else adds one before it ends."""
    return _locked_head()[0] + 1


def has_done(by: Actor, actions: Iterable[str], obj: models.Model) -> bool:
    """Whether a person has done any of these deeds to a record."""
    if by.account is None:
        return False
    entries = AuditEntry.objects.filter(actor=by.account.pk, action__in=list(actions))
    return entries.filter(model=obj._meta.label_lower, object_pk=str(obj.pk)).exists()


def _locked_head() -> tuple[int, str]:
    """Return number and hash of the last link, locked until the transaction ends; the first entry of all makes it."""
    stored = _read_head()
    if stored is None:
        AuditHead.objects.bulk_create([AuditHead()], ignore_conflicts=True)
        stored = _read_head()
    return stored or (0, GENESIS)


def _read_head() -> tuple[int, str] | None:
    # SQLite locks the whole database when a transaction begins (IMMEDIATE).
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(READ_HEAD + lock)
        row: tuple[int, str] | None = cursor.fetchone()
    return row


def _content(told: Entry, sequence: int, by: Actor, at: datetime, known: dict[str, object]) -> dict[str, object]:
    """Return what an entry says, in the order of the table; `known` holds what was said of changes by their text."""
    obj, absent = told.obj, by.stands_for
    changes = json.dumps(told.changes, cls=DjangoJSONEncoder)
    if changes not in known:
        known[changes] = json.loads(changes)
    return {
        "sequence": sequence,
        "at": at,
        "actor_id": by.account.pk if by.account else None,
        "actor_name": by.name,
        "actor_kind": by.kind.value,
        "acting_for_id": absent.pk if absent else None,
        "acting_for_name": absent.get_username() if absent else "",
        "action": told.action,
        "reference": told.reference or (number_of(obj) if obj else ""),
        "model": obj._meta.label_lower if obj else "",
        "object_pk": str(obj.pk) if obj else "",
        "changes": known[changes],
        "reason": told.reason,
        "section": told.section,
    }


@dataclass(frozen=True)
class Verdict:
    """Whether the trail is whole: how many entries were read and, if not whole, the first wrong sequence number.

    `anchored` counts what was written down outside and compared; `disproves` says that the chain itself is whole, but
    not the one that was written down.
    """

    entries: int
    broken_at: int | None = None
    anchored: int = 0
    disproves: bool = False

    @property
    def is_whole(self) -> bool:
        """Return True when every entry follows from the one before, the head is the last, and every anchor holds."""
        return self.broken_at is None


def verify(written_down: Mapping[int, str] | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Verdict:
    """Read the whole trail, recompute every link and compare each with what was written down outside.

    A cut tail shows as a head, or an anchor, that is ahead of the last entry. `written_down` are hashes by number, by
    default the portal's own file. `using` names another connection, to a backup that was restored to be tried.

    :raises AnchorsUnreadable: when a line of that file is no anchor.
    """
    hashes = by_sequence(anchors()) if written_down is None else written_down
    before, previous, sequence, moved = _head(using), GENESIS, 0, 0
    for content in _stored(using):
        sequence += 1
        if content["sequence"] != sequence or content["previous_hash"] != previous:
            return Verdict(sequence, broken_at=sequence)
        if content["entry_hash"] != link(previous, content):
            return Verdict(sequence, broken_at=sequence)
        previous = str(content["entry_hash"])
        if sequence == before.sequence and previous != before.entry_hash:
            return Verdict(sequence, broken_at=sequence)
        moved = moved or (sequence if hashes.get(sequence, previous) != previous else 0)
    # Meanwhile others may have added: the head of before stands among the entries read, that of now not behind them.
    if before.sequence > sequence or _head(using).sequence < sequence:
        return Verdict(sequence, broken_at=sequence + 1)
    if max(hashes, default=0) > max(sequence, _head(using).sequence):
        moved = moved or sequence + 1
    return Verdict(sequence, broken_at=moved or None, anchored=len(hashes), disproves=bool(moved))


def _head(using: str) -> AuditHead:
    return AuditHead.objects.using(using).filter(pk=1).first() or AuditHead(sequence=0, entry_hash=GENESIS)


def _stored(using: str = DEFAULT_DB_ALIAS) -> Iterable[dict[str, object]]:
    fields = (*HASHED_FIELDS, *ADDED_FIELDS, "previous_hash", "entry_hash")
    return AuditEntry.objects.using(using).order_by("sequence").values(*fields).iterator(2000)


def lines() -> Iterator[str]:
    """Yield the whole trail for whoever proves it without the portal: an entry a line, its content as it is hashed."""
    for content in _stored():
        line = {"content": as_text(content), "previous_hash": content["previous_hash"], "hash": content["entry_hash"]}
        yield json.dumps(line, ensure_ascii=False) + "\n"
