"""Whose turn is it with a case, and what came back to be written again?"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.models import AnswerProposal, Case, Explanation, PromiseExtension
from cases.states import WAITING, Status
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.turns import SentBack, Turn

if TYPE_CHECKING:
    from cases.admin.cells import OpenedCase

type Draft = AnswerProposal | Explanation | PromiseExtension

SENT_BACK = {
    AnswerProposal.Decision.SENT_BACK.value,
    Explanation.Decision.SENT_BACK.value,
    PromiseExtension.Decision.REFUSED.value,
}


def turn_of(case: "OpenedCase", *, may_read: bool) -> Turn | None:
    """Return who acts next in an open case; what came back only for those who may read its words."""
    if not case.is_open:
        return None
    return Turn(text=_who(case), sent_back=tuple(came_back(case)) if may_read else ())


def _who(case: Case) -> str:
    if case.status == Status.AWAITING_APPROVAL:
        pending = (row for row in case.proposals.all() if row.decision == AnswerProposal.Decision.PENDING)
        authors = (str(row.proposed_by) for row in pending)
        return _("An approver other than %(author)s decides on the answer.") % {
            "author": next(authors, _("its author"))
        }
    if case.status in WAITING:
        return _("%(state)s; the handler goes on when it arrives.") % {"state": case.get_status_display()}
    if case.handler is None:
        return _("Nobody handles it yet: somebody of the desk takes it over.")
    return _("The handler, %(handler)s.") % {"handler": case.handler}


def came_back(case: "OpenedCase") -> Iterator[SentBack]:
    """Yield what a second person sent back last and that was not written again since; erased words say nothing."""
    if case.has_proposals:
        yield from _refused(_("The proposed answer came back"), case.proposals.all())
    for referral in case.referrals.all():
        if referral.answered_at is None:
            yield from _refused(_("The drafted explanation came back"), referral.explanations.all())
    for promise in case.promises.all():
        if promise.kept_at is None:
            yield from _refused(_("The extension asked for was refused"), promise.extensions.all())


def _refused(what: Text, drafts: Iterable[Draft]) -> Iterator[SentBack]:
    last = max(drafts, key=lambda draft: draft.pk, default=None)
    if last is not None and last.decision in SENT_BACK and last.decision_reason and last.decided_at is not None:
        yield SentBack(what=what, reason=last.decision_reason, by=str(last.decided_by), at=last.decided_at)
