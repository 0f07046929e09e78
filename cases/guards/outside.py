"""What does the policy forbid where a case passes between us and others?"""

from datetime import datetime

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


def through_approver(*, is_explanation: bool, may_approve: bool) -> Refusal | None:
    """An explanation to the certified body leaves the firm through an approver (Act, Article 53(3))."""
    if not is_explanation or may_approve:
        return None
    return Refusal(
        code="cases.explanation_through_approver",
        section="13",
        cannot=_("You cannot send this explanation."),
        missing=_("It has to go through an approver."),
        next_step=_("Keep the draft as an internal note and ask an approver to send it."),
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
