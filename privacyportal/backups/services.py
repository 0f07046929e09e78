"""What does the trail keep of backups and restorations?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS

TAKEN, RESTORED = "backups.taken", "backups.restored"
# Hashes and moments: numbers by nature, and nobody's.
NUMBERS = ("sha256", "taken_at", "head", "anchored")

type Head = tuple[int, str]


@deed(right=FOLLOWS, words=_("Record of a backup"), by_portal=True, numbers=NUMBERS)
def note_taken(
    *, sha256: str, taken_at: str, head: Head, version: str, files: int, missing: int, by: Actor, at: datetime
) -> None:
    """Record that a backup was taken: which file, of which state, and how many files it has and lacks."""
    changes = {"sha256": sha256, "taken_at": taken_at, "head": list(head), "version": version}
    trail.record(action=TAKEN, by=by, at=at, changes={**changes, "files": files, "missing": missing})


@deed(right=FOLLOWS, words=_("Record of a restoration"), by_portal=True, numbers=NUMBERS)
def note_restored(
    *, sha256: str, taken_at: str, head: Head, version: str, anchored: Head, foreign: str, by: Actor, at: datetime
) -> None:
    """Record that the portal was restored from which file and state, what was written down last of the trail before,
    and why another installation's backup came, if it was one.
    """
    changes = {"sha256": sha256, "taken_at": taken_at, "head": list(head), "version": version}
    trail.record(action=RESTORED, by=by, at=at, changes={**changes, "anchored": list(anchored)}, reason=foreign)
