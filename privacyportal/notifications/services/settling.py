"""What can a person do with a mail that failed, or of which nobody knows whether it arrived?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.labels import Text
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
    after = wait_again([obj.pk])
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


@dataclass(frozen=True)
class Resent:
    """What sending many mails again comes to: those that wait again, and those left as they are, each with why."""

    again: list[Message] = field(default_factory=list)
    left: list[tuple[Message, Text]] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why mails are left, in words, with how many."""
        return sorted(Counter(str(why) for _message, why in self.left).items())


def weigh(messages: Iterable[Message]) -> Resent:
    """Say which of these mails can be sent again in bulk, and why not the others."""
    resent = Resent()
    for message in messages:
        if why := _why_left(message):
            resent.left.append((message, why))
        else:
            resent.again.append(message)
    return resent


def _why_left(message: Message) -> Text:
    """What only a look at the single mail decides is left: what may have arrived, and what came back."""
    if message.status == Status.UNKNOWN:
        return _("It may have arrived: look at it by itself.")
    if message.status != Status.FAILED:
        return _("It has not failed.")
    if message.reason in (Reason.BOUNCED, Reason.DEAD_ADDRESS):
        return _("Mails to its address come back: correct the address first.")
    return ""


@deed(right=RESEND, words=_("Sending failed mails again in bulk"))
def resend_many(*, messages: Sequence[Message], reason: str, by: Actor, at: datetime) -> Resent:
    """Send failed mails again for one written reason, which stands with each in the trail; the right is asked of each.

    Each is decided again as it leaves: to whom, whether it is still true and wanted, at which hour.

    :raises NotPermitted: when one of them is not the actor's to see or to send; then none is sent again.
    """
    rows = Message.objects.filter(pk__in=[message.pk for message in messages]).order_by("pk")
    chosen = list(rows.select_related("reference", "recipient").select_for_update(of=("self",)))
    for message in chosen:
        resend_many.insist(by, message)
    resent = weigh(chosen)
    if not resent.again:
        return resent
    after = wait_again([message.pk for message in resent.again])
    told = [
        trail.Entry(
            action="notifications.resent",
            obj=message,
            changes={"status": [message.status, after], "kind": message.kind},
            reason=reason,
        )
        for message in resent.again
    ]
    trail.record_many(told, by=by, at=at)
    wake()
    return resent


def wait_again(keys: Sequence[int]) -> Status:
    """Let mails wait to be sent as if never tried; addresses that theirs came back from are taken for good again.

    :returns: the state in which they are now
    :raises Conflict: when one of them neither failed nor is unknown.
    """
    before, after = TRANSITIONS["resend"]
    rows = Message.objects.filter(pk__in=keys).select_related("recipient")
    reached = [found.email or "" for row in rows if (found := addressee_of(row))]
    DeadAddress.objects.filter(digest__in=[digest_of(address) for address in reached]).delete()
    moved = Message.objects.filter(pk__in=keys, status__in=before).update(
        status=after,
        next_attempt_at=None,
        attempts=0,
        reason="",
        error="",
        lease_until=None,
        lease_token=None,
    )
    if moved != len(keys):
        raise Conflict(_("Only a message that failed or whose delivery is unknown can be sent again."))
    return after


@deed(right=RESEND, on="obj", words=_("Record that a mail went out"))
def record_sent(*, obj: Message, sent_at: datetime, reason: str, by: Actor, at: datetime) -> Message:
    """Record that a message whose delivery was unknown went out after all: when, and how one knows.

    :raises Conflict: when its delivery is not unknown, or that lies in the future.
    """
    if sent_at > at:
        raise Conflict(_("The moment lies in the future. Enter when it went out, as the log of the mail server says."))
    after = TRANSITIONS["accept"][1]
    unknown = Message.objects.filter(pk=obj.pk, status=Status.UNKNOWN)
    if not unknown.update(status=after, sent_at=sent_at, reason="", error=""):
        raise Conflict(_("Only of a message whose delivery is unknown it can be recorded that it went out."))
    changes = {"status": [obj.status, after], "kind": obj.kind, "happened_at": sent_at}
    trail.record(action="notifications.sent_after_all", obj=obj, by=by, at=at, changes=changes, reason=reason)
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
