"""Who keeps a file with a vendor, a contract, a ground or a joint use?"""

from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments import services as attachments
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from vendors import permissions
from vendors.models import Entrustment, ForeignGround, JointUseArrangement, Vendor


@deed(right=permissions.SUPERVISE, on="record", words=_("file of the supervision"))
def keep_file(
    *, record: Vendor | Entrustment | ForeignGround, file: "File[bytes]", label: str, by: Actor, at: datetime
) -> Attachment:
    """Keep a file with a vendor, or with a contract or ground of one.

    :raises FileRefused: when it is of a kind that is not kept.
    """
    return attachments.attach(reference=record.reference, file=file, label=label, by=by, at=at)


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("file of the joint use"))
def keep_arrangement_file(
    *, arrangement: JointUseArrangement, file: "File[bytes]", label: str, by: Actor, at: datetime
) -> Attachment:
    """Keep a file with a joint use.

    :raises FileRefused: when it is of a kind that is not kept.
    """
    return attachments.attach(reference=arrangement.reference, file=file, label=label, by=by, at=at)
