"""Which buttons does a case have for what passes between us and outside bodies?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.buttons import Available, button, is_open, only_own
from cases.forms import referrals
from cases.models import Case, Explanation, Referral
from cases.permissions import may_read_persons
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Refusal

Decision = Explanation.Decision


def approve(
    *, obj: Case, by: Actor, at: datetime, explanation: Explanation, reason: str, **_read: object
) -> Explanation:
    """Approve the explanation that was shown."""
    return services.approve_explanation(case=obj, explanation=explanation, reason=reason, by=by, at=at)


def send_back(
    *, obj: Case, by: Actor, at: datetime, explanation: Explanation, reason: str, **_read: object
) -> Explanation:
    """Send the explanation that was shown back."""
    return services.send_back_explanation(case=obj, explanation=explanation, reason=reason, by=by, at=at)


def _can_pass_on(case: Case, user: User) -> bool:
    return case.is_open and case.partner is not None and case.partner.desk_id is not None


def _has_open_referral(direction: str) -> Available:
    def available(case: Case, user: User) -> bool:
        return any(row.direction == direction and row.answered_at is None for row in case.referrals.all())

    return available


def _can_draft(case: Case, user: User) -> bool:
    return any(all(draft.decision == Decision.SENT_BACK for draft in row.explanations.all()) for row in _owed(case))


def _to_decide(case: Case, user: User) -> bool:
    return bool(_pending(case)) and may_read_persons(user, case)


def _pending(case: Case) -> list[Explanation]:
    return [draft for row in _owed(case) for draft in row.explanations.all() if draft.decision == Decision.PENDING]


def _own_drafts(case: Case, by: Actor) -> Sequence[Refusal | None]:
    return only_own((draft.drafted_by for draft in _pending(case)), by)


def _owed(case: Case) -> list[Referral]:
    rows = case.referrals.all()
    return [row for row in rows if row.kind == Referral.Kind.EXPLANATION and row.answered_at is None]


ACTIONS = (
    button(
        "draft_explanation",
        _("Draft the explanation"),
        services.draft_explanation,
        _can_draft,
        referrals.ExplanationForm,
        tone="primary",
        help_text=_("A second person decides on it; it goes out in the words that were approved."),
    ),
    button(
        "approve_explanation",
        _("Approve the explanation"),
        services.approve_explanation,
        _to_decide,
        referrals.DecideExplanationForm,
        tone="primary",
        run=approve,
        obstacles=_own_drafts,
    ),
    button(
        "send_back_explanation",
        _("Send the explanation back"),
        services.send_back_explanation,
        _to_decide,
        referrals.DecideExplanationForm,
        run=send_back,
        obstacles=_own_drafts,
    ),
    button(
        "answer_referral",
        _("Answer the outside body"),
        services.answer_referral,
        _has_open_referral(Referral.Direction.FROM_BODY),
        referrals.AnswerReferralForm,
        tone="primary",
    ),
    button(
        "answer_day",
        _("Record the day that the body named"),
        services.note_answer_day,
        _has_open_referral(Referral.Direction.FROM_BODY),
        referrals.AnswerDayForm,
    ),
    button(
        "referral_result",
        _("Record the result of a referral"),
        services.record_referral_result,
        _has_open_referral(Referral.Direction.TO_BODY),
        referrals.ReferralResultForm,
    ),
    button(
        "refer_to_jsda",
        _("Refer to the JSDA"),
        services.refer_to_jsda,
        is_open,
        referrals.ReferForm,
        help_text=_("Our case stays open. The person's consent comes first."),
    ),
    button(
        "referred_from_jsda",
        _("Record a referral from the JSDA"),
        services.record_referral_from_jsda,
        is_open,
        referrals.ReferredForm,
    ),
    button(
        "pass_on",
        _("Pass on to the partner's desk"),
        services.pass_on_to_partner_desk,
        _can_pass_on,
        referrals.PassOnForm,
        help_text=_("Our case stays open. The person's consent comes first."),
    ),
)
FRONT = frozenset(
    {"draft_explanation", "approve_explanation", "send_back_explanation", "answer_referral", "referral_result"}
)
