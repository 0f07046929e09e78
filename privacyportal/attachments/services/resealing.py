"""How do stored files get the newest key, in place and at any moment whole?

Beside each file a new one is written; within the deed, the row locked and not erased, it takes the other's place.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.sealed_files import PIECE, key_of, not_opened, opened, sealing
from privacyportal.backoffice.storage import Written, write_beside


def stored() -> "models.QuerySet[Attachment]":
    """Return the rows whose files are there, newest first: where the first of all has the newest key, every one has."""
    return Attachment.objects.filter(erasure=None).order_by("-pk")


def key_used(attachment: Attachment) -> str:
    """Return the fingerprint of the key that a file is encrypted with; empty where it is not.

    :raises OSError: when it is not there.
    """
    return key_of(Path(attachment.file.path))


def keys_used() -> Counter[str]:
    """Return how many files are encrypted with which key, by fingerprint; `missing` counts those that are not there."""
    found: Counter[str] = Counter()
    for attachment in stored().iterator():
        try:
            found[key_used(attachment)] += 1
        except OSError:
            found["missing"] += 1
    return found


def written_anew(attachment: Attachment) -> Written:
    """Write the file, encrypted with the newest key, beside the stored one.

    :raises KeyMissing: when the portal lacks the newest key, or the one it is encrypted with.
    :raises NotOpened: when it is not what was stored for this row, by its own hash.
    :raises OSError: when it is not there, or there is no room.
    """
    name, found = attachment.file.name or "", hashlib.sha256()
    bound = attachment.bound_to(name)
    with opened(Path(attachment.file.path), bound_to=bound) as file:
        written = write_beside(name, sealing(_hashed(file, found), bound_to=bound))
    if found.hexdigest() != attachment.sha256:
        written.drop()
        raise not_opened()
    return written


@deed(right=FOLLOWS, words=_("Encryption of stored files with the newest key"), by_portal=True)
def exchange(*, ready: Mapping[int, Written], by: Actor, at: datetime) -> int:
    """Let files that were written anew take the place of the stored ones, by the keys of their rows; return how many.

    What was erased meanwhile stays gone.
    """
    kept = Attachment.objects.select_for_update(of=("self",)).filter(pk__in=ready, erasure=None)
    standing = set(kept.values_list("pk", flat=True))
    for pk, written in ready.items():
        if pk in standing:
            written.keep()
        else:
            written.drop()
    changes = {"count": len(standing), "key": newest().fingerprint}
    trail.record(action="attachments.resealed", by=by, at=at, changes=changes)
    return len(standing)


def _hashed(file: BinaryIO, found: "hashlib._Hash") -> Iterator[bytes]:
    pieces: Iterable[bytes] = iter(lambda: file.read(PIECE), b"")
    for piece in pieces:
        found.update(piece)
        yield piece
