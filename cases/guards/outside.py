"""What does the policy forbid where a case passes between us and others?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.states import Concerns
from privacyportal.backoffice.refusals import Refusal


def consent_before(*, consented_at: datetime | None, passed_at: datetime, section: str) -> Refusal | None:
    """A case leaves the firm only with the person's consent obtained before (policy section 10 a))."""
    if consented_at is not None and consented_at <= passed_at:
        return None
    return Refusal(
        code="cases.consent_first",
        section=section,
        cannot=_("The case cannot be passed on."),
        missing=_("The person's consent obtained beforehand is not recorded."),
        next_step=_("Enter when the person consented, not later than the passing on."),
        field="consented_at",
    )


def partner_named(*, concerns: str, has_partner: bool) -> Refusal | None:
    """A case about a partner's own handling names the partner: its desk is where the person is sent."""
    if has_partner or concerns not in (Concerns.SEMINAR_CO_HOST, Concerns.GROUP_OWN):
        return None
    return Refusal(
        code="cases.partner_missing",
        section="8(iv)",
        cannot=_("The desk to name to the person is not known."),
        missing=_("The joint-use partner is missing."),
        next_step=_("Choose the joint-use partner."),
        field="partner",
    )


def day_after_request(*, answer_by_on: date, asked_on: date) -> Refusal | None:
    """A body asks for its answer by the day of its request or a later one."""
    if answer_by_on >= asked_on:
        return None
    return Refusal(
        code="cases.answer_day_before_request",
        section="13",
        cannot=_("This day cannot be recorded."),
        missing=_("It is before the day of the request."),
        next_step=_("Enter the day that the body named."),
        field="answer_by_on",
    )


def explanation_approved(*, is_explanation: bool, is_approved: bool) -> Refusal | None:
    """An explanation to the certified body leaves the firm in words that a second person approved (Act, 53(3))."""
    if not is_explanation or is_approved:
        return None
    return Refusal(
        code="cases.explanation_unapproved",
        section="13",
        cannot=_("This explanation cannot be sent yet."),
        missing=_("Its draft has not been approved by a second person."),
        next_step=_("Draft the explanation and have it approved."),
        link_label=_("Draft the explanation"),
    )


def is_explanation_asked(*, is_explanation: bool) -> Refusal | None:
    """Only a request for explanation or materials is answered by a draft that is approved."""
    if is_explanation:
        return None
    return Refusal(
        code="cases.no_explanation_asked",
        section="13",
        cannot=_("An explanation cannot be drafted."),
        missing=_("The body has not asked for an explanation or materials here, or has its answer."),
        next_step=_("Record its request first."),
        field="referral",
    )


def referrals_answered(*, unanswered: int) -> Refusal | None:
    """A case with an unanswered request of the certified body stays open (Act, Article 53(3))."""
    if not unanswered:
        return None
    return Refusal(
        code="cases.referral_unanswered",
        section="13",
        cannot=_("The case cannot be closed."),
        missing=_("A referral or request from an outside body has not been answered."),
        next_step=_("Record the answer to it first."),
        link_label=_("Answer the outside body"),
    )
