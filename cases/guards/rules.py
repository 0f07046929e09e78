"""What does the policy forbid in a case? Pure functions over plain values; None where nothing is forbidden."""

from collections.abc import Collection
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.states import NEEDS_GROUND, Kind
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal


def identity_first(*, kind: str, is_verified: bool) -> Refusal | None:
    """Nothing is answered to a requester who has not been identified (policy section 9; Act, Article 37)."""
    if kind != Kind.DISCLOSURE or is_verified:
        return None
    return Refusal(
        code="cases.identity_first",
        section="9",
        cannot=_("An answer cannot be proposed or given yet."),
        missing=_("The identity of the requester has not been verified."),
        next_step=_("Record the identity verification first."),
        link_label=_("Record the identity verification"),
    )


def second_person(*, is_person: bool, is_author: bool) -> Refusal | None:
    """What one person proposed is decided by another person: not by themselves under another account, nor by nobody."""
    if is_person and not is_author:
        return None
    return Refusal(
        code="cases.second_person",
        cannot=_("You cannot decide on this answer."),
        missing=_("You proposed it yourself, and a second person has to approve it."),
        next_step=_("Ask another approver."),
    )


def decider_reads(*, may_read: bool) -> Refusal | None:
    """Nobody decides on words that they may not read: on a restricted case those do whose office it is."""
    if may_read:
        return None
    return Refusal(
        code="cases.decider_may_not_read",
        section="5",
        cannot=_("You cannot decide on this case."),
        missing=_("The case is restricted, and you neither work on it nor are asked to decide."),
        next_step=_("Leave it to the handler's supervisor, the head of the desk's department or compliance."),
    )


def reason_given(reason: str, *, what: Text, field: str = "reason") -> Refusal | None:
    """Some deeds need a written reason; `what` they are called."""
    if reason.strip():
        return None
    return Refusal(
        code="cases.reason_missing",
        cannot=format_lazy(_("“{what}” cannot be recorded."), what=what),
        missing=_("The reason is missing."),
        next_step=_("Write the reason."),
        field=field,
    )


def ground_given(*, kind: str, outcome: str, ground: str) -> Refusal | None:
    """Whoever gives less than was asked for explains why, of a request by the Act (Article 36)."""
    if outcome not in NEEDS_GROUND or ground.strip():
        return None
    is_request = kind == Kind.DISCLOSURE
    by_the_act = _("The reasons given to the person are missing (Act, Article 36).")
    return Refusal(
        code="cases.ground_missing",
        section="9" if is_request else "12",
        cannot=_("This outcome cannot be proposed without an explanation."),
        missing=by_the_act if is_request else _("The reasons given to the person are missing."),
        next_step=_("Write the reasons."),
        field="ground",
    )


def outcome_fits(*, outcome: str, allowed: Collection[str]) -> Refusal | None:
    """A complaint is upheld or not; a request is disclosed or not."""
    if outcome in allowed:
        return None
    return Refusal(
        code="cases.outcome_of_other_kind",
        cannot=_("This outcome does not belong to this kind of case."),
        missing="",
        next_step=_("Choose one of the outcomes offered."),
        field="outcome",
    )


def outcome_as_approved(*, outcome: str, approved: str) -> Refusal | None:
    """A case comes to what a second person approved and the person was told."""
    if not outcome or not approved or outcome == approved:
        return None
    return Refusal(
        code="cases.outcome_not_approved",
        cannot=_("The case cannot be closed with this outcome."),
        missing=_("Another outcome was approved and told to the person."),
        next_step=_("Close it with the approved outcome, or have it reopened and answered anew."),
        field="outcome",
    )


def handler_sits_here(*, is_able: bool) -> Refusal | None:
    """A case is handled by somebody of its desk who may work on cases."""
    if is_able:
        return None
    return Refusal(
        code="cases.handler_elsewhere",
        cannot=_("This person cannot be named as handler."),
        missing=_("They do not work at the case's desk, or may not work on cases."),
        next_step=_("Choose a member of the desk."),
        field="handler",
    )


def not_taken(*, is_taken: bool) -> Refusal | None:
    """Who takes a case over takes it from nobody: handing over is another's to decide."""
    if not is_taken:
        return None
    return Refusal(
        code="cases.taken",
        cannot=_("You cannot take this case over."),
        missing=_("Somebody handles it already."),
        next_step=_("Ask the supervisor to name you as its handler."),
    )


def still_open(*, is_open: bool) -> Refusal | None:
    """An ended case goes nowhere any more."""
    if is_open:
        return None
    return Refusal(
        code="cases.ended",
        cannot=_("This cannot be done any more."),
        missing=_("The case has ended."),
        next_step=_("Reopen it first if there is more to do."),
    )


