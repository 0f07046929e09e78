"""How does one entry prove that nothing before it was altered?"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder

GENESIS = "0" * 64
HASHED_FIELDS = (
    "sequence",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "reference",
    "model",
    "object_pk",
    "changes",
    "reason",
    "section",
)
# Hashed where they say something: the entries of releases before them keep their hashes.
ADDED_FIELDS = ("actor_kind", "acting_for_id", "acting_for_name")
_encoder = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(previous_hash: str, content: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) of an entry's content chained to the hash of the entry before."""
    return hashlib.sha256(f"{previous_hash}\n{as_text(content)}".encode()).hexdigest()


def as_text(content: Mapping[str, object]) -> str:
    """Return an entry's content as the one text that is hashed: JSON, its names in order, instants in UTC."""
    values = {name: content[name] for name in HASHED_FIELDS}
    values |= {name: content[name] for name in ADDED_FIELDS if content[name]}
    if isinstance(at := content["at"], datetime):
        values["at"] = instant(at)
    return _encoder.encode(values)


def instant(at: datetime) -> str:
    """Return an aware instant as text that does not depend on the time zone it was written in."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
