"""How is what was said kept: with the outside, and among ourselves?"""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.models import Case, Correspondence, InternalNote
from cases.services.declaring import case_deed
from cases.services.moving import finish, locked
from cases.states import HANDLE
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import attach
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Refusal, refuse_if


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something said or sent to the outside, or received from there: how, what, when, with whom.

    `party` says with which side; an automatic message (acknowledgement, out of office, bounce) is no word (T3).
    """

    channel: str
    text: str
    happened_at: datetime
    counterparty: str = ""
    party: str = Correspondence.Party.PERSON
    is_automatic: bool = False


def keep(case: Case, direction: str, sent: Sent, *, by: Actor, at: datetime) -> Correspondence:
    """Store a piece of correspondence inside another deed."""
    return Correspondence.objects.create(
        case=case,
        direction=direction,
        channel=sent.channel,
        party=sent.party,
        is_automatic=sent.is_automatic,
        counterparty=sent.counterparty or usual_counterparty(case),
        text=sent.text,
        happened_at=sent.happened_at,
        recorded_at=at,
        recorded_by=by.account,
    )


def keep_outgoing(case: Case, sent: Sent, *, by: Actor, at: datetime) -> Correspondence:
    """Store what went out."""
    return keep(case, Correspondence.Direction.OUTGOING, sent, by=by, at=at)


def keep_incoming(case: Case, sent: Sent, *, by: Actor, at: datetime) -> Correspondence:
    """Store what came in."""
    return keep(case, Correspondence.Direction.INCOMING, sent, by=by, at=at)


def check_sent(case: Case, sent: Sent, *, at: datetime, earliest: datetime | None = None) -> list[Refusal | None]:
    """Return what forbids recording this: a moment out of order."""
    return [
        guards.not_in_future(sent.happened_at, now=at, field="happened_at"),
        guards.not_before(sent.happened_at, earliest=earliest or case.received_at, field="happened_at"),
    ]


@case_deed(right=HANDLE, words=_("Add a file"))
def add_file(
    *, case: Case, file: "File[bytes]", label: str = "", restricted: bool = False, by: Actor, at: datetime
) -> Attachment:
    """Keep a file with the case.

    :raises Refused: when the file is of a kind or size that is not kept.
    """
    return attach(reference=case.reference, file=file, label=label, restricted=restricted, by=by, at=at)


def usual_counterparty(case: Case) -> str:
    """Return with whom we speak in this case: the representative, else the complainant."""
    names = {party.role: party.name for party in case.parties.all()}
    return names.get("representative") or names.get("complainant") or ""


@case_deed(right=HANDLE, words=_("Add an internal note"))
def add_note(*, case: Case, text: str, by: Actor, at: datetime) -> InternalNote:
    """Keep a note for colleagues; it is never shown or sent outside."""
    note = InternalNote.objects.create(case=case, text=text, written_at=at, written_by=by.account)
    finish(case, "cases.note_added", by=by, at=at)
    return note


@case_deed(right=HANDLE, words=_("Record correspondence"))
def record_correspondence(*, case: Case, direction: str, sent: Sent, by: Actor, at: datetime) -> Correspondence:
    """Keep a letter, call or mail that moves nothing.

    :raises Refused: when it lies in the future, before the receipt, or holds an individual number.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at), obj=case)
    kept = keep(case, direction, sent, by=by, at=at)
    changes = {"direction": direction, "by_means": sent.channel, "happened_at": sent.happened_at}
    finish(case, "cases.correspondence_recorded", by=by, at=at, changes=changes)
    return kept
