"""What follows when a mail comes back? It has failed, nothing more goes to that address, and its owner has a task."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.notifications.addressees import addressee_of
from privacyportal.notifications.bounces import Report, Verdict, recognise
from privacyportal.notifications.checking import is_dead
from privacyportal.notifications.models import DeadAddress, Message, digest_of
from privacyportal.notifications.services.queueing import queue, wake
from privacyportal.notifications.services.settling import RESEND, wait_again
from privacyportal.notifications.states import BOUNCED, TRANSITIONS, Reason, Status, Way
from privacyportal.references.kinds import person_of
from privacyportal.references.registry import object_for


def _was_told(user: User, obj: models.Model) -> bool:
    return Message.objects.filter(Message.objects.told_to([user.pk]), pk=obj.pk).exists()


# Whose task it is closes it, and who may send mails again.
CLOSE = right("notifications.resend_message", personally=_was_told)


@deed(right=RESEND, words=_("Mail that came back"), by_portal=True)
def bounced(*, raw: bytes, by: Actor, at: datetime) -> Report:
    """Take a mail that came in; where it reports that one of ours did not arrive for good, record that.

    What names no mail of ours changes nothing, whatever it says: anybody can write to a mailbox. Taken again, it
    changes nothing either.

    :returns: what it is
    """
    report = recognise(raw)
    if report.verdict is not Verdict.HARD or not report.message_ids:
        return report
    before, after = TRANSITIONS["bounce"]
    sent = Message.objects.select_for_update(of=("self",)).filter(message_id__in=report.message_ids, status__in=before)
    for message in sent.filter(erasure=None).select_related("recipient", "reference").order_by("pk"):
        status = message.status
        Message.objects.filter(pk=message.pk).update(status=after, reason=Reason.BOUNCED, error=report.said)
        DeadAddress.objects.get_or_create(
            digest=digest_of(message.to_address), defaults={"message": message, "found_at": at}
        )
        changes = {"status": [status, after], "kind": message.kind}
        trail.record(action="notifications.bounced", obj=message, by=by, at=at, changes=changes)
        key = f"{BOUNCED}:{message.pk}"
        queue(kind=BOUNCED, key=key, recipients=_owners(message, at), reference=message.reference, by=PORTAL, at=at)
    return report


def _owners(message: Message, at: datetime) -> list[User]:
    """Whose task it is: who answers for the record, unless it is they who cannot be reached; else who may send again.

    Whoever stands in that day for who answers for the record has it as well.
    """
    owner = person_of(object_for(message.reference)) if message.reference else None
    if owner is not None and owner.is_active and owner.pk != message.recipient_id:
        deputy = owner.deputy if owner.is_absent_on(tokyo_day(at)) else None
        return [owner, deputy] if deputy is not None and deputy.pk != message.recipient_id else [owner]
    held = {"groups__permissions__codename": "resend_message", "is_active": True}
    return list(User.objects.filter(**held).exclude(pk=message.recipient_id).distinct())


@deed(right=CLOSE, on="obj", words=_("Closing a mail that came back"))
def close_return(*, obj: Message, way: str, reason: str, by: Actor, at: datetime) -> Message:
    """Close the task that a mail which came back is: its address is corrected, or another way was taken.

    A corrected address gets the mail, and what was not sent to the dead one meanwhile; each is decided again as it
    leaves.

    :raises Conflict: when it is no such task (any more), or the address on file is still one that mails come back from.
    """
    rows = Message.objects.returned().select_for_update(of=("self",)).select_related("recipient", "reference")
    returned: Message | None = rows.filter(pk=obj.pk).first()
    if returned is None:
        raise Conflict(_("Only a mail that came back, and that nobody has closed, can be closed."))
    closed = [returned]
    if way == Way.CORRECTED:
        _insist_on_new_address(returned)
        kept = {"addressee": returned.addressee, "status": Status.FAILED, "reason": Reason.DEAD_ADDRESS}
        closed += Message.objects.filter(**kept).select_for_update(of=("self",)).order_by("pk")
        after = wait_again([message.pk for message in closed])
        wake()
    else:
        after = TRANSITIONS["settle"][1]
        Message.objects.filter(pk=returned.pk).update(status=after, reason=Reason.OTHER_WAY)
    entries = [
        trail.Entry(
            action="notifications.return_closed",
            obj=message,
            changes={"status": [message.status, after], "kind": message.kind, "way": way},
            reason=reason,
        )
        for message in closed
    ]
    trail.record_many(entries, by=by, at=at)
    obj.refresh_from_db()
    return obj


def _insist_on_new_address(returned: Message) -> None:
    addressee = addressee_of(returned)
    if addressee is None or not addressee.email or is_dead(returned):
        raise Conflict(
            _("The address on file is still the one that mails come back from. Correct it first, where it is kept.")
        )
