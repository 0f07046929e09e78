"""How does a case go from receipt to investigation, wait, end early and begin again?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.models import (
    AnswerProposal,
    Case,
    CaseParty,
    CasePause,
    CasePromise,
    Correspondence,
    IdentityCheck,
    Reopening,
)
from cases.services.declaring import step_deed
from cases.services.moving import can_take, finish, locked, move, note_step, person_of, wanting
from cases.services.promises import promise_in
from cases.services.records import Sent, check_sent, keep_incoming, keep_outgoing
from cases.states import APPROVE, BODY_REASONS, Kind, PauseReason, ReopenReason, Status, StepByKind, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if


@step_deed(steps.ACKNOWLEDGE)
def acknowledge(*, case: Case, sent: Sent, promised_on: date | None = None, by: Actor, at: datetime) -> Case:
    """Record that the person was told of the receipt; it may come late, when work has already begun.

    `promised_on` is the day by which the letter promises the answer, where it does.

    :raises Refused: when the moment is out of order.
    :raises Conflict: when the person has been told already, or the case has ended.
    """
    case = locked(case)
    promised = guards.promised_later(by_on=promised_on, by_at=None, than=sent.happened_at) if promised_on else None
    refuse_if([promised, *check_sent(case, sent, at=at)], obj=case)
    if case.acknowledged_at is not None or not case.is_open:
        raise Conflict(_("The receipt has been acknowledged already, or the case has ended."))
    letter = keep_outgoing(case, sent, by=by, at=at)
    if promised_on is not None:
        promise_in(letter, what=CasePromise.What.ANSWER, by_on=promised_on, by=by, at=at)
    if can_take(case, steps.ACKNOWLEDGE):
        move(case, steps.ACKNOWLEDGE, by=by, at=at, acknowledged_at=sent.happened_at)
    else:
        _tell_late(case, sent)
        note_step(case, steps.ACKNOWLEDGE, by=by, at=at)
    return finish(case, "cases.acknowledged", by=by, at=at, changes={"happened_at": sent.happened_at})


@step_deed(steps.INVESTIGATE)
def investigate(*, case: Case, reason: str = "", by: Actor, at: datetime) -> Case:
    """Begin to look into a complaint.

    :raises Conflict: when the case is in another state, or is a request for disclosure.
    """
    case = locked(case)
    move(case, steps.INVESTIGATE, by=by, at=at, reason=reason)
    return finish(case, "cases.investigated", by=by, at=at, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What was seen of the requester: how, which proof of a representative's authority, and whether it convinced."""

    method: str
    is_confirmed: bool
    authority_document: str = ""
    note: str = ""


@step_deed(steps.VERIFY_IDENTITY)
def verify_identity(*, case: Case, identity: Identity, by: Actor, at: datetime) -> Case:
    """Record an identity check; a confirmed one opens the way to the answer (policy section 9).

    :raises Refused: when a representative's authority was not proved, or the note holds an individual number.
    :raises Conflict: when the case is in another state, or is no request.
    """
    case = locked(case)
    represented = case.parties.filter(role=CaseParty.Role.REPRESENTATIVE).exists()
    proved = guards.authority_proved(
        has_representative=represented, document=identity.authority_document, is_confirmed=identity.is_confirmed
    )
    refuse_if([proved], obj=case)
    if case.kind != Kind.DISCLOSURE or not case.is_open:
        raise Conflict(_("Identity is verified in open requests for disclosure."))
    check = IdentityCheck.objects.create(case=case, checked_at=at, checked_by=person_of(by), **vars(identity))
    if identity.is_confirmed:
        move(case, steps.VERIFY_IDENTITY, by=by, at=at, identity_verified_at=at)
    changes = {"method": check.method, "is_confirmed": check.is_confirmed}
    return finish(case, "cases.identity_checked", by=by, at=at, changes=changes, section="9")


@step_deed(steps.WAIT_FOR_PERSON)
def wait_for_person(*, case: Case, reason: str, sent: Sent, by: Actor, at: datetime) -> Case:
    """Ask the person for something and stop the clock from the moment the request was sent.

    :raises Refused: when the moment is out of order.
    :raises Conflict: when the case is in another state.
    """
    return _wait(case, steps.WAIT_FOR_PERSON, "cases.waiting_for_person", PauseReason(reason), sent, by, at)


@step_deed(steps.WAIT_FOR_BODY)
def wait_for_body(*, case: Case, sent: Sent, reason: str = PauseReason.OUTSIDE_BODY, by: Actor, at: datetime) -> Case:
    """Ask an outside body, or obey an authority's order, and stop the clock from the moment the letter was sent.

    :raises Refused: when the moment is out of order.
    :raises Conflict: when the case is in another state.
    """
    return _wait(case, steps.WAIT_FOR_BODY, "cases.waiting_for_body", PauseReason(reason), sent, by, at)


@step_deed(steps.RESUME)
def resume(*, case: Case, sent: Sent, by: Actor, at: datetime) -> Case:
    """Record the answer that was waited for; the clock runs on from its arrival, whenever it is recorded.

    :raises Refused: when the arrival lies before the request, or ahead.
    :raises Conflict: when the case is not waiting.
    """
    case = locked(case)
    pause = CasePause.objects.filter(case=case, ended_at__isnull=True).first()
    refuse_if(check_sent(case, sent, at=at, earliest=pause.started_at if pause else None), obj=case)
    is_back_to_work = case.kind == Kind.DISCLOSURE and case.identity_verified_at is not None
    move(case, steps.RESUME_VERIFIED if is_back_to_work else steps.RESUME, by=by, at=at)
    answer = keep_incoming(case, replace(sent, party=_side(pause)), by=by, at=at)
    CasePause.objects.filter(case=case, ended_at__isnull=True).update(answer=answer, ended_at=sent.happened_at)
    return finish(case, "cases.resumed", by=by, at=at, changes={"happened_at": sent.happened_at})


