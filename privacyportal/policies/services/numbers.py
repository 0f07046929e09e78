"""How is it recorded that individual numbers are needed no longer, and that they are gone?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.calendars.arithmetic import add_months
from privacyportal.clocks import river as clocks
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.policies import number_guards as guards
from privacyportal.policies.models import NumberDisposal, PurposeOfUse
from privacyportal.policies.permissions import DISPOSE_NUMBERS
from privacyportal.policies.retention import code_for
from privacyportal.policies.states import DisposalMethod, PurposeKind
from privacyportal.references.registry import issue


@deed(right=DISPOSE_NUMBERS, words=_("end of the need for individual numbers"))
def register_number_end(
    *,
    affair: PurposeOfUse,
    documents: str,
    need_ended_on: date,
    kept_as: str = "",
    counted_from_on: date | None = None,
    by: Actor,
    at: datetime,
) -> NumberDisposal:
    """Register that individual numbers are needed no longer from a day on; until when law keeps them is counted.

    `kept_as` is the kind of record of `policies.retention` that the documents are, `counted_from_on` its event.

    :raises Refused: section 3, when the purpose is no affair for numbers; section 4, when a period has no event.
    """
    refuse_if(
        [
            guards.affair_of_numbers(is_of_numbers=affair.kind == PurposeKind.INDIVIDUAL_NUMBER),
            guards.counted_from_event(kept_as=kept_as, counted_from_on=counted_from_on),
        ]
    )
    numbers = NumberDisposal.objects.create(
        reference=issue("NUMBERS", at=at),
        affair=affair,
        documents=documents,
        need_ended_on=need_ended_on,
        kept_as=kept_as,
        counted_from_on=counted_from_on,
        law_until_on=kept_until(kept_as, counted_from_on, tokyo_day(at)),
        registered_at=at,
        registered_by=by.account,
    )
    clocks.refresh(reference=numbers.reference, at=at)
    changes = {"affair": affair.code, "need_ended_on": need_ended_on, "law_until_on": numbers.law_until_on}
    trail.record(action="policies.number_end_registered", obj=numbers, by=by, at=at, changes=changes, section="3")
    return numbers


@deed(right=DISPOSE_NUMBERS, on="numbers", words=_("disposal of individual numbers"))
def dispose_of_numbers(
    *,
    numbers: NumberDisposal,
    disposed_on: date,
    method: str,
    disposed_by: User,
    certificate: str = "",
    by: Actor,
    at: datetime,
) -> NumberDisposal:
    """Record that individual numbers are gone for good; whoever records it checks what another did.

    :raises Refused: section 3, before need and periods of law are over, by the person who did it, without the
        certificate of a vendor, or a second time.
    """
    stored = locked(numbers, "reference")
    refuse_if(
        [
            guards.still_there(is_open=stored.is_open),
            guards.after_need_and_law(disposed_on=disposed_on, from_on=stored.from_on, today=tokyo_day(at)),
            guards.other_checks(is_same=by.is_same_person(disposed_by)),
            guards.vendor_certifies(is_by_vendor=method == DisposalMethod.VENDOR, certificate=certificate),
        ],
        obj=stored,
    )
    write(
        stored,
        disposed_on=disposed_on,
        method=DisposalMethod(method),
        certificate=certificate,
        disposed_by=disposed_by,
        checked_by=by.account,
    )
    clocks.refresh(reference=stored.reference, at=at)
    changes = {"disposed_on": disposed_on, "method": method}
    trail.record(action="policies.numbers_disposed", obj=stored, by=by, at=at, changes=changes, section="3")
    return stored


def kept_until(kept_as: str, counted_from_on: date | None, day: date) -> date | None:
    """Return the last day on which law keeps documents of a kind, by the period in force on a day (Civil Code 143)."""
    if counted_from_on is None:
        return None
    return add_months(counted_from_on, 12 * int(value_on(code_for(kept_as), day)))
