"""How do people hear that a file went into quarantine?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import COMPLIANCE_OFFICER
from privacyportal.attachments.models import Scan
from privacyportal.attachments.services import scanning
from privacyportal.audit.actors import PORTAL
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind

QUARANTINED = "attachments.quarantined"


def tell_people(scan: Scan, at: datetime) -> None:
    """Queue a mail to who added the file and to those who decide on it; it names the record, not the file."""
    people = {user.pk: user for user in User.objects.filter(groups__name=COMPLIANCE_OFFICER.code, is_active=True)}
    added = scan.attachment.uploaded_by
    if added is not None:
        people[added.pk] = added
    key = f"{QUARANTINED}:{scan.pk}:{at.isoformat()}"
    reference = scan.attachment.reference
    services.queue(kind=QUARANTINED, key=key, recipients=people.values(), reference=reference, by=PORTAL, at=at)


def _content(message: Message) -> Content:
    return Content(
        bracket=_("Quarantine"),
        ask=_("A file may hold malware"),
        lead=_(
            "The virus scanner found something in a file of this record. Nobody gets the file. If you opened it before "
            "you added it, tell IT security now. Compliance releases it or has it erased."
        ),
        action=_("Open the record"),
        why=_("You receive this because you added the file, or because you decide on files in quarantine."),
    )


register_kind(Kind(code=QUARANTINED, label=_("File in quarantine"), content=_content))
scanning.tell(tell_people)
