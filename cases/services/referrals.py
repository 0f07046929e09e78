"""How does a case pass between us and outside bodies, in both directions, while ours stays open?"""

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.models import Case, Correspondence, Explanation, Referral
from cases.services.declaring import case_deed, step_deed
from cases.services.moving import finish, locked, note_step, pointing
from cases.services.records import Sent, check_sent, keep_incoming, keep_outgoing
from cases.states import HANDLE, StepByKind, steps
from privacyportal.accounts.models import Desk
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Conflict, refuse_if


@step_deed(steps.REFER)
def refer_to_jsda(
    *, case: Case, sent: Sent, consented_at: datetime | None, body_number: str = "", by: Actor, at: datetime
) -> Referral:
    """Take a case to the JSDA consultation office because the person wants it there; our case stays open.

    `sent` is what was passed, and when.

    :raises Refused: without the person's consent obtained before (policy section 10 a)).
    """
    case = locked(case)
    consent = guards.consent_before(consented_at=consented_at, passed_at=sent.happened_at, section="10a)")
    refuse_if([consent, *check_sent(case, sent, at=at)], obj=case)
    referral = _outgoing(case, Referral.Kind.REFERRAL, _jsda(), sent, consented_at, by, body_number)
    _keep_outgoing(case, referral, sent, by, at)
    _record(case, steps.REFER, "cases.referred_to_jsda", referral, by, at, section="13")
    return referral


@step_deed(steps.PASS_ON)
def pass_on_to_partner_desk(
    *, case: Case, sent: Sent, consented_at: datetime | None, by: Actor, at: datetime
) -> Referral:
    """Pass a case on to the joint-use partner's own desk (policy section 8(iv)); ours follows it.

    :raises Refused: without the person's consent obtained before, or when the partner has no desk of its own.
    """
    case = locked(case)
    desk = case.partner.desk if case.partner is not None else None
    refuse_if(
        [
            guards.consent_before(consented_at=consented_at, passed_at=sent.happened_at, section="10a)"),
            guards.partner_named(concerns="seminar_co_host", has_partner=desk is not None),
            *check_sent(case, sent, at=at),
        ],
        obj=case,
    )
    referral = _outgoing(case, Referral.Kind.PASSED_ON, desk or case.desk, sent, consented_at, by)
    _keep_outgoing(case, referral, sent, by, at)
    _note_passed_on(case, sent.happened_at)
    _record(case, steps.PASS_ON, "cases.passed_on", referral, by, at, section="8(iv)")
    return referral


@step_deed(steps.TELL_DESK)
def tell_desk(*, case: Case, sent: Sent, by: Actor, at: datetime) -> Case:
    """Record that the person was told which desk answers, without passing anything on.

    :raises Refused: when the moment is out of order.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at), obj=case)
    keep_outgoing(case, sent, by=by, at=at)
    _note_passed_on(case, sent.happened_at)
    note_step(case, steps.TELL_DESK, by=by, at=at)
    changes = {"answering_desk": case.answering_desk.name}
    return finish(case, "cases.desk_told", by=by, at=at, changes=changes, section="8(iv)")


@step_deed(steps.REFERRED)
def record_referral_from_jsda(
    *,
    case: Case,
    kind: str,
    sent: Sent,
    body_number: str = "",
    answer_by_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Referral:
    """Record that the JSDA referred something in this case to us, or asks for an explanation or materials.

    `answer_by_on` is the day it named; without one the internal limit holds (Act, Article 53).

    :raises Refused: when the moment is out of order.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at), obj=case)
    desk = _jsda()
    referral = Referral.objects.create(
        case=case,
        direction=Referral.Direction.FROM_BODY,
        kind=kind,
        desk=desk,
        referred_at=sent.happened_at,
        body_number=body_number,
        answer_by_on=answer_by_on,
        recorded_by=by.account,
    )
    counterparty = sent.counterparty or desk.name
    keep_incoming(case, _with(sent, counterparty), by=by, at=at)
    _record(case, steps.REFERRED, "cases.referred_from_jsda", referral, by, at, section="13")
    return referral


