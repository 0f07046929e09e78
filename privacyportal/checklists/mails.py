"""Which mails does supervision send that are no deadlines?"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import COMPLIANCE_OFFICER
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import long_day
from privacyportal.calendars.loading import display_hours
from privacyportal.checklists.models import Assessment, CorrectiveAction
from privacyportal.checklists.states import ActionStatus, AssessmentStatus
from privacyportal.checklists.subjects import name_of, owner_of
from privacyportal.clocks.show.display import bracket
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind

SIGN_OFF_WANTED, SENT_BACK, ACTION_GIVEN, VERIFICATION_WANTED = (
    "checklists.sign_off_wanted",
    "checklists.assessment_sent_back",
    "checklists.action_given",
    "checklists.verification_wanted",
)
SETTLED = "settled"


def ask_for_sign_off(assessment: Assessment, *, by: Actor, at: datetime) -> None:
    """Ask the compliance officers to sign off what was submitted."""
    officers = User.objects.filter(groups__name=COMPLIANCE_OFFICER.code, is_active=True)
    _queue(SIGN_OFF_WANTED, assessment, list(officers), by, at)


def tell_sent_back(assessment: Assessment, submitter: User | None, *, by: Actor, at: datetime) -> None:
    """Tell who submitted an assessment that it came back; whoever is in charge of its subject where they have left."""
    person = submitter if submitter is not None and submitter.is_active else owner_of(assessment.subject)
    _queue(SENT_BACK, assessment, [person] if person else [], by, at)


def tell_action(action: CorrectiveAction, *, by: Actor, at: datetime) -> None:
    """Tell the owner of a corrective action that it is theirs to do."""
    _queue(ACTION_GIVEN, action, [action.owner], by, at)


def ask_to_verify(action: CorrectiveAction, *, by: Actor, at: datetime) -> None:
    """Ask the compliance officers who neither own the action nor reported it to verify its effect."""
    officers = User.objects.filter(groups__name=COMPLIANCE_OFFICER.code, is_active=True)
    _queue(VERIFICATION_WANTED, action, [person for person in officers if person.pk != action.owner_id], by, at)


def _queue(kind: str, obj: Assessment | CorrectiveAction, people: list[User], by: Actor, at: datetime) -> None:
    key = f"{kind}:{obj.reference}:{at:%Y%m%d%H%M%S%f}"
    notifications.queue(kind=kind, key=key, recipients=people, reference=obj.reference, by=by, at=at)


def _assessment(message: Message) -> Assessment:
    return Assessment.objects.select_related("subject").get(reference=message.reference)


def _action(message: Message) -> CorrectiveAction:
    return CorrectiveAction.objects.select_related("finding__subject").get(reference=message.reference)


def _awaits_sign_off(message: Message) -> str:
    return "" if _assessment(message).status == AssessmentStatus.SUBMITTED else SETTLED


def _is_draft(message: Message) -> str:
    return "" if _assessment(message).status == AssessmentStatus.DRAFT else SETTLED


def _is_open(message: Message) -> str:
    return "" if _action(message).status == ActionStatus.OPEN else SETTLED


def _is_done(message: Message) -> str:
    return "" if _action(message).status == ActionStatus.DONE else SETTLED


def _verify(message: Message) -> Content:
    return Content(
        bracket=_("Verification request"),
        title=name_of(_action(message).finding.subject),
        ask=_("Please verify the effect of the corrective action or send it back."),
        action=_("Open the corrective action"),
        why=_("You receive this because you verify corrective actions."),
    )


def _sign_off(message: Message) -> Content:
    assessment = _assessment(message)
    return Content(
        bracket=_("Approval request"),
        title=name_of(assessment.subject),
        ask=_("Please sign off the assessment or send it back."),
        lines=[(_("rating"), assessment.rating)],
        action=_("Open the assessment"),
        why=_("You receive this because you sign off assessments."),
        handover=_("If you answered it yourself, please ask another compliance officer."),
    )


def _sent_back(message: Message) -> Content:
    return Content(
        bracket=_("Sent back"),
        title=name_of(_assessment(message).subject),
        ask=_("Please read the reason and complete the answers."),
        action=_("Open the assessment"),
        why=_("You receive this because you submitted the assessment."),
    )


def _given(message: Message) -> Content:
    action = _action(message)
    at, hours = max(timezone.now(), message.queued_at), display_hours("DESK")
    return Content(
        bracket=bracket(due_at=hours.closing(action.due_on), at=at, hours=hours),
        title=name_of(action.finding.subject),
        ask=_("Please carry out the corrective action and report the result."),
        lines=[(_("due on"), long_day(action.due_on))],
        action=_("Open the corrective action"),
        why=_("You receive this because you are the owner of the corrective action."),
        handover=_("If you cannot do it, please ask the compliance officer to name another owner."),
    )


register_kind(
    Kind(code=SIGN_OFF_WANTED, label=_("Sign-off wanted"), content=_sign_off, wanted=_awaits_sign_off),
    Kind(code=SENT_BACK, label=_("Assessment sent back"), content=_sent_back, wanted=_is_draft),
    Kind(code=VERIFICATION_WANTED, label=_("Verification wanted"), content=_verify, wanted=_is_done),
    Kind(code=ACTION_GIVEN, label=_("Corrective action given"), content=_given, wanted=_is_open),
)
