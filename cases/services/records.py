"""How is what was said kept: with the outside, and among ourselves?"""

from dataclasses import dataclass
from datetime import datetime

from cases import guards
from cases.models import Case, Correspondence, InternalNote
from cases.services.moving import Person, finish, locked
from privacyportal.backoffice.deeds import deed
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


def keep(case: Case, direction: str, sent: Sent, *, by: Person, at: datetime) -> Correspondence:
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
        recorded_by=by,
    )


def keep_outgoing(case: Case, sent: Sent, *, by: Person, at: datetime) -> Correspondence:
    """Store what went out."""
    return keep(case, Correspondence.Direction.OUTGOING, sent, by=by, at=at)


def keep_incoming(case: Case, sent: Sent, *, by: Person, at: datetime) -> Correspondence:
    """Store what came in."""
    return keep(case, Correspondence.Direction.INCOMING, sent, by=by, at=at)


def check_sent(case: Case, sent: Sent, *, at: datetime, earliest: datetime | None = None) -> list[Refusal | None]:
    """Return what forbids recording this: a moment out of order, or an individual number in the text."""
    return [
        guards.not_in_future(sent.happened_at, now=at, field="happened_at"),
        guards.not_before(sent.happened_at, earliest=earliest or case.received_at, field="happened_at"),
        guards.no_individual_number(sent.text, field="text"),
        guards.no_individual_number(sent.counterparty, field="counterparty"),
    ]


def usual_counterparty(case: Case) -> str:
    """Return with whom we speak in this case: the representative, else the complainant."""
    names = {party.role: party.name for party in case.parties.all()}
    return names.get("representative") or names.get("complainant") or ""


@deed
def add_note(*, case: Case, text: str, by: Person, at: datetime) -> InternalNote:
    """Keep a note for colleagues; it is never shown or sent outside.

    :raises Refused: when the text holds an individual number.
    """
    refuse_if([guards.no_individual_number(text, field="text")], obj=case)
    note = InternalNote.objects.create(case=case, text=text, written_at=at, written_by=by)
    finish(case, "cases.note_added", by=by, at=at)
    return note


@deed
def record_correspondence(*, case: Case, direction: str, sent: Sent, by: Person, at: datetime) -> Correspondence:
    """Keep a letter, call or mail that moves nothing.

    :raises Refused: when it lies in the future, before the receipt, or holds an individual number.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at), obj=case)
    kept = keep(case, direction, sent, by=by, at=at)
    changes = {"direction": direction, "by_means": sent.channel, "happened_at": sent.happened_at}
    finish(case, "cases.correspondence_recorded", by=by, at=at, changes=changes)
    return kept