@step_deed(steps.ANSWER_REFERRAL)
def answer_referral(*, case: Case, referral: Referral, sent: Sent, by: Actor, at: datetime) -> Referral:
    """Record our answer to an outside body; an explanation leaves in the words that a second person approved.

    :raises Refused: when an explanation is not approved, or the moment is out of order.
    :raises Conflict: when it is answered already.
    """
    case = locked(case)
    is_explanation = referral.kind == Referral.Kind.EXPLANATION
    approved = referral.explanations.filter(decision=Explanation.Decision.APPROVED).first()
    unapproved = guards.explanation_approved(is_explanation=is_explanation, is_approved=approved is not None)
    if approved is not None:
        sent = replace(sent, text=approved.text)
    refuse_if(
        [
            pointing(unapproved, case, "draft_explanation"),
            *check_sent(case, sent, at=at, earliest=referral.referred_at),
        ],
        obj=case,
    )
    _end(case, referral, sent, Referral.Direction.FROM_BODY)
    keep_outgoing(case, _with(sent, sent.counterparty or referral.desk.name), by=by, at=at)
    _record(case, steps.ANSWER_REFERRAL, "cases.referral_answered", referral, by, at, section="13")
    return referral


@case_deed(right=HANDLE, words=_("Record the day that the body named"))
def note_answer_day(*, case: Case, referral: Referral, answer_by_on: date, by: Actor, at: datetime) -> Referral:
    """Record by which day an outside body wants its answer: its document names it, or it has agreed to it.

    :raises Refused: when the day is before the request.
    :raises Conflict: when it is answered already.
    """
    case = locked(case)
    asked_on = tokyo_day(referral.referred_at)
    refuse_if([guards.day_after_request(answer_by_on=answer_by_on, asked_on=asked_on)], obj=case)
    before = referral.answer_by_on
    open_ones = case.referrals.filter(
        pk=referral.pk, direction=Referral.Direction.FROM_BODY, answered_at=None, answer_by_on=before
    )
    if not open_ones.update(answer_by_on=answer_by_on):
        raise Conflict(_("This referral has been settled already."))
    referral.refresh_from_db()
    changes = {"body": referral.desk.name, "answer_by_on": [before, answer_by_on]}
    finish(case, "cases.answer_day_named", by=by, at=at, changes=changes, section="13")
    return referral


@case_deed(right=HANDLE, words=_("Record the result of a referral"))
def record_referral_result(*, case: Case, referral: Referral, sent: Sent, by: Actor, at: datetime) -> Referral:
    """Record what the outside body, or the partner's desk, reported back of a case taken there.

    :raises Refused: when the moment is out of order.
    :raises Conflict: when a result is recorded already.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at, earliest=referral.referred_at), obj=case)
    _end(case, referral, sent, Referral.Direction.TO_BODY)
    keep_incoming(case, _with(sent, sent.counterparty or referral.desk.name), by=by, at=at)
    _record(case, steps.ANSWER_REFERRAL, "cases.referral_result", referral, by, at, section="13")
    return referral


def _jsda() -> Desk:
    return Desk.objects.get(code="JSDA")


def _with(sent: Sent, counterparty: str) -> Sent:
    return replace(sent, counterparty=counterparty, party=Correspondence.Party.BODY)


def _outgoing(
    case: Case,
    kind: str,
    desk: Desk,
    sent: Sent,
    consented_at: datetime | None,
    by: Actor,
    body_number: str = "",
) -> Referral:
    return Referral.objects.create(
        case=case,
        direction=Referral.Direction.TO_BODY,
        kind=kind,
        desk=desk,
        referred_at=sent.happened_at,
        consented_at=consented_at,
        body_number=body_number,
        shared=sent.text,
        recorded_by=by.account,
    )


def _keep_outgoing(case: Case, referral: Referral, sent: Sent, by: Actor, at: datetime) -> None:
    keep_outgoing(case, _with(sent, sent.counterparty or referral.desk.name), by=by, at=at)


def _end(case: Case, referral: Referral, sent: Sent, direction: str) -> None:
    ended = case.referrals.filter(pk=referral.pk, direction=direction, answered_at=None).update(
        answered_at=sent.happened_at, result=sent.text
    )
    if not ended:
        raise Conflict(_("This referral has been settled already."))
    referral.refresh_from_db()


def _note_passed_on(case: Case, moment: datetime) -> None:
    if case.passed_on_at is None:
        case.passed_on_at = moment
        case.save(update_fields=["passed_on_at"])


def _record(
    case: Case, step: StepByKind, action: str, referral: Referral, by: Actor, at: datetime, *, section: str
) -> None:
    note_step(case, step, by=by, at=at)
    changes = {
        "body": referral.desk.name,
        "why": referral.kind,
        "answer_by_on": referral.answer_by_on,
    }
    finish(case, action, by=by, at=at, changes=changes, section=section)
