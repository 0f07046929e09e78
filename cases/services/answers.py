"""How is an answer drafted, approved by a second person, given, and the case closed?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.models import AnswerProposal, Case, CasePromise, LeakReport, Referral
from cases.permissions import approvers_for
from cases.services.declaring import step_deed
from cases.services.moving import finish, locked, move, person_of, pointing, read_by, wanting
from cases.services.promises import keep_promises
from cases.services.records import Sent, check_sent, keep_outgoing
from cases.states import OUTCOMES, Kind, StepByKind, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if

Decision = AnswerProposal.Decision


@step_deed(steps.PROPOSE_ANSWER)
def propose_answer(*, case: Case, text: str, outcome: str, ground: str = "", by: Actor, at: datetime) -> AnswerProposal:
    """Put a drafted answer before a second person, who is told by mail.

    :raises Refused: when the requester is not identified (policy section 9), the outcome belongs to another kind or
        needs reasons that are missing, or nobody in person proposes it.
    :raises Conflict: when the case is in another state.
    """
    case = locked(case)
    refuse_if(
        [
            *wanting(case, steps.PROPOSE_ANSWER),
            guards.outcome_fits(outcome=outcome, allowed=OUTCOMES[Kind(case.kind)]),
            guards.ground_given(kind=case.kind, outcome=outcome, ground=ground),
        ],
        obj=case,
    )
    move(case, steps.PROPOSE_ANSWER, by=by, at=at)
    proposal = AnswerProposal.objects.create(
        case=case, text=text, outcome=outcome, ground=ground, proposed_at=at, proposed_by=person_of(by)
    )
    finish(case, "cases.answer_proposed", by=by, at=at, changes={"outcome": outcome})
    mails.ask_for_approval(proposal, approvers_for(case), by=by, at=at)
    return proposal


@step_deed(steps.APPROVE_ANSWER)
def approve(*, case: Case, reason: str = "", by: Actor, at: datetime) -> Case:
    """Approve the pending answer; its author cannot.

    :raises Refused: when the approver proposed it.
    :raises Conflict: when nothing awaits approval.
    """
    return _decide(case, steps.APPROVE_ANSWER, Decision.APPROVED, reason, by, at)


@step_deed(steps.SEND_BACK)
def send_back(*, case: Case, reason: str, by: Actor, at: datetime) -> Case:
    """Send the pending answer back to its author for a written reason.

    :raises Refused: when the reason is missing or the decider proposed it.
    :raises Conflict: when nothing awaits approval.
    """
    return _decide(case, steps.SEND_BACK, Decision.SENT_BACK, reason, by, at)


@step_deed(steps.ANSWER)
def record_answer(
    *, case: Case, channel: str, happened_at: datetime, counterparty: str = "", by: Actor, at: datetime
) -> Case:
    """Record that the approved answer was given to the person, in its approved words.

    :raises Refused: when the requester is not identified, or the moment is out of order.
    :raises Conflict: when no answer is approved.
    """
    case = locked(case)
    proposal = case.proposals.filter(decision=Decision.APPROVED).order_by("-decided_at").first()
    text = proposal.text if proposal else ""
    sent = Sent(channel=channel, text=text, happened_at=happened_at, counterparty=counterparty)
    refuse_if([*wanting(case, steps.ANSWER), *check_sent(case, sent, at=at)], obj=case)
    if proposal is None:
        raise Conflict(_("No answer has been approved."))
    move(case, steps.ANSWER, by=by, at=at, answered_at=happened_at, outcome=proposal.outcome)
    keep_promises(case, keep_outgoing(case, sent, by=by, at=at), but=CasePromise.What.DOCUMENTS)
    return finish(case, "cases.answered", by=by, at=at, changes={"happened_at": happened_at, "by_means": channel})


@step_deed(steps.CLOSE)
def close(*, case: Case, outcome: str = "", root_cause: str = "", by: Actor, at: datetime) -> Case:
    """Close an answered case with why it arose; what it came to is what was approved and given.

    `outcome` is asked only of a case whose answer was given before it came here.

    :raises Refused: when the outcome is another than was approved or belongs to another kind, an outside body still
        waits for our answer, or a promise or a leak's final report is open.
    :raises Conflict: when the case is not answered.
    """
    case = locked(case)
    came_to = case.outcome or outcome
    refuse_if(
        [
            guards.outcome_as_approved(outcome=outcome, approved=case.outcome),
            guards.outcome_fits(outcome=came_to, allowed=OUTCOMES[Kind(case.kind)]),
            *left_open(case),
        ],
        obj=case,
    )
    move(case, steps.CLOSE, by=by, at=at, closed_at=at, outcome=came_to, root_cause=root_cause)
    return finish(case, "cases.closed", by=by, at=at, changes={"outcome": came_to})


def left_open(case: Case) -> list[Refusal | None]:
    """Return what keeps a case from being closed: an outside body's question, a leak's report, a promise."""
    bodies = [row for row in case.referrals.all() if row.direction == Referral.Direction.FROM_BODY]
    unanswered = sum(row.answered_at is None for row in bodies)
    promised = sum(row.kept_at is None for row in case.promises.all())
    return [
        pointing(guards.referrals_answered(unanswered=unanswered), case, "answer_referral"),
        pointing(guards.leak_reported(is_owed=_owes_report(case)), case, "leak_final"),
        pointing(guards.promises_kept(open_ones=promised), case, "keep_promise"),
    ]


def _decide(case: Case, step: StepByKind, decision: str, reason: str, by: Actor, at: datetime) -> Case:
    case = locked(case)
    proposal = case.proposals.filter(decision=Decision.PENDING).select_related("proposed_by").first()
    if proposal is None:
        raise Conflict(_("No answer awaits approval."))
    second = guards.second_person(is_person=by.account is not None, is_author=by.is_same_person(proposal.proposed_by))
    refuse_if([*wanting(case, step, reason=reason), second, read_by(case, by)], obj=case)
    decided = AnswerProposal.objects.filter(pk=proposal.pk, decision=Decision.PENDING).update(
        decision=decision, decided_at=at, decided_by=by.account, decision_reason=reason
    )
    if not decided:
        raise Conflict(_("No answer awaits approval."))
    move(case, step, by=by, at=at, reason=reason)
    finish(case, f"cases.answer_{decision}", by=by, at=at, reason=reason)
    mails.tell_decision(proposal, by=by, at=at)
    return case


def _owes_report(case: Case) -> bool:
    return LeakReport.objects.owed().filter(case=case).exists()
