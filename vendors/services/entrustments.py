"""How is work entrusted by contract, renewed and ended?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.registry import issue
from vendors.guards import entrustment as guards
from vendors.guards.supervision import WEIGHT
from vendors.models import Entrustment, Vendor
from vendors.services import schedule
from vendors.services.register import NUMBERS, SENSITIVE, least_criticality, set_next_review
from vendors.states import Criticality, Status


@deed
def add_entrustment(
    *,
    vendor: Vendor,
    work: str,
    purposes: Iterable[PurposeOfUse],
    categories: Iterable[DataCategory],
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
    **terms: Any,
) -> Entrustment:
    """Register a contract with its work, purposes, data and dates; what the data calls for is noted on the vendor.

    `terms`: signed_on, contract_number, renews_automatically, sub_outsourcing_allowed.

    :raises Refused: section 3 (individual numbers outside their two affairs), section 6 (scope, ended vendor).
    """
    aims, items = list(purposes), list(categories)
    fits = [
        guards.dates_in_order(starts_on=starts_on, ends_on=ends_on),
        guards.vendor_open(has_ended=vendor.status == Status.TERMINATED),
    ]
    refuse_if([*scope_refusals(aims, items), *fits], obj=vendor)
    contract = Entrustment.objects.create(
        reference=issue("ENTRUST", at=at),
        vendor=vendor,
        work=work,
        starts_on=starts_on,
        ends_on=ends_on,
        registered_at=at,
        **terms,
    )
    contract.purposes.set(aims)
    contract.categories.set(items)
    _note_data(vendor, items)
    schedule.refresh(vendor, at=at)
    scope = {"purposes": [aim.code for aim in aims], "categories": [item.code for item in items]}
    _record("vendors.entrustment_added", contract, by, at, {**scope, "starts_on": starts_on, "ends_on": ends_on})
    return contract


@deed
def renew_entrustment(
    *, entrustment: Entrustment, ends_on: date | None, signed_on: date, by: User | None, at: datetime
) -> Entrustment:
    """Extend a contract to a later last day, or without end.

    :raises Refused: section 6, when it is not signed or not longer.
    :raises Conflict: when the contract was ended early.
    """
    renewed = _current(entrustment)
    refuse_if(
        [
            guards.renewal_signed(signed_on=signed_on, today=tokyo_day(at)),
            guards.renewal_later(ends_on=renewed.ends_on, new_end=ends_on),
        ],
        obj=renewed,
    )
    before, renewed.ends_on = renewed.ends_on, ends_on
    renewed.signed_on = renewed.signed_on or signed_on
    renewed.save(update_fields=["ends_on", "signed_on"])
    schedule.refresh(renewed.vendor, at=at)
    changes = {"ends_on": [before, ends_on], "signed_on": signed_on}
    _record("vendors.entrustment_renewed", renewed, by, at, changes)
    return renewed


@deed
def end_entrustment(
    *, entrustment: Entrustment, ended_on: date, reason: str, by: User | None, at: datetime
) -> Entrustment:
    """End a contract on a day before its last.

    :raises Refused: section 6, when the contract does not run on that day.
    :raises Conflict: when the contract was ended already.
    """
    ended = _current(entrustment)
    outside = guards.ends_early(
        ended_on=ended_on, starts_on=ended.starts_on, ends_on=ended.ends_on, today=tokyo_day(at)
    )
    refuse_if([outside], obj=ended)
    ended.terminated_on = ended_on
    ended.save(update_fields=["terminated_on"])
    schedule.refresh(ended.vendor, at=at)
    changes = {"ended_on": ended_on}
    _record("vendors.entrustment_ended", ended, by, at, changes, reason)
    return ended


def scope_refusals(purposes: Sequence[PurposeOfUse], categories: Sequence[DataCategory]) -> list[Refusal | None]:
    """Return what is wrong with the purposes and data of an entrustment."""
    holds_numbers = any(category.sensitivity == NUMBERS for category in categories)
    affairs = [p.code for p in purposes if p.kind == PurposeOfUse.Kind.INDIVIDUAL_NUMBER]
    others = [p.code for p in purposes if p.kind != PurposeOfUse.Kind.INDIVIDUAL_NUMBER]
    return [
        guards.scope_named(has_purposes=bool(purposes), has_categories=bool(categories)),
        guards.numbers_for_their_affairs(
            holds_numbers=holds_numbers, other_purposes=", ".join(others), has_affair=bool(affairs)
        ),
        guards.affairs_have_numbers(holds_numbers=holds_numbers, has_affair=bool(affairs)),
    ]


def _note_data(vendor: Vendor, categories: Sequence[DataCategory]) -> None:
    kinds = {category.sensitivity for category in categories}
    vendor.handles_individual_numbers |= NUMBERS in kinds
    vendor.handles_sensitive |= not kinds.isdisjoint(SENSITIVE)
    least = least_criticality(vendor)
    if not vendor.criticality_reason and WEIGHT[Criticality(vendor.criticality)] < WEIGHT[least]:
        vendor.criticality = least
        set_next_review(vendor)
    vendor.save(update_fields=["handles_individual_numbers", "handles_sensitive", "criticality", "next_review_on"])


def _current(entrustment: Entrustment) -> Entrustment:
    current = Entrustment.objects.select_related("vendor__reference", "reference").get(pk=entrustment.pk)
    if current.terminated_on is not None:
        raise Conflict(_("The contract has been ended already."))
    return current


def _record(
    action: str, contract: Entrustment, by: User | None, at: datetime, changes: Mapping[str, object], reason: str = ""
) -> None:
    """Write it on the contract's story and on the vendor's."""
    told = {"entrustment": str(contract.reference), **changes}
    deeds = [
        trail.Entry(action=action, obj=obj, changes=told, reason=reason, section="6")
        for obj in (contract, contract.vendor)
    ]
    trail.record_many(deeds, by=by, at=at)
