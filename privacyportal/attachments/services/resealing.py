"""How do stored files get the newest key, in place and at any moment whole?

Beside each file a new one is written; within the deed, the row locked and not erased, it takes the other's place.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.storage import Written


def stored() -> "models.QuerySet[Attachment]":
    """Return the rows whose files are there, newest first: where the first of all has the newest key, every one has."""
    return Attachment.objects.filter(erasure=None).order_by("-pk")


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
