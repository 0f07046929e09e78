"""How does a letter leave? A person prints and posts it, and records that: nothing else makes it sent."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.backups.models import Restoration
from privacyportal.notifications.addressees import Addressee, addressee_of
from privacyportal.notifications.checking import why_not
from privacyportal.notifications.models import Message
from privacyportal.notifications.outside import write
from privacyportal.notifications.querysets import POST
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import TRANSITIONS, Channel, Reason

MAY_POST = right(POST)


def _locked(obj: Message) -> Message:
    """Return a letter that still waits, in this transaction's hands.

    :raises Conflict: when it is none, or waits no longer.
    """
    waiting = Message.objects.to_post().select_for_update(of=("self",)).select_related("reference", "recipient")
    letter: Message | None = waiting.filter(pk=obj.pk).first()
    if letter is None:
        raise Conflict(_("Only a letter that waits to be posted can be changed."))
    return letter


@deed(right=MAY_POST, on="obj", words=_("Record of a posting"))
def record_posting(
    *, obj: Message, posted_at: datetime, posting: str, number: str = "", by: Actor, at: datetime
) -> Message:
    """Record that a letter was posted: when, by whom, how, under which number.

    A letter that was posted before the portal was restored went out as it was written: nothing else is asked of it.

    :raises Refused: when it was posted in the future or before it was written, when it is no longer wanted, or its
        addressee or address has changed since it was written.
    :raises Conflict: when it waits no longer.
    """
    letter = _locked(obj)
    addressee = addressee_of(letter)
    asked = [] if went_before(letter, posted_at) else [still_wanted(letter), as_written(letter, addressee)]
    refuse_if([in_time(letter, posted_at, at), *asked], obj=obj)
    before, after = TRANSITIONS["post"]
    values = {"sent_at": posted_at, "posted_by": by.account, "posting": posting, "posting_number": number}
    values |= {"reason": ""}
    Message.objects.filter(pk=letter.pk, status__in=before).update(status=after, **values)
    changes = {"status": [letter.status, after], "kind": letter.kind, "happened_at": posted_at, "posting": posting}
    trail.record(action="notifications.posted", obj=letter, by=by, at=at, changes=changes)
    obj.refresh_from_db()
    return obj


@deed(right=MAY_POST, on="obj", words=_("Letter written anew"))
def write_anew(*, obj: Message, by: Actor, at: datetime) -> Message:
    """Write a waiting letter again, to the name and address on file now.

    :raises Refused: when it is no longer wanted.
    :raises Conflict: when it waits no longer.
    """
    letter = _locked(obj)
    refuse_if([still_wanted(letter)], obj=obj)
    addressee = addressee_of(letter)
    if addressee is None or not addressee.postal:
        raise Conflict(_("No postal address of the addressee is on file."))
    written = write(letter, addressee, at=at)
    Message.objects.filter(pk=letter.pk).update(
        to_name=addressee.name,
        to_postal=addressee.postal,
        language=addressee.language,
        subject=written.subject,
        body=written.text,
    )
    trail.record(action="notifications.written_anew", obj=letter, by=by, at=at, changes={"kind": letter.kind})
    obj.refresh_from_db()
    return obj


@deed(right=MAY_POST, on="obj", words=_("Letter not posted"))
def drop(*, obj: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Decide for a written reason that a waiting letter is not posted; its kind hears of it.

    :raises Conflict: when it waits no longer.
    """
    letter = _locked(obj)
    before, after = TRANSITIONS["drop"]
    Message.objects.filter(pk=letter.pk, status__in=before).update(status=after, reason=Reason.DROPPED)
    kind_of(letter.kind).unsent(letter, Reason.DROPPED)
    changes = {"status": [letter.status, after], "kind": letter.kind}
    trail.record(action="notifications.dropped_letter", obj=letter, by=by, at=at, changes=changes, reason=reason)
    obj.refresh_from_db()
    return obj


def in_time(letter: Message, posted_at: datetime, at: datetime) -> Refusal | None:
    """Refuse a posting in the future, or of a letter that was not written yet."""
    if letter.queued_at.replace(second=0, microsecond=0) <= posted_at <= at:
        return None
    return Refusal(
        code="posted_when",
        cannot=_("The posting cannot be recorded."),
        missing=_("The posting lies in the future, or before the letter was written."),
        next_step=_("Enter when it was posted."),
        field="posted_at",
    )


def went_before(letter: Message, posted_at: datetime) -> bool:
    """Whether a letter that may have been posted before the portal was restored was indeed."""
    in_doubt = letter.reason == Reason.RESTORED
    return in_doubt and Restoration.objects.filter(restored_at__gte=posted_at).exists()


def still_wanted(letter: Message) -> Refusal | None:
    """Refuse a letter that is not to be sent any more."""
    if not why_not(letter):
        return None
    return Refusal(
        code="no_longer_wanted",
        cannot=_("The letter cannot be sent."),
        missing=_("It is no longer wanted: what it says is settled, or no longer concerns the addressee."),
        next_step=_("Decide not to post it."),
    )


def as_written(letter: Message, addressee: Addressee | None) -> Refusal | None:
    """Refuse a letter whose addressee is on file with another name or address than it bears."""
    if addressee and (addressee.name, addressee.postal) == (letter.to_name, letter.to_postal):
        return None
    return Refusal(
        code="address_changed",
        cannot=_("The posting cannot be recorded."),
        missing=_("The addressee's name or address has changed since the letter was written."),
        next_step=_("Write the letter anew."),
    )


def waits(message: Message) -> bool:
    """Whether a message is a letter that waits to be posted."""
    return message.channel == Channel.LETTER and message.status in TRANSITIONS["post"][0]
