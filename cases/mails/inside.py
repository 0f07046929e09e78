"""Which mails does a case send to the firm's own people that are no deadlines?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.models import AnswerProposal, Case, Explanation, PromiseExtension
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.labels import Text
from privacyportal.clocks.models import Clock
from privacyportal.clocks.show.display import bracket, limit_text
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

EXTENSION_WANTED, EXTENSION_DECIDED = "cases.extension_wanted", "cases.extension_decided"
APPROVAL_WANTED, DECIDED, ASSIGNED = "cases.approval_wanted", "cases.answer_decided", "cases.assigned"
EXPLANATION_WANTED, EXPLANATION_DECIDED = "cases.explanation_wanted", "cases.explanation_decided"
SETTLED = "settled"


def ask_for_approval(proposal: AnswerProposal, approvers: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Ask for a decision on a proposed answer."""
    _queue(APPROVAL_WANTED, proposal, approvers, by=by, at=at)


def tell_decision(proposal: AnswerProposal, *, by: Actor, at: datetime) -> None:
    """Tell the author of an answer, and the handler, what was decided."""
    people = [person for person in (proposal.proposed_by, proposal.case.handler) if person is not None]
    _queue(DECIDED, proposal, people, by=by, at=at)


def tell_assignment(case: Case, *, by: Actor, at: datetime) -> None:
    """Tell a person that a case is now theirs."""
    if case.handler is not None:
        notifications.queue(
            kind=ASSIGNED,
            key=f"{ASSIGNED}:{case.reference}:{at:%Y%m%d%H%M%S}",
            recipients=[case.handler],
            reference=case.reference,
            by=by,
            at=at,
        )


