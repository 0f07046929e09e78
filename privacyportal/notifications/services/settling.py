"""What can a person do with a mail that failed, or of which nobody knows whether it arrived?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.notifications.models import Message
from privacyportal.notifications.services.queueing import wake
from privacyportal.notifications.states import TRANSITIONS, Reason

RESEND = right("notifications.resend_message")


@deed(right=RESEND, on="obj", words=_("Sending a mail again"))
def resend(*, obj: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Send a failed or unknown message again, under the same Message-ID, for a written reason.

    :raises Conflict: when it is neither failed nor unknown.
    """
    before, after = TRANSITIONS["resend"]
    moved = Message.objects.filter(pk=obj.pk, status__in=before).update(
        status=after, next_attempt_at=None, attempts=0, reason="", error="", lease_until=None, lease_token=None
    )
    if not moved:
        raise Conflict(_("Only a message that failed or whose delivery is unknown can be sent again."))
    trail.record(
        action="notifications.resent",
        obj=obj,
        by=by,
        at=at,
        changes={"status": [obj.status, after], "kind": obj.kind},
        reason=reason,
    )
    wake()
    obj.refresh_from_db()
    return obj


@deed(right=RESEND, on="obj", words=_("Settling a mail without sending it"))
def settle(*, obj: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Close a failed or unknown message for a written reason: it was delivered after all, or is not needed any more.

    :raises Conflict: when it is neither failed nor unknown.
    """
    before, after = TRANSITIONS["settle"]
    if not Message.objects.filter(pk=obj.pk, status__in=before).update(status=after, reason=Reason.SETTLED):
        raise Conflict(_("Only a message that failed or whose delivery is unknown can be settled."))
    changes = {"status": [obj.status, after], "kind": obj.kind}
    trail.record(action="notifications.settled", obj=obj, by=by, at=at, changes=changes, reason=reason)
    obj.refresh_from_db()
    return obj
