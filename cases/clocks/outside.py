"""When must an outside body hear from us, and when should we hear from it?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Correspondence, Referral, RouteRow, RouteTable
from cases.states import BODIES, ENDED, UNANSWERED
from privacyportal.backoffice.labels import Text
from privacyportal.clocks.plan import Facts

# Rows that leave the days open, or say the usual ones, use the duty's general rule.
USUAL_DAYS, SAME_DAY = 3, "same_day"


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
        variant=_variant(case, referral, asked),
    )


def vendor_facts(case: Case) -> Facts | None:
    """From receipt to the answer of the vendor at which it arose, where the routing row gives the vendor days.

    The person waits for us, not for the vendor (Act, Article 25): our own answer ends it, too.
    """
    row = case.route_row
    if row is None or row.vendor_days is None or case.vendor_id is None:
        return None
    answers = [letter.happened_at for letter in case.correspondence.all() if _is_of_vendor(letter)]
    stopped_at = min([*answers, *filter(None, [case.answered_at])], default=None)
    return Facts(
        started_at=case.received_at,
        stopped_at=stopped_at,
        cancelled=stopped_at is None and case.status in ENDED,
        variant=body_variant(row.vendor_days),
    )


def body_variant(days: int | None) -> str:
    """Return which rule holds for an answer within a row's days: that of the day itself, of the days, or the usual."""
    if days is None or days == USUAL_DAYS:
        return ""
    return f"{days}_days" if days else SAME_DAY


def days_named(column: str) -> dict[str, Text]:
    """Return the special cases that published routing rows name in a column, with their names."""
    tables = RouteTable.objects.published()
    days = RouteRow.objects.filter(table__in=tables).exclude(**{column: None}).values_list(column, flat=True)
    named = {number: format_lazy(_("routing row of {days} business days"), days=number) for number in sorted(set(days))}
    return {
        body_variant(number): label if number else _("on the day of receipt")
        for number, label in named.items()
        if body_variant(number)
    }


def body_facts(case: Case) -> Facts | None:
    """From taking the matter to an outside body or a partner's desk to its report, on that desk's own calendar (C9)."""
    taken = [referral for referral in case.referrals.all() if referral.direction == Referral.Direction.TO_BODY]
    if not taken:
        return None
    referral = _current(taken)
    return Facts(
        started_at=referral.referred_at,
        stopped_at=referral.answered_at,
        cancelled=referral.answered_at is None and case.status in UNANSWERED,
        restarts=len(taken) - 1,
        variant=referral.kind if referral.kind == Referral.Kind.PASSED_ON else "",
        calendar=referral.desk.calendar.code,
    )


def _variant(case: Case, referral: Referral, asked: Sequence[Referral]) -> str:
    """Return the row's rule for the request by which the case came; what is asked later has the usual one."""
    is_first = case.sender in BODIES and referral == min(asked, key=_asked_at)
    return body_variant(case.route_row.body_days) if is_first and case.route_row is not None else ""


def _is_of_vendor(letter: Correspondence) -> bool:
    is_incoming = letter.direction == Correspondence.Direction.INCOMING
    return is_incoming and letter.party == Correspondence.Party.VENDOR and not letter.is_automatic


def _current(referrals: Sequence[Referral]) -> Referral:
    """Return the oldest that is open, else the last."""
    open_first = [referral for referral in referrals if referral.answered_at is None]
    return min(open_first, key=_asked_at) if open_first else max(referrals, key=_asked_at)


def _asked_at(referral: Referral) -> datetime:
    return referral.referred_at
