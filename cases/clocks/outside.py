"""When must an outside body hear from us, and when should we hear from it?"""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Case, Referral
from cases.states import ENDED, Status
from privacyportal.clocks.plan import Facts


def referral_facts(case: Case) -> Facts | None:
    """From an outside body's referral or request to our answer, by the date it named where it named one."""
    asked = [referral for referral in case.referrals.all() if referral.direction == Referral.Direction.FROM_BODY]
    if not asked:
        return None
    referral = _current(asked)
    return Facts(
        started_at=referral.referred_at,
        stopped_at=referral.answered_at,
        cancelled=referral.answered_at is None and case.status in ENDED,
        fixed_on=referral.answer_by_on,
        restarts=len(asked) - 1,
    )


def body_facts(case: Case) -> Facts | None:
    """From taking the matter to an outside body or a partner's desk to its report, on that desk's own calendar (C9)."""
    taken = [referral for referral in case.referrals.all() if referral.direction == Referral.Direction.TO_BODY]
    if not taken:
        return None
    referral = _current(taken)
    return Facts(
        started_at=referral.referred_at,
        stopped_at=referral.answered_at,
        cancelled=referral.answered_at is None and case.status == Status.WITHDRAWN,
        restarts=len(taken) - 1,
        variant=referral.kind if referral.kind == Referral.Kind.PASSED_ON else "",
        calendar=referral.desk.calendar.code,
    )


def _current(referrals: Sequence[Referral]) -> Referral:
    """Return the oldest that is open, else the last."""
    open_first = [referral for referral in referrals if referral.answered_at is None]
    return min(open_first, key=_asked_at) if open_first else max(referrals, key=_asked_at)


def _asked_at(referral: Referral) -> datetime:
    return referral.referred_at
