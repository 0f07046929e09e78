"""How is a file kept with a record?"""

from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services.scanning import await_verdict
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.references.models import Reference


@deed(right=FOLLOWS, words=_("Keeping of a file"))
def attach(
    *,
    reference: Reference,
    file: "File[bytes]",
    label: str = "",
    restricted: bool = False,
    by: Actor,
    at: datetime,
) -> Attachment:
    """Keep a file with a record; return the attachment. Where there is a virus scanner, nobody gets it before that.

    It follows from a deed on the record, whose right is that of whoever may add to it: no door keeps a file by itself.

    :raises NotPermitted: outside another deed.
    :raises FileRefused: when the file is empty, too large, of a kind not kept, or not what its name says.
    """
    attachment: Attachment = Attachment.objects.create(
        reference=reference,
        label=label,
        file=file,
        restricted=restricted,
        uploaded_by=by.account,
        uploaded_at=at,
    )
    changes = {"name": label, "sha256": attachment.sha256, "size": attachment.size}
    trail.record(action="attachments.added", reference=str(reference), by=by, at=at, changes=changes)
    await_verdict(attachment, at=at)
    return attachment
