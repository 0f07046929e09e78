"""Where does the head of the trail stand, so that who holds the database cannot set it back unseen?

The chain proves that every entry follows from the one before. Whoever rewrites all of them, head included, or cuts the
tail and sets the head back, leaves a chain that is whole again: only what was written down elsewhere tells. So the head
goes, again and again, into a file outside the database and once a day to those who audit (ASVS 16.4.3).
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from privacyportal.audit.chain import instant
from privacyportal.audit.models import AuditEntry, AuditHead

_HASH = re.compile(r"[0-9a-f]{64}")
_LAST_BYTES = 400


class AnchorsUnreadable(Exception):
    """A line of the file of anchors is none; the text names it."""


@dataclass(frozen=True)
class Anchor:
    """What was written down of the trail at a moment: its last number and that entry's hash."""

    sequence: int
    entry_hash: str
    at: datetime

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """Return the anchor of a line.

        :raises ValueError: when it is none (KeyError, TypeError too).
        """
        said = json.loads(line)
        sequence, found, at = int(said["sequence"]), str(said["hash"]), datetime.fromisoformat(said["at"])
        if sequence < 1 or not _HASH.fullmatch(found) or at.tzinfo is None:
            raise ValueError(line)
        return cls(sequence, found, at)

    @property
    def line(self) -> str:
        """Return the line of the file."""
        return json.dumps({"at": instant(self.at), "sequence": self.sequence, "hash": self.entry_hash})


type Hear = Callable[[Anchor, datetime], None]
_hearers: list[Hear] = []


def tell(hear: Hear) -> None:
    """Name who hears of the newest anchor whenever the head is looked at; called at start-up."""
    _hearers.append(hear)


def drop_anchor(*, at: datetime) -> Anchor | None:
    """Write the head of the trail into the file unless it stands there last; return it, None of an empty trail.

    :raises OSError: when the file cannot be written.
    """
    head = AuditHead.objects.filter(pk=1).first()
    if head is None or not head.sequence:
        return None
    anchor, last = Anchor(head.sequence, head.entry_hash, at), newest()
    if last is None or (last.sequence, last.entry_hash) != (anchor.sequence, anchor.entry_hash):
        with settings.PORTAL_ANCHORS_FILE.open("a", encoding="ascii") as file:
            file.write(anchor.line + "\n")
            file.flush()
            os.fsync(file.fileno())
    for hear in _hearers:
        hear(anchor, at)
    return anchor


def newest() -> Anchor | None:
    """Return the anchor that was written last; None where there is none, or where the file's end is none."""
    path: Path = settings.PORTAL_ANCHORS_FILE
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _LAST_BYTES, 0))
        lines = file.read().decode("ascii", "replace").splitlines()
    try:
        return Anchor.read(lines[-1]) if lines else None
    except (ValueError, KeyError, TypeError):
        return None


def anchors(path: Path | None = None) -> Iterator[Anchor]:
    """Yield every anchor of a file, by default the portal's own; nothing where there is no file.

    :raises AnchorsUnreadable: for a line that is none: whoever changed one has changed the proof.
    """
    file = path or settings.PORTAL_ANCHORS_FILE
    if path is None and not file.exists():
        return
    with file.open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield Anchor.read(line)
            except (ValueError, KeyError, TypeError) as error:
                raise AnchorsUnreadable(f"{file.name}, line {number}") from error


def is_kept(anchor: Anchor) -> bool:
    """Whether the trail still holds the entry that was anchored, with one look."""
    return AuditEntry.objects.filter(pk=anchor.sequence, entry_hash=anchor.entry_hash).exists()


def by_sequence(found: Iterator[Anchor]) -> Mapping[int, str]:
    """Return the hash that was written down of each number; "" where two were, for no entry fits both."""
    hashes: dict[int, str] = {}
    for anchor in found:
        same = hashes.setdefault(anchor.sequence, anchor.entry_hash) == anchor.entry_hash
        hashes[anchor.sequence] = anchor.entry_hash if same else ""
    return hashes
