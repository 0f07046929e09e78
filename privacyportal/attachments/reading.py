"""Which files may a person take a copy of?"""

from typing import TYPE_CHECKING

from django.db import models

from privacyportal.attachments.models import Attachment
from privacyportal.references import registry
from privacyportal.references.reading import Viewer

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


def may_take(user: Viewer, attachment: Attachment) -> bool:
    """Return whether the person may take a copy of a file."""
    return registry.can_view_files(user, attachment.reference, restricted=attachment.restricted)


def takes(user: "User", record: models.Model) -> bool:
    """Return whether the record is a file that the person may take a copy of."""
    return isinstance(record, Attachment) and may_take(user, record)
