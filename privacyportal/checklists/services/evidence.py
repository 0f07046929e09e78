"""How does a file come to stand as evidence beside an item of an assessment?"""

from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments import services as attachments
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.checklists import rights
from privacyportal.checklists.models import Assessment
from privacyportal.checklists.services.assessments import asked_in_draft


@deed(right=rights.ANSWER, on="assessment", words=_("evidence for an item"))
def keep_evidence(*, assessment: Assessment, code: str, file: "File[bytes]", by: Actor, at: datetime) -> Attachment:
    """Keep a file with a draft, under the item that it proves; return the attachment.

    :raises Conflict: when the assessment is not being answered any more, or does not ask this item.
    :raises FileRefused: when it is of a kind that is not kept.
    """
    asked_in_draft(assessment, [code])
    return attachments.attach(reference=assessment.reference, file=file, label=code, by=by, at=at)
