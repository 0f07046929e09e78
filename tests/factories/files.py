"""A file of a record, without the deed that it would follow from."""

from collections.abc import Mapping

from privacyportal.accounts.models import User
from privacyportal.attachments import services
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import acting


def attach(*, by: User, **given: object) -> Attachment:
    """Keep a file with a record."""
    asked: Mapping[str, object] = {**given, "by": acting(by)}
    return services.attach.service(**asked)
