"""How does a person take a copy of a file?"""

from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.content import digest
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.reading import takes
from privacyportal.attachments.services.quarantine import held
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.backoffice.sealed_files import not_opened


@deed(right=right(personally=takes), on="attachment", words=_("Taking a copy of a file"))
def take_copy(*, attachment: Attachment, reason: str = "", by: Actor, at: datetime) -> "File[bytes]":
    """Record that a person takes a copy of a file, and open it; it is read to its end first.

    An identity paper, or what is marked as restricted, is taken for a written reason.

    :raises Refused: when that reason is missing, or the file waits for the virus scanner or lies in quarantine.
    :raises KeyMissing: when the portal does not have the key that it is encrypted with.
    :raises NotOpened: when it is not what was stored for this record.
    """
    refuse_if([held(attachment), _for_a_reason(attachment, reason)], obj=attachment)
    file = attachment.file.open("rb")
    if digest(file) != attachment.sha256:
        file.close()
        raise not_opened()
    changes = {"sha256": attachment.sha256}
    reference = str(attachment.reference)
    trail.record(
        action="attachments.downloaded", reference=reference, by=by, at=at, changes=changes, reason=reason.strip()
    )
    return file


def _for_a_reason(attachment: Attachment, reason: str) -> Refusal | None:
    """Refuse an identity paper to whoever does not say what for (security control measures: access on need)."""
    if reason.strip() or not attachment.needs_reason:
        return None
    return Refusal(
        code="attachments.reason_missing",
        section="3",
        cannot=_("The file is not given out."),
        missing=_("Identity papers and restricted files are taken for a written reason."),
        next_step=_("Write what you need it for; no personal data."),
        field="reason",
    )
