"""Which buttons does a case offer, when, to whom, and which service does each call?"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin import body_deeds, duty_deeds
from cases.admin.buttons import Available, always, button, is_open, only_own, takes
from cases.forms import actions, answers, people, records, referrals
from cases.models import AnswerProposal, Case
from cases.permissions import may_read_persons
from cases.services.answers import left_open
from cases.services.assignment import can_handle
from cases.services.moving import can_take, lacking
from cases.services.steps import Identity, not_withdrawn_by
from cases.states import Kind, Status, StepByKind, steps
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal
from privacyportal.erasure.buttons import ERASE


class Seen(TypedDict):
    """What is typed of an identity check."""

    method: str
    authority_document: str
    note: str
    is_confirmed: bool


def verify(*, obj: Case, by: Actor, at: datetime, **typed: Unpack[Seen]) -> Case:
    """Record an identity check."""
    return services.verify_identity(case=obj, identity=Identity(**typed), by=by, at=at)


def approve(*, obj: Case, by: Actor, at: datetime, reason: str, **_read: object) -> Case:
    """Approve the answer that was shown."""
    return services.approve(case=obj, reason=reason, by=by, at=at)


def send_back(*, obj: Case, by: Actor, at: datetime, reason: str, **_read: object) -> Case:
    """Send the answer that was shown back."""
    return services.send_back(case=obj, reason=reason, by=by, at=at)


def _can_acknowledge(case: Case, user: User) -> bool:
    return case.is_open and case.acknowledged_at is None


def _can_verify(case: Case, user: User) -> bool:
    return can_take(case, steps.VERIFY_IDENTITY) and case.identity_verified_at is None


def _can_propose(case: Case, user: User) -> bool:
    """A request that is only not yet identified is told so: the identity stands in the way."""
    unidentified = case.kind == Kind.DISCLOSURE and case.status == Status.ACKNOWLEDGED
    return can_take(case, steps.PROPOSE_ANSWER) or unidentified


def _can_tell(case: Case, user: User) -> bool:
    return case.is_open and not case.answering_desk.is_ours and case.passed_on_at is None


def _can_resume(case: Case, user: User) -> bool:
    return can_take(case, steps.RESUME)


def _can_take(case: Case, user: User) -> bool:
    return case.is_open and case.handler_id is None


def _can_report_leak(case: Case, user: User) -> bool:
    return case.is_open and not case.leak_suspected


def _own_answer(case: Case, by: Actor) -> Sequence[Refusal | None]:
    pending = (row for row in case.proposals.all() if row.decision == AnswerProposal.Decision.PENDING)
    return only_own((proposal.proposed_by for proposal in pending), by)


def _alone(case: Case, by: Actor) -> Sequence[Refusal | None]:
    return [not_withdrawn_by(case, by)]


def _left_open(case: Case, by: Actor) -> Sequence[Refusal | None]:
    return left_open(case)


def _identity_told(result: object) -> Text:
    """Say what came of the check: what was seen is kept either way, and only one way opens the answer."""
    is_verified = isinstance(result, Case) and result.identity_verified_at is not None
    return _("The identity is verified.") if is_verified else _("Kept. The identity is not verified yet.")


def _decides(step: StepByKind) -> Available:
    return lambda case, user: can_take(case, step) and may_read_persons(user, case)


def _reads_people(case: Case, user: User) -> bool:
    return may_read_persons(user, case)


STEPS = (
    button(
        "acknowledge", _("Acknowledge"), services.acknowledge, _can_acknowledge, actions.AcknowledgeForm, tone="primary"
    ),
    button(
        "take",
        _("Take over"),
        services.take_over,
        _can_take,
        obstacles=lambda case, by: [can_handle(case, by.account)],
        help_text=_("You become the handler of this case."),
        many=ActionForm,
    ),
    button(
        "verify_identity",
        _("Verify identity"),
        services.verify_identity,
        _can_verify,
        actions.IdentityForm,
        tone="primary",
        run=verify,
        done=_identity_told,
    ),
    button(
        "investigate",
        _("Investigate"),
        services.investigate,
        takes(steps.INVESTIGATE),
        tone="primary",
        help_text=_("Records that the investigation has begun. Keep what is found as notes and correspondence."),
    ),
    button(
        "resume",
        _("Resume the time"),
        services.resume,
        _can_resume,
        actions.SentForm,
        tone="primary",
        help_text=_("Enter the answer that arrived: the time runs on from its arrival."),
    ),
    button(
        "propose_answer",
        _("Propose an answer"),
        services.propose_answer,
        _can_propose,
        answers.ProposalForm,
        tone="primary",
        help_text=_("A second person decides on it."),
        obstacles=lambda case, by: lacking(case, steps.PROPOSE_ANSWER),
    ),
    button(
        "approve",
        _("Approve"),
        services.approve,
        _decides(steps.APPROVE_ANSWER),
        answers.ApproveForm,
        run=approve,
        tone="primary",
        obstacles=_own_answer,
    ),
    button(
        "send_back",
        _("Send back"),
        services.send_back,
        _decides(steps.SEND_BACK),
        answers.SendBackForm,
        run=send_back,
        obstacles=_own_answer,
    ),
    button(
        "answer",
        _("Record the answer given"),
        services.record_answer,
        takes(steps.ANSWER),
        answers.AnswerForm,
        obstacles=lambda case, by: lacking(case, steps.ANSWER),
        tone="primary",
        help_text=_("The approved words are kept as they were sent."),
    ),
    button(
        "close",
        _("Close the case"),
        services.close,
        takes(steps.CLOSE),
        answers.CloseForm,
        tone="primary",
        obstacles=_left_open,
        many=answers.CloseManyForm,
    ),
    button("reopen", _("Reopen"), services.reopen, takes(steps.REOPEN), actions.ReopenForm),
    button(
        "wait_for_person",
        _("Wait for the person"),
        services.wait_for_person,
        takes(steps.WAIT_FOR_PERSON),
        actions.WaitForPersonForm,
        help_text=_("Enter the request that went out: the time stands still from its sending."),
    ),
    button(
        "wait_for_body",
        _("Wait for an outside body"),
        services.wait_for_body,
        takes(steps.WAIT_FOR_BODY),
        actions.WaitForBodyForm,
        help_text=_("Enter the request that went out: the time stands still from its sending."),
    ),
    button(
        "remind",
        _("Record a reminder"),
        services.remind,
        _can_resume,
        actions.RemindForm,
        help_text=_("The time stands still on; the next reminder is counted from this one."),
    ),
    button(
        "tell_desk",
        _("Tell the person the desk"),
        services.tell_desk,
        _can_tell,
        referrals.TellDeskForm,
        tone="primary",
    ),
)
RECORDS = (
    button(
        "correspondence",
        _("Record correspondence"),
        services.record_correspondence,
        is_open,
        actions.CorrespondenceForm,
    ),
    button(
        "note",
        _("Add an internal note"),
        services.add_note,
        always,
        actions.NoteForm,
        many=actions.NoteForm,
        help_text=_("For colleagues only; it never leaves the firm."),
    ),
    button("file", _("Add a file"), services.add_file, always, records.FileForm),
)
FACTS = (
    button("people", _("Correct the people"), services.change_people, _reads_people, people.PeopleForm),
    button(
        "assign",
        _("Name the handler"),
        services.assign_handler,
        is_open,
        actions.AssignForm,
        many=actions.AssignManyForm,
    ),
    button("reroute", _("Change the route"), services.reroute, is_open, actions.RerouteForm),
    button("link", _("Link a case"), services.link_cases, always, records.LinkForm),
    button("open_linked", _("Open a linked case"), services.open_linked_case, is_open, records.LinkedCaseForm),
    button(
        "report_leak",
        _("Report a possible leak"),
        services.report_possible_leak,
        _can_report_leak,
        actions.LeakForm,
        tone="danger",
        help_text=_("Opens the incident team's linked case; the matter itself goes on here."),
    ),
    button(
        "correct_received", _("Correct the time of receipt"), services.correct_received, is_open, actions.ReceivedForm
    ),
    button(
        "end_as_duplicate",
        _("End as a duplicate"),
        services.end_as_duplicate,
        takes(steps.DUPLICATE),
        records.DuplicateForm,
        many=records.DuplicateForm,
        help_text=_("For a matter that came in twice: it is answered under the number received first."),
    ),
    button(
        "withdraw",
        _("Withdraw the case"),
        services.withdraw,
        takes(steps.WITHDRAW),
        actions.WithdrawForm,
        tone="danger",
        obstacles=_alone,
    ),
)
ACTIONS = (*STEPS, *duty_deeds.ACTIONS, *body_deeds.ACTIONS, *RECORDS, *FACTS, ERASE)
# What moves the case stands in sight; the rest is one click behind.
FRONT = frozenset(action.name for action in STEPS) | duty_deeds.FRONT | body_deeds.FRONT | {"correspondence", "note"}