@step_deed(steps.REMIND)
def remind(*, case: Case, sent: Sent, by: Actor, at: datetime) -> Case:
    """Record that whom we wait for was reminded; the time stands still on (P4).

    :raises Refused: when the moment lies before the request, or ahead.
    :raises Conflict: when the case is not waiting.
    """
    case = locked(case)
    pause = CasePause.objects.filter(case=case, ended_at__isnull=True).first()
    if pause is None:
        raise Conflict(_("The case does not wait for anybody."))
    refuse_if(check_sent(case, sent, at=at, earliest=pause.started_at), obj=case)
    keep_outgoing(case, replace(sent, party=_side(pause)), by=by, at=at)
    note_step(case, steps.REMIND, by=by, at=at)
    return finish(case, "cases.reminded", by=by, at=at, changes={"why": pause.reason, "happened_at": sent.happened_at})


def not_withdrawn_by(case: Case, by: Actor) -> Refusal | None:
    """Return what keeps somebody from ending a case alone whose answer is proposed."""
    is_proposed = case.status in (Status.AWAITING_APPROVAL, Status.APPROVED)
    proposals = case.proposals.all() if is_proposed else ()
    proposal = max(proposals, key=lambda row: (row.proposed_at, row.pk), default=None)
    return guards.withdrawn_by_second(
        is_proposed=is_proposed,
        may_approve=APPROVE.held_by(by, case),
        is_author=proposal is not None and by.is_same_person(proposal.proposed_by),
    )


@step_deed(steps.WITHDRAW)
def withdraw(*, case: Case, sent: Sent, reason: str, by: Actor, at: datetime) -> Case:
    """End a case because the person took it back, in the message `sent` by them, which is kept as correspondence.

    :raises Refused: when the reason is missing or the message out of order; once an answer is proposed, when the
        actor may not approve or proposed it themselves.
    :raises Conflict: when the case is answered or has ended.
    """
    case = locked(case)
    second = not_withdrawn_by(case, by)
    refuse_if([*wanting(case, steps.WITHDRAW, reason=reason), second, *check_sent(case, sent, at=at)], obj=case)
    move(case, steps.WITHDRAW, by=by, at=at, reason=reason, withdrawn_at=at)
    keep_incoming(case, replace(sent, party=Correspondence.Party.PERSON), by=by, at=at)
    case.proposals.filter(decision=AnswerProposal.Decision.PENDING).update(decision=AnswerProposal.Decision.LAPSED)
    CasePause.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    changes = {"by_means": sent.channel, "happened_at": sent.happened_at}
    return finish(case, "cases.withdrawn", by=by, at=at, changes=changes, reason=reason)


@step_deed(steps.REOPEN)
def reopen(*, case: Case, kind: str, reason: str, by: Actor, at: datetime) -> Case:
    """Take up a case again: the same matter runs on with the time that was left, new facts or an objection start anew.

    What is already past at that moment mails nobody: the next steps of the ladder do.

    :raises Refused: when the reason is missing.
    :raises Conflict: when the case has not ended.
    """
    case = locked(case)
    refuse_if(wanting(case, steps.REOPEN, reason=reason), obj=case)
    rested_at = case.answered_at or case.withdrawn_at or at
    former_outcome, former_answered_at = case.outcome, case.answered_at
    goes_on = kind == ReopenReason.SAME_MATTER
    move(
        case,
        steps.REOPEN,
        by=by,
        at=at,
        reason=reason,
        closed_at=None,
        withdrawn_at=None,
        duplicate_of=None,
        answered_at=None,
        outcome="",
        counted_from_at=case.counted_from_at if goes_on else at,
        reopened_count=case.reopened_count + 1,
    )
    Reopening.objects.create(
        case=case,
        kind=kind,
        reason=reason,
        rested_at=rested_at,
        reopened_at=at,
        reopened_by=by.account,
        former_outcome=former_outcome,
        former_answered_at=former_answered_at,
    )
    return finish(case, "cases.reopened", by=by, at=at, changes={"why": kind}, reason=reason, suppress="recalculated")


def _wait(case: Case, step: StepByKind, action: str, reason: PauseReason, sent: Sent, by: Actor, at: datetime) -> Case:
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at), obj=case)
    move(case, step, by=by, at=at, reason=str(reason.label))
    pause = CasePause(case=case, reason=reason, started_at=sent.happened_at)
    pause.request = keep_outgoing(case, replace(sent, party=_side(pause)), by=by, at=at)
    pause.save()
    if case.acknowledged_at is None and step is steps.WAIT_FOR_PERSON:
        _tell_late(case, sent)
    changes = {"why": reason, "happened_at": sent.happened_at}
    return finish(case, action, by=by, at=at, changes=changes)


def _side(pause: CasePause | None) -> str:
    """Return with which side a pause is about."""
    is_body = pause is not None and pause.reason in BODY_REASONS
    return Correspondence.Party.BODY if is_body else Correspondence.Party.PERSON


def _tell_late(case: Case, sent: Sent) -> None:
    """Note the first word to the person, where it was not the acknowledgement itself."""
    case.acknowledged_at = sent.happened_at
    case.save(update_fields=["acknowledged_at"])
