"""Which buttons does a case offer, when, to whom, and which service does each call?"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin import duty_deeds
from cases.admin.buttons import APPROVE, Available, button, of_case
from cases.forms import actions, answers, people, records, referrals
from cases.models import Case, Referral
from cases.permissions import may_read_persons
from cases.services.moving import can_move
from cases.services.steps import Identity
from cases.states import Kind, Status
from privacyportal.attachments.services import attach


def movable(name: str) -> Available:
    """Return whether the table allows a move now."""
    return lambda case, user: can_move(case, name)


def is_open(case: Case, user: Any) -> bool:
    """Return whether the case has not ended."""
    return case.is_open


def verify(*, obj: Case, by: Any, at: datetime, **typed: Any) -> Any:
    """Record an identity check."""
    return services.verify_identity(case=obj, identity=Identity(**typed), by=by, at=at)


def approve(*, obj: Case, by: Any, at: datetime, reason: str, **_read: Any) -> Any:
    """Approve the answer that was shown."""
    return services.approve(case=obj, reason=reason, by=by, at=at)


def send_back(*, obj: Case, by: Any, at: datetime, reason: str, **_read: Any) -> Any:
    """Send the answer that was shown back."""
    return services.send_back(case=obj, reason=reason, by=by, at=at)


def take(*, obj: Case, by: Any, at: datetime) -> Any:
    """Make oneself the handler."""
    return services.assign_handler(case=obj, handler=by, by=by, at=at)


def add_file(*, obj: Case, by: Any, at: datetime, **typed: Any) -> Any:
    """Keep a file with the case."""
    return attach(reference=obj.reference, by=by, at=at, **typed)


def _can_acknowledge(case: Case, user: Any) -> bool:
    return case.is_open and case.acknowledged_at is None


def _can_verify(case: Case, user: Any) -> bool:
    return can_move(case, "verify_identity") and case.identity_verified_at is None


def _can_propose(case: Case, user: Any) -> bool:
    """A request that is only not yet identified keeps the button: pressing it says what is missing."""
    unidentified = case.kind == Kind.DISCLOSURE and case.status == Status.ACKNOWLEDGED
    return can_move(case, "propose_answer") or unidentified


def _can_pass_on(case: Case, user: Any) -> bool:
    return case.is_open and case.partner is not None and case.partner.desk_id is not None


def _can_tell(case: Case, user: Any) -> bool:
    return case.is_open and not case.answering_desk.is_ours and case.passed_on_at is None


def _has_open_referral(direction: str) -> Available:
    def available(case: Case, user: Any) -> bool:
        return any(row.direction == direction and row.answered_at is None for row in case.referrals.all())

    return available


def _can_resume(case: Case, user: Any) -> bool:
    return can_move(case, "resume")


def _can_take(case: Case, user: Any) -> bool:
    return case.is_open and case.handler_id is None


def _can_report_leak(case: Case, user: Any) -> bool:
    return case.is_open and not case.leak_suspected


def _reads_people(case: Case, user: Any) -> bool:
    return may_read_persons(user, case)


STEPS = (
    button("acknowledge", _("Acknowledge"), of_case(services.acknowledge), _can_acknowledge, actions.AcknowledgeForm,
           tone="primary"),
    button("take", _("Take over"), take, _can_take, help_text=_("You become the handler of this case.")),
    button("verify_identity", _("Verify identity"), verify, _can_verify, actions.IdentityForm, tone="primary"),
    button("investigate", _("Investigate"), of_case(services.investigate), movable("investigate"), tone="primary",
           help_text=_("Records that the investigation has begun. Keep what is found as notes and correspondence.")),
    button("resume", _("Resume the time"), of_case(services.resume), _can_resume, actions.SentForm, tone="primary",
           help_text=_("Enter the answer that arrived: the time runs on from its arrival.")),
    button("propose_answer", _("Propose an answer"), of_case(services.propose_answer), _can_propose,
           answers.ProposalForm, tone="primary", help_text=_("A second person decides on it.")),
    button("approve", _("Approve"), approve, movable("approve"), answers.ApproveForm, permission=APPROVE,
           tone="primary"),
    button("send_back", _("Send back"), send_back, movable("send_back"), answers.SendBackForm, permission=APPROVE),
    button("answer", _("Record the answer given"), of_case(services.record_answer), movable("answer"),
           answers.AnswerForm, tone="primary", help_text=_("The approved words are kept as they were sent.")),
    button("close", _("Close the case"), of_case(services.close), movable("close"), answers.CloseForm, tone="primary"),
    button("reopen", _("Reopen"), of_case(services.reopen), movable("reopen"), actions.ReopenForm,
           permission=APPROVE),
    button("wait_for_person", _("Wait for the person"), of_case(services.wait_for_person),
           movable("wait_for_person"), actions.WaitForPersonForm,
           help_text=_("Enter the request that went out: the time stands still from its sending.")),
    button("wait_for_body", _("Wait for an outside body"), of_case(services.wait_for_body), movable("wait_for_body"),
           actions.WaitForBodyForm,
           help_text=_("Enter the request that went out: the time stands still from its sending.")),
    button("remind", _("Record a reminder"), of_case(services.remind), _can_resume, actions.RemindForm,
           help_text=_("The time stands still on; the next reminder is counted from this one.")),
    button("tell_desk", _("Tell the person the desk"), of_case(services.tell_desk), _can_tell,
           referrals.TellDeskForm, tone="primary"),
)  # fmt: skip
RECORDS = (
    button("correspondence", _("Record correspondence"), of_case(services.record_correspondence), is_open,
           actions.CorrespondenceForm),
    button("note", _("Add an internal note"), of_case(services.add_note), lambda case, user: True,
           actions.NoteForm, help_text=_("For colleagues only; it never leaves the firm.")),
    button("file", _("Add a file"), add_file, lambda case, user: True, records.FileForm),
)  # fmt: skip
BODIES = (
    button("answer_referral", _("Answer the outside body"), of_case(services.answer_referral),
           _has_open_referral(Referral.Direction.FROM_BODY), referrals.ReferralForm, tone="primary"),
    button("referral_result", _("Record the result of a referral"), of_case(services.record_referral_result),
           _has_open_referral(Referral.Direction.TO_BODY), referrals.ReferralResultForm),
    button("refer_to_jsda", _("Refer to the JSDA"), of_case(services.refer_to_jsda), is_open, referrals.ReferForm,
           help_text=_("Our case stays open. The person's consent comes first.")),
    button("referred_from_jsda", _("Record a referral from the JSDA"), of_case(services.record_referral_from_jsda),
           is_open, referrals.ReferredForm),
    button("pass_on", _("Pass on to the partner's desk"), of_case(services.pass_on_to_partner_desk), _can_pass_on,
           referrals.PassOnForm, help_text=_("Our case stays open. The person's consent comes first.")),
)  # fmt: skip
FACTS = (
    button("people", _("Correct the people"), of_case(services.change_people), _reads_people, people.PeopleForm),
    button("assign", _("Name the handler"), of_case(services.assign_handler), is_open, actions.AssignForm,
           permission="cases.assign_case"),
    button("reroute", _("Change the route"), of_case(services.reroute), is_open, actions.RerouteForm,
           permission="cases.reroute_case"),
    button("link", _("Link a case"), of_case(services.link_cases), lambda case, user: True, records.LinkForm),
    button("open_linked", _("Open a linked case"), of_case(services.open_linked_case), is_open,
           records.LinkedCaseForm),
    button("report_leak", _("Report a possible leak"), of_case(services.report_possible_leak), _can_report_leak,
           actions.LeakForm, tone="danger",
           help_text=_("Opens the incident team's linked case; the matter itself goes on here.")),
    button("correct_received", _("Correct the time of receipt"), of_case(services.correct_received), is_open,
           actions.ReceivedForm),
    button("withdraw", _("Withdraw the case"), of_case(services.withdraw), movable("withdraw"), actions.ReasonedForm,
           tone="danger"),
)  # fmt: skip
ACTIONS = (*STEPS, *duty_deeds.ACTIONS, *BODIES, *RECORDS, *FACTS)
# What moves the case stands in sight; the rest is one click behind.
FRONT = frozenset(action.name for action in (*STEPS, *BODIES[:2])) | duty_deeds.FRONT | {"correspondence", "note"}
