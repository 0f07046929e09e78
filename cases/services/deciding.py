"""Who is asked when whoever was to decide has left or moved?"""

from datetime import datetime

from cases import mails
from cases.models import AnswerProposal, Case, Explanation, PromiseExtension
from cases.permissions import approvers_for
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor

PENDING = AnswerProposal.Decision.PENDING


def ask_again(record: Case, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> Case:
    """Ask whoever decides on a case from now on for what waits there; who was asked before is not asked twice."""
    case: Case = Case.objects.select_related("handler__manager", "desk__department__head").get(pk=record.pk)
    approvers = approvers_for(case)
    for proposal in case.proposals.filter(decision=PENDING):
        mails.ask_for_approval(proposal, approvers, by=by, at=at)
    for extension in PromiseExtension.objects.filter(promise__case=case, decision=PENDING):
        mails.ask_for_extension(extension, approvers, by=by, at=at)
    for explanation in Explanation.objects.filter(referral__case=case, decision=PENDING):
        mails.ask_for_explanation(explanation, approvers, by=by, at=at)
    return case
