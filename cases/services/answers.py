"""How is an answer drafted, approved by a second person, given, and the case closed?"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.models import AnswerProposal, Case, CasePromise, LeakReport, Referral
from cases.permissions import approvers_for
from cases.services.moving import Person, finish, locked, move
from cases.services.promises import keep_promises
from cases.services.records import Sent, check_sent, keep_outgoing
from cases.states import OUTCOMES, Kind
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if


@deed
def propose_answer(*, case: Case, text: str, outcome: str, ground: str = "", by: Any, at: datetime) -> AnswerProposal:
    """Put a drafted answer before a second person, who is told by mail.

    :raises Refused: when the requester is not identified (policy section 9), the outcome belongs to another kind or
        needs reasons that are missing, or a text holds an individual number.
    :raises Conflict: when the case is in another state.
    """
    case = locked(case)
    refuse_if(
        [
            _identity(case),
            guards.outcome_fits(outcome=outcome, allowed=OUTCOMES[Kind(case.kind)]),
            guards.ground_given(kind=case.kind, outcome=outcome, ground=ground),
            guards.no_individual_number(text, field="text"),
            guards.no_individual_number(ground, field="ground"),
        ],
        obj=case,
    )
    move(case, "propose_answer", by=by, at=at)
    proposal = AnswerProposal.objects.create(
        case=case, text=text, outcome=outcome, ground=ground, proposed_at=at, proposed_by=by
    )
    finish(case, "cases.answer_proposed", by=by, at=at, changes={"outcome": outcome})
    mails.ask_for_approval(proposal, approvers_for(case), by=by, at=at)
    return proposal


@deed
def approve(*, case: Case, reason: str = "", by: Any, at: datetime) -> Case:
    """Approve the pending answer; its author cannot.

    :raises Refused: when the approver proposed it.
    :raises Conflict: when nothing awaits approval.
    """
    return _decide(case, "approve", AnswerProposal.Decision.APPROVED, reason, by, at)


@deed
def send_back(*, case: Case, reason: str, by: Any, at: datetime) -> Case:
    """Send the pending answer back to its author for a written reason.

    :raises Refused: when the reason is missing or the decider proposed it.
    :raises Conflict: when nothing awaits approval.
    """
    refuse_if([guards.reason_given(reason, cannot=_("The answer cannot be sent back."))], obj=case)
    return _decide(case, "send_back", AnswerProposal.Decision.SENT_BACK, reason, by, at)


@deed
def record_answer(
    *, case: Case, channel: str, happened_at: datetime, counterparty: str = "", by: Person, at: datetime
) -> Case:
    """Record that the approved answer was given to the person, in its approved words.

    :raises Refused: when the requester is not identified, or the moment is out of order.
    :raises Conflict: when no answer is approved.
    """
    case = locked(case)
    proposal = case.proposals.filter(decision=AnswerProposal.Decision.APPROVED).order_by("-decided_at").first()
    text = proposal.text if proposal else ""
    sent = Sent(channel=channel, text=text, happened_at=happened_at, counterparty=counterparty)
    refuse_if([_identity(case), *check_sent(case, sent, at=at)], obj=case)
    if proposal is None:
        raise Conflict(_("No answer has been approved."))
    move(case, "answer", by=by, at=at, answered_at=happened_at, outcome=proposal.outcome)
    keep_promises(case, keep_outgoing(case, sent, by=by, at=at), but=CasePromise.What.DOCUMENTS)
    return finish(case, "cases.answered", by=by, at=at, changes={"happened_at": happened_at, "by_means": channel})


@deed
def close(*, case: Case, outcome: str, root_cause: str = "", by: Person, at: datetime) -> Case:
    """Close an answered case with what it came to and why it arose.

    :raises Refused: when the outcome belongs to another kind, an outside body still waits for our answer, or a
        promise or a leak's final report is open.
    :raises Conflict: when the case is not answered.
    """
    case = locked(case)
    unanswered = case.referrals.filter(direction=Referral.Direction.FROM_BODY, answered_at__isnull=True).count()
    promised = case.promises.filter(kept_at=None).count()
    refuse_if(
        [
            guards.outcome_fits(outcome=outcome, allowed=OUTCOMES[Kind(case.kind)]),
            guards.referrals_answered(unanswered=unanswered, link=_button(case, "answer_referral")),
            guards.leak_reported(is_owed=_owes_report(case), link=_button(case, "leak_final")),
            guards.promises_kept(open_ones=promised, link=_button(case, "keep_promise")),
            guards.no_individual_number(root_cause, field="root_cause"),
        ],
        obj=case,
    )
    move(case, "close", by=by, at=at, closed_at=at, outcome=outcome, root_cause=root_cause)
    return finish(case, "cases.closed", by=by, at=at, changes={"outcome": outcome})


def _decide(case: Case, name: str, decision: AnswerProposal.Decision, reason: str, by: Any, at: datetime) -> Case:
    case = locked(case)
    proposal = case.proposals.filter(decision=AnswerProposal.Decision.PENDING).first()
    if proposal is None:
        raise Conflict(_("No answer awaits approval."))
    refuse_if([guards.second_person(proposer=proposal.proposed_by_id, decider=by.pk if by else None)], obj=case)
    decided = AnswerProposal.objects.filter(pk=proposal.pk, decision=AnswerProposal.Decision.PENDING).update(
        decision=decision, decided_at=at, decided_by=by, decision_reason=reason
    )
    if not decided:
        raise Conflict(_("No answer awaits approval."))
    move(case, name, by=by, at=at, reason=reason)
    finish(case, f"cases.answer_{decision}", by=by, at=at, reason=reason)
    mails.tell_decision(proposal, by=by, at=at)
    return case


def _owes_report(case: Case) -> bool:
    return LeakReport.objects.filter(case=case, final_reported_at=None, waived_at=None).exists()


def _identity(case: Case) -> Refusal | None:
    if case.kind != Kind.DISCLOSURE or case.identity_verified_at is not None:
        return None
    return guards.identity_first(kind=case.kind, is_verified=False, link=_button(case, "verify_identity"))


def _button(case: Case, name: str) -> str:
    return reverse(f"admin:cases_case_{name}", args=[case.pk])