def not_in_future(moment: datetime, *, now: datetime, field: str) -> Refusal | None:
    """What is recorded has happened."""
    if moment <= now:
        return None
    return Refusal(
        code="cases.in_future",
        cannot=_("This date and time cannot be recorded."),
        missing=_("It lies in the future."),
        next_step=_("Enter when it happened."),
        field=field,
    )


def not_before(moment: datetime, *, earliest: datetime, field: str) -> Refusal | None:
    """Nothing of a case happens before the case was received, no answer before its request."""
    if moment >= earliest:
        return None
    return Refusal(
        code="cases.out_of_order",
        cannot=_("This date and time cannot be recorded."),
        missing=_("It lies before what it follows from."),
        next_step=_("Check the date and time."),
        field=field,
    )


def representative_named(*, name: str, authority: str, is_representative: bool) -> Refusal | None:
    """Who speaks for another is recorded with name and kind of authority (Cabinet Order, Article 13)."""
    if not is_representative or (name.strip() and authority):
        return None
    return Refusal(
        code="cases.representative_missing",
        cannot=_("The representative cannot be recorded."),
        missing=_("The representative's name or kind of authority is missing."),
        next_step=_("Enter name and kind of authority."),
        field="representative_authority" if name.strip() else "representative_name",
    )


def authority_proved(*, has_representative: bool, document: str, is_confirmed: bool) -> Refusal | None:
    """A representative's authority is confirmed by a document (Cabinet Order, Article 13)."""
    if not is_confirmed or not has_representative or document.strip():
        return None
    return Refusal(
        code="cases.authority_missing",
        section="9",
        cannot=_("The identity cannot be recorded as confirmed."),
        missing=_("The proof of the representative's authority is missing."),
        next_step=_("Enter the document that was seen."),
        field="authority_document",
    )


def leak_reported(*, is_owed: bool) -> Refusal | None:
    """A leak's case stays open until the final report is made or the leak found not reportable (Act, Article 26)."""
    if not is_owed:
        return None
    return Refusal(
        code="cases.leak_unreported",
        section="5",
        cannot=_("The case cannot be closed."),
        missing=_("The final report of the leak has not been made."),
        next_step=_("Record the final report, or have it found not reportable."),
        link_label=_("Record the final report"),
    )


def addressee_given(reported_to: str) -> Refusal | None:
    """A report of a leak was made to somebody (Enforcement Rules, Article 8)."""
    if reported_to.strip():
        return None
    return Refusal(
        code="cases.addressee_missing",
        section="5",
        cannot=_("The report of the leak cannot be recorded."),
        missing=_("To whom it was reported is missing."),
        next_step=_("Enter the authority that received it."),
        field="reported_to",
    )


def withdrawn_by_second(*, is_proposed: bool, may_approve: bool, is_author: bool) -> Refusal | None:
    """Once an answer is proposed, one person alone does not end the case: an approver who did not propose it does."""
    if not is_proposed or (may_approve and not is_author):
        return None
    return Refusal(
        code="cases.withdrawal_second_person",
        section="12",
        cannot=_("You cannot record this case as withdrawn."),
        missing=_("An answer has been proposed, and a second person has to see the message that takes the case back."),
        next_step=_("Record the message as correspondence and ask an approver who did not propose the answer."),
    )


def other_checker(*, is_same: bool) -> Refusal | None:
    """Who disposes of documents is watched by another person."""
    if not is_same:
        return None
    return Refusal(
        code="cases.checker_is_same",
        section="4",
        cannot=_("The disposal cannot be recorded."),
        missing=_("It has to be checked by another person."),
        next_step=_("Choose the person who saw it."),
        field="checked_by",
    )


def happened_elsewhere(*, is_claimed: bool, is_history: bool, field: str) -> Refusal | None:
    """What nobody did or approved here comes in as history only, which a second person lets in (sections 9 and 12)."""
    if not is_claimed or is_history:
        return None
    return Refusal(
        code="cases.history_only",
        section="9" if field == "identity_verified_at" else "12",
        cannot=_("This row cannot come in as a case of today."),
        missing=_("It claims an answer, an end or an identity check that is not recorded here."),
        next_step=_("Bring the file in as history, which a second person approves, or leave this out."),
        field=field,
    )


def dated(*, field: str, state: str) -> Refusal:
    """A state that a case has reached has its date."""
    return Refusal(
        code="cases.date_missing",
        cannot=_("A case cannot be in the state “%(state)s” without its date.") % {"state": state},
        missing="",
        next_step=_("Enter when it happened."),
        field=field,
    )
