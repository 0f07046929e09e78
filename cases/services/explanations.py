"""How is an explanation to an outside body drafted, approved by a second person, or sent back to be written anew?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.models import Case, Explanation, Referral
from cases.permissions import approvers_for
from cases.services.declaring import step_deed
from cases.services.moving import finish, locked, note_step, person_of, read_by, wanting
from cases.states import StepByKind, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, refuse_if

Decision = Explanation.Decision
SECTION = "13"


@step_deed(steps.DRAFT_EXPLANATION)
def draft_explanation(*, case: Case, referral: Referral, text: str, by: Actor, at: datetime) -> Explanation:
    """Put a drafted explanation before a second person, who is told by mail; an earlier draft stays as it was.

    :raises Refused: when the body asked for none in this case, or has its answer.
    :raises Conflict: when a draft of it is under way.
    """
    case = locked(case)
    open_ones = case.referrals.filter(pk=referral.pk, kind=Referral.Kind.EXPLANATION, answered_at=None)
    refuse_if([guards.is_explanation_asked(is_explanation=open_ones.exists())], obj=case)
    if referral.explanations.exclude(decision=Decision.SENT_BACK).exists():
        raise Conflict(_("A draft of this explanation is under way already."))
    explanation = Explanation.objects.create(referral=referral, text=text, drafted_at=at, drafted_by=person_of(by))
    note_step(case, steps.DRAFT_EXPLANATION, by=by, at=at)
    finish(case, "cases.explanation_drafted", by=by, at=at, changes={"body": referral.desk.name}, section=SECTION)
    mails.ask_for_explanation(explanation, approvers_for(case), by=by, at=at)
    return explanation


@step_deed(steps.APPROVE_EXPLANATION)
def approve_explanation(
    *, case: Case, explanation: Explanation, reason: str = "", by: Actor, at: datetime
) -> Explanation:
    """Approve a drafted explanation; its author cannot (Act, Article 53(3)).

    :raises Refused: when the approver drafted it.
    :raises Conflict: when it is decided already.
    """
    return _decide(case, explanation, steps.APPROVE_EXPLANATION, Decision.APPROVED, reason, by, at)


@step_deed(steps.SEND_BACK_EXPLANATION)
def send_back_explanation(*, case: Case, explanation: Explanation, reason: str, by: Actor, at: datetime) -> Explanation:
    """Send a drafted explanation back to its author for a written reason.

    :raises Refused: when the reason is missing or the decider drafted it.
    :raises Conflict: when it is decided already.
    """
    return _decide(case, explanation, steps.SEND_BACK_EXPLANATION, Decision.SENT_BACK, reason, by, at)


def _decide(
    case: Case, explanation: Explanation, step: StepByKind, decision: str, reason: str, by: Actor, at: datetime
) -> Explanation:
    case = locked(case)
    second = guards.second_person(is_person=by.account is not None, is_author=by.is_same_person(explanation.drafted_by))
    refuse_if([*wanting(case, step, reason=reason), second, read_by(case, by)], obj=case)
    pending = Explanation.objects.filter(pk=explanation.pk, referral__case=case, decision=Decision.PENDING)
    if not pending.update(decision=decision, decided_at=at, decided_by=by.account, decision_reason=reason):
        raise Conflict(_("The explanation has been decided on already."))
    note_step(case, step, by=by, at=at, reason=reason)
    finish(case, f"cases.explanation_{decision}", by=by, at=at, reason=reason, section=SECTION)
    explanation.refresh_from_db()
    mails.tell_explanation_decided(explanation, by=by, at=at)
    return explanation
