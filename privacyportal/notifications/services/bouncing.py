"""What follows when a mail comes back? It has failed, nothing more goes to that address, and its owner is told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.notifications.bounces import Report, Verdict, recognise
from privacyportal.notifications.models import DeadAddress, Message, digest_of
from privacyportal.notifications.registry import BOUNCED
from privacyportal.notifications.services.queueing import queue
from privacyportal.notifications.services.settling import RESEND
from privacyportal.notifications.states import TRANSITIONS, Reason
from privacyportal.references.kinds import person_of
from privacyportal.references.registry import object_for


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
        queue(kind=BOUNCED, key=key, recipients=_owners(message), reference=message.reference, by=PORTAL, at=at)
    return report


def _owners(message: Message) -> list[User]:
    """Who sees to it: who answers for the record, unless it is they who cannot be reached; else who may send again."""
    owner = person_of(object_for(message.reference)) if message.reference else None
    if owner is not None and owner.is_active and owner.pk != message.recipient_id:
        return [owner]
    held = {"groups__permissions__codename": "resend_message", "is_active": True}
    return list(User.objects.filter(**held).exclude(pk=message.recipient_id).distinct())