def ask_for_extension(extension: PromiseExtension, approvers: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Ask for a decision on a later day for a promise."""
    _queue_extension(EXTENSION_WANTED, extension, approvers, by=by, at=at)


def tell_extension_decided(extension: PromiseExtension, *, by: Actor, at: datetime) -> None:
    """Tell who asked for a later day what was decided."""
    _queue_extension(EXTENSION_DECIDED, extension, [extension.asked_by], by=by, at=at)


def ask_for_explanation(explanation: Explanation, approvers: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Ask for a decision on a drafted explanation to an outside body."""
    _queue_explanation(EXPLANATION_WANTED, explanation, approvers, by=by, at=at)


def tell_explanation_decided(explanation: Explanation, *, by: Actor, at: datetime) -> None:
    """Tell the author of an explanation what was decided."""
    _queue_explanation(EXPLANATION_DECIDED, explanation, [explanation.drafted_by], by=by, at=at)


def _queue_explanation(kind: str, explanation: Explanation, people: Iterable[User], *, by: Actor, at: datetime) -> None:
    reference = explanation.referral.case.reference
    key, facts = f"{kind}:{reference}:{explanation.pk}", {"explanation": explanation.pk}
    notifications.queue(kind=kind, key=key, recipients=people, reference=reference, facts=facts, by=by, at=at)


def _queue_extension(
    kind: str, extension: PromiseExtension, people: Iterable[User], *, by: Actor, at: datetime
) -> None:
    reference = extension.promise.case.reference
    key, facts = f"{kind}:{reference}:{extension.pk}", {"extension": extension.pk}
    notifications.queue(kind=kind, key=key, recipients=people, reference=reference, facts=facts, by=by, at=at)


def _queue(kind: str, proposal: AnswerProposal, people: Iterable[User], *, by: Actor, at: datetime) -> None:
    reference = proposal.case.reference
    notifications.queue(
        kind=kind,
        key=f"{kind}:{reference}:{proposal.pk}",
        recipients=people,
        reference=reference,
        facts={"proposal": proposal.pk},
        by=by,
        at=at,
    )


def _proposal(message: Message) -> AnswerProposal:
    return AnswerProposal.objects.select_related("decided_by").get(pk=message.facts["proposal"])


def _still_pending(message: Message) -> str:
    return "" if _proposal(message).decision == AnswerProposal.Decision.PENDING else SETTLED


def _still_theirs(message: Message) -> str:
    return "" if Case.objects.filter(reference=message.reference, handler=message.recipient).exists() else SETTLED


class Limit(TypedDict):
    """How a subject begins, and what a mail says of the next limit where there is one."""

    bracket: Text
    lines: NotRequired[Sequence[tuple[Text, Text]]]


def _limit(message: Message, otherwise: Text) -> Limit:
    """Return how a subject begins and what a mail says of the case's next limit; `otherwise` begins it without one."""
    clock = Clock.objects.running_of(message.reference) if message.reference else None
    if clock is None:
        return {"bracket": otherwise}
    at = max(timezone.now(), message.queued_at)
    lines = [(_("Next deadline"), f"{limit_text(clock.due_at)} {clock.label}")]
    return {"bracket": bracket(due_at=clock.due_at, at=at), "lines": lines}


def _approval(message: Message) -> Content:
    return Content(
        **_limit(message, _("Approval request")),
        ask=_("Approval of a proposed answer"),
        lead=_("Please decide on the proposed answer."),
        action=_("Open the proposed answer"),
        why=_("You receive this because you approve the answers of this desk."),
        handover=_("If you cannot decide, please ask another approver."),
    )


def _decision(message: Message) -> Content:
    is_approved = _proposal(message).decision == AnswerProposal.Decision.APPROVED
    return Content(
        bracket=_("Approved") if is_approved else _("Sent back"),
        ask=_("Giving the approved answer") if is_approved else _("Revision of a proposed answer"),
        lead=_("Please give the approved answer to the person.")
        if is_approved
        else _("Please read the reason and revise the answer."),
        action=_("Open the case"),
        why=_("You receive this because you proposed the answer or handle the case."),
    )


def _extension(message: Message) -> PromiseExtension:
    return PromiseExtension.objects.get(pk=message.facts["extension"])


def _extension_pending(message: Message) -> str:
    return "" if _extension(message).decision == PromiseExtension.Decision.PENDING else SETTLED


def _extension_wanted(message: Message) -> Content:
    return Content(
        **_limit(message, _("Approval request")),
        ask=_("Approval of the extension of a promised date"),
        lead=_("Please decide on the later day."),
        action=_("Open the case"),
        why=_("You receive this because you approve the answers of this desk."),
        handover=_("If you cannot decide, please ask another approver."),
    )


def _extension_decided(message: Message) -> Content:
    is_approved = _extension(message).decision == PromiseExtension.Decision.APPROVED
    return Content(
        bracket=_("Approved") if is_approved else pgettext("extension", "Refused"),
        ask=_("Telling the person of the later day") if is_approved else _("Keeping the promised date"),
        lead=_("Please tell the person of the later day: the deadline moves only then.")
        if is_approved
        else _("The promised date stands."),
        action=_("Open the case"),
        why=_("You receive this because you asked for the extension."),
    )


def _explanation(message: Message) -> Explanation:
    return Explanation.objects.get(pk=message.facts["explanation"])


def _explanation_pending(message: Message) -> str:
    return "" if _explanation(message).decision == Explanation.Decision.PENDING else SETTLED


def _explanation_wanted(message: Message) -> Content:
    return Content(
        **_limit(message, _("Approval request")),
        ask=_("Approval of an explanation to an outside body"),
        lead=_("Please decide on the drafted explanation."),
        action=_("Open the case"),
        why=_("You receive this because you approve the answers of this desk."),
        handover=_("If you cannot decide, please ask another approver."),
    )


def _explanation_decided(message: Message) -> Content:
    is_approved = _explanation(message).decision == Explanation.Decision.APPROVED
    return Content(
        bracket=_("Approved") if is_approved else _("Sent back"),
        ask=_("Sending the approved explanation") if is_approved else _("Revision of an explanation"),
        lead=_("Please send the approved explanation to the outside body.")
        if is_approved
        else _("Please read the reason and revise the explanation."),
        action=_("Open the case"),
        why=_("You receive this because you drafted the explanation."),
    )


def _assignment(message: Message) -> Content:
    return Content(
        **_limit(message, _("New handler")),
        ask=_("Handling of a case"),
        lead=_("Please take over this case."),
        action=_("Open the case"),
        why=_("You receive this because you were named as its handler."),
        handover=_("If you cannot handle it, please ask your supervisor to name another handler."),
    )


register_kind(
    Kind(
        code=APPROVAL_WANTED,
        label=_("Approval wanted"),
        content=_approval,
        wanted=_still_pending,
        facts={"proposal": Fact.KEY},
    ),
    Kind(code=DECIDED, label=_("Decision on an answer"), content=_decision, facts={"proposal": Fact.KEY}),
    Kind(
        code=EXTENSION_WANTED,
        label=_("Extension wanted"),
        content=_extension_wanted,
        wanted=_extension_pending,
        facts={"extension": Fact.KEY},
    ),
    Kind(
        code=EXTENSION_DECIDED,
        label=_("Decision on an extension"),
        content=_extension_decided,
        facts={"extension": Fact.KEY},
    ),
    Kind(
        code=EXPLANATION_WANTED,
        label=_("Explanation wanted"),
        content=_explanation_wanted,
        wanted=_explanation_pending,
        facts={"explanation": Fact.KEY},
    ),
    Kind(
        code=EXPLANATION_DECIDED,
        label=_("Decision on an explanation"),
        content=_explanation_decided,
        facts={"explanation": Fact.KEY},
    ),
    Kind(code=ASSIGNED, label=_("Handler assigned"), content=_assignment, wanted=_still_theirs),
)
