"""Which mails does a case send to the firm's own people that are no deadlines?"""

from collections.abc import Callable, Iterable, Sequence
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
SETTLED, OPEN_CASE = "settled", _("Open the case")
# What one person asks for and another decides: all have the same decisions (`backoffice.deciding`).
type Decided = AnswerProposal | PromiseExtension | Explanation
PENDING, APPROVED = AnswerProposal.Decision.PENDING, AnswerProposal.Decision.APPROVED


def ask_for_approval(proposal: AnswerProposal, approvers: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Ask for a decision on a proposed answer."""
    _queue(APPROVAL_WANTED, "proposal", proposal, proposal.case, approvers, by=by, at=at)


def tell_decision(proposal: AnswerProposal, *, by: Actor, at: datetime) -> None:
    """Tell the author of an answer, and the handler, what was decided."""
    people = [person for person in (proposal.proposed_by, proposal.case.handler) if person is not None]
    _queue(DECIDED, "proposal", proposal, proposal.case, people, by=by, at=at)


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
    _queue(EXTENSION_WANTED, "extension", extension, extension.promise.case, approvers, by=by, at=at)


def tell_extension_decided(extension: PromiseExtension, *, by: Actor, at: datetime) -> None:
    """Tell who asked for a later day what was decided."""
    people = [extension.asked_by]
    _queue(EXTENSION_DECIDED, "extension", extension, extension.promise.case, people, by=by, at=at)


def ask_for_explanation(explanation: Explanation, approvers: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Ask for a decision on a drafted explanation to an outside body."""
    case = explanation.referral.case
    _queue(EXPLANATION_WANTED, "explanation", explanation, case, approvers, by=by, at=at)


def tell_explanation_decided(explanation: Explanation, *, by: Actor, at: datetime) -> None:
    """Tell the author of an explanation what was decided."""
    case, people = explanation.referral.case, [explanation.drafted_by]
    _queue(EXPLANATION_DECIDED, "explanation", explanation, case, people, by=by, at=at)


def _queue(kind: str, fact: str, row: Decided, case: Case, people: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Queue a mail about what is decided in a case; the row's key is its fact of that name."""
    notifications.queue(
        kind=kind,
        key=f"{kind}:{case.reference}:{row.pk}",
        recipients=people,
        reference=case.reference,
        facts={fact: row.pk},
        by=by,
        at=at,
    )


def _pending(model: type[Decided], fact: str) -> Callable[[Message], str]:
    """Return the question whether the row that a mail is about still waits for a decision."""

    def wanted(message: Message) -> str:
        waits = model._default_manager.filter(pk=message.facts[fact], decision=PENDING).exists()
        return "" if waits else SETTLED

    return wanted


def _is_approved(model: type[Decided], message: Message, fact: str) -> bool:
    return model._default_manager.filter(pk=message.facts[fact], decision=APPROVED).exists()


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


def _asking(message: Message, *, ask: Text, lead: Text, action: Text = OPEN_CASE) -> Content:
    """Return the mail that asks an approver of the desk to decide."""
    return Content(
        **_limit(message, _("Approval request")),
        ask=ask,
        lead=lead,
        action=action,
        why=_("You receive this because you approve the answers of this desk."),
        handover=_("If you cannot decide, please ask another approver."),
    )


def _approval(message: Message) -> Content:
    ask, lead = _("Approval of a proposed answer"), _("Please decide on the proposed answer.")
    return _asking(message, ask=ask, lead=lead, action=_("Open the proposed answer"))


def _decision(message: Message) -> Content:
    is_approved = _is_approved(AnswerProposal, message, "proposal")
    return Content(
        bracket=_("Approved") if is_approved else _("Sent back"),
        ask=_("Giving the approved answer") if is_approved else _("Revision of a proposed answer"),
        lead=_("Please give the approved answer to the person.")
        if is_approved
        else _("Please read the reason and revise the answer."),
        action=OPEN_CASE,
        why=_("You receive this because you proposed the answer or handle the case."),
    )


def _extension_wanted(message: Message) -> Content:
    ask = _("Approval of the extension of a promised date")
    return _asking(message, ask=ask, lead=_("Please decide on the later day."))


def _extension_decided(message: Message) -> Content:
    is_approved = _is_approved(PromiseExtension, message, "extension")
    return Content(
        bracket=_("Approved") if is_approved else pgettext("extension", "Refused"),
        ask=_("Telling the person of the later day") if is_approved else _("Keeping the promised date"),
        lead=_("Please tell the person of the later day: the deadline moves only then.")
        if is_approved
        else _("The promised date stands."),
        action=OPEN_CASE,
        why=_("You receive this because you asked for the extension."),
    )


def _explanation_wanted(message: Message) -> Content:
    ask = _("Approval of an explanation to an outside body")
    return _asking(message, ask=ask, lead=_("Please decide on the drafted explanation."))


def _explanation_decided(message: Message) -> Content:
    is_approved = _is_approved(Explanation, message, "explanation")
    return Content(
        bracket=_("Approved") if is_approved else _("Sent back"),
        ask=_("Sending the approved explanation") if is_approved else _("Revision of an explanation"),
        lead=_("Please send the approved explanation to the outside body.")
        if is_approved
        else _("Please read the reason and revise the explanation."),
        action=OPEN_CASE,
        why=_("You receive this because you drafted the explanation."),
    )


def _assignment(message: Message) -> Content:
    return Content(
        **_limit(message, _("New handler")),
        ask=_("Handling of a case"),
        lead=_("Please take over this case."),
        action=OPEN_CASE,
        why=_("You receive this because you were named as its handler."),
        handover=_("If you cannot handle it, please ask your supervisor to name another handler."),
    )


register_kind(
    Kind(
        code=APPROVAL_WANTED,
        label=_("Approval wanted"),
        content=_approval,
        wanted=_pending(AnswerProposal, "proposal"),
        facts={"proposal": Fact.KEY},
    ),
    Kind(code=DECIDED, label=_("Decision on an answer"), content=_decision, facts={"proposal": Fact.KEY}),
    Kind(
        code=EXTENSION_WANTED,
        label=_("Extension wanted"),
        content=_extension_wanted,
        wanted=_pending(PromiseExtension, "extension"),
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
        wanted=_pending(Explanation, "explanation"),
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
