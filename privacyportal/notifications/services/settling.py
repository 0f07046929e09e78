"""What can a person do with a mail that failed, or of which nobody knows whether it arrived?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.notifications.addressees import addressee_of
from privacyportal.notifications.models import DeadAddress, Message, digest_of
from privacyportal.notifications.services.queueing import wake
from privacyportal.notifications.states import TRANSITIONS, Reason, Status

RESEND = right("notifications.resend_message")


@deed(right=RESEND, on="obj", words=_("Sending a mail again"))
def resend(*, obj: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Send a failed or unknown message again, under the same Message-ID, for a written reason.

    An address that mails came back from is written to again: the person has made sure of it.

    :raises Conflict: when it is neither failed nor unknown.
    """
    before, after = TRANSITIONS["resend"]
    if not _wait_again([obj.pk], before):
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


@deed(right=RESEND, words=_("Sending failed mails again in bulk"))
def resend_many(*, messages: Sequence[Message], reason: str, by: Actor, at: datetime) -> int:
    """Send again those failed mails that the person sees, for one written reason; return how many.

    Left out is what only a look at the single mail decides: what may have arrived, and addresses mails came back from.
    """
    before, after = TRANSITIONS["resend"]
    rows = Message.objects.filter(pk__in=[message.pk for message in messages], status=Status.FAILED)
    if by.account is not None:
        rows = rows.filter(pk__in=Message.objects.visible_to(by.account).values("pk"))
    again = list(rows.exclude(reason__in=[Reason.BOUNCED, Reason.DEAD_ADDRESS]).select_for_update(of=("self",)))
    _wait_again([message.pk for message in again], before)
    told = [
        trail.Entry(
            action="notifications.resent",
            obj=message,
            changes={"status": [message.status, after], "kind": message.kind},
            reason=reason,
        )
        for message in again
    ]
    if told:
        trail.record_many(told, by=by, at=at)
        wake()
    return len(told)


def _wait_again(keys: Sequence[int], before: Sequence[Status]) -> int:
    """Let mails wait to be sent as if never tried; addresses that theirs came back from are taken for good again."""
    rows = Message.objects.filter(pk__in=keys).select_related("recipient")
    reached = [found.email or "" for row in rows if (found := addressee_of(row))]
    DeadAddress.objects.filter(digest__in=[digest_of(address) for address in reached]).delete()
    return Message.objects.filter(pk__in=keys, status__in=before).update(
        status=Status.WAITING,
        next_attempt_at=None,
        attempts=0,
        reason="",
        error="",
        lease_until=None,
        lease_token=None,
    )


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
