"""How is work entrusted by contract, renewed and ended?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.registry import issue
from vendors import permissions
from vendors.guards import entrustment as guards
from vendors.guards.supervision import WEIGHT
from vendors.models import Entrustment, Vendor
from vendors.services import schedule
from vendors.services.details import ContractTerms
from vendors.services.lifecycle import last_signed_off, numbers_checked
from vendors.services.links import page
from vendors.services.register import NUMBERS, SENSITIVE, least_criticality, many_persons, next_review_of
from vendors.states import CHANGE, Criticality, Status


@deed(right=CHANGE, on="vendor", words=_("entrustment contract"))
def add_entrustment(
    *,
    vendor: Vendor,
    work: str,
    purposes: Iterable[PurposeOfUse],
    categories: Iterable[DataCategory],
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    at: datetime,
    **terms: Unpack[ContractTerms],
) -> Entrustment:
    """Register a contract with its work, purposes, data and dates; sensitive data is noted on the vendor.

    Individual numbers are not: that a vendor handles them is decided before, on the vendor.

    `terms`: signed_on, contract_number, renews_automatically, sub_outsourcing_allowed.

    :raises Refused: section 3 (individual numbers outside their two affairs), section 6 (scope, the vendor).
    """
    stored, aims, items = locked(vendor, "reference", "country"), list(purposes), list(categories)
    fits = [guards.dates_in_order(starts_on=starts_on, ends_on=ends_on), *_vendor_refusals(stored, items)]
    refuse_if([*scope_refusals(aims, items), *fits], obj=stored)
    contract = Entrustment.objects.create(
        reference=issue("ENTRUST", at=at),
        vendor=stored,
        work=work,
        starts_on=starts_on,
        ends_on=ends_on,
        country_system=stored.country.system_on(starts_on),
        registered_at=at,
        **terms,
    )
    contract.purposes.set(aims)
    contract.categories.set(items)
    _note_data(stored, items, many_persons(tokyo_day(at)))
    schedule.refresh(stored, at=at)
    scope = {"purposes": [aim.code for aim in aims], "categories": [item.code for item in items]}
    _record("vendors.entrustment_added", contract, by, at, {**scope, "starts_on": starts_on, "ends_on": ends_on})
    return contract


@deed(right=permissions.SUPERVISE, on="entrustment", words=_("renewal of the contract"))
def renew_entrustment(
    *, entrustment: Entrustment, ends_on: date | None, signed_on: date, by: Actor, at: datetime
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
    before = renewed.ends_on
    write(renewed, ends_on=ends_on, signed_on=renewed.signed_on or signed_on)
    schedule.refresh(renewed.vendor, at=at)
    changes = {"ends_on": [before, ends_on], "signed_on": signed_on}
    _record("vendors.entrustment_renewed", renewed, by, at, changes)
    return renewed


@deed(right=CHANGE, on="entrustment", words=_("early end of the contract"))
def end_entrustment(*, entrustment: Entrustment, ended_on: date, reason: str, by: Actor, at: datetime) -> Entrustment:
    """End a contract on a day before its last.

    :raises Refused: section 6, when the contract does not run on that day.
    :raises Conflict: when the contract was ended already.
    """
    ended = _current(entrustment)
    outside = guards.ends_early(
        ended_on=ended_on, starts_on=ended.starts_on, ends_on=ended.ends_on, today=tokyo_day(at)
    )
    refuse_if([outside], obj=ended)
    write(ended, terminated_on=ended_on)
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


def _vendor_refusals(vendor: Vendor, categories: Sequence[DataCategory]) -> list[Refusal | None]:
    """Return what keeps the data from a vendor; a candidate for numbers is assessed between contract and start."""
    holds_numbers = any(category.sensitivity == NUMBERS for category in categories)
    is_flagged, has_started = vendor.handles_individual_numbers, vendor.activated_at is not None
    return [
        guards.vendor_open(has_ended=vendor.status == Status.TERMINATED),
        guards.numbers_admitted(holds_numbers=holds_numbers, is_flagged=is_flagged, link=page(vendor)),
        guards.numbers_safe(
            wants_numbers=holds_numbers and is_flagged and has_started,
            is_checked=numbers_checked(last_signed_off(vendor)),
            cannot=guards.CANNOT_REGISTER,
            link=page(vendor, "start_review"),
        ),
    ]


def _note_data(vendor: Vendor, categories: Sequence[DataCategory], many: Decimal) -> None:
    kinds = {category.sensitivity for category in categories}
    write(vendor, handles_sensitive=vendor.handles_sensitive or not kinds.isdisjoint(SENSITIVE))
    least = least_criticality(vendor, many)
    if not vendor.criticality_reason and WEIGHT[Criticality(vendor.criticality)] < WEIGHT[least]:
        write(vendor, criticality=least)
        write(vendor, next_review_on=next_review_of(vendor))


def _current(entrustment: Entrustment) -> Entrustment:
    current = locked(entrustment, "vendor__reference", "reference")
    if current.terminated_on is not None:
        raise Conflict(_("The contract has been ended already."))
    return current


def _record(
    action: str, contract: Entrustment, by: Actor, at: datetime, changes: Mapping[str, object], reason: str = ""
) -> None:
    """Write it on the contract's story and on the vendor's."""
    told = {"entrustment": str(contract.reference), **changes}
    deeds = [
        trail.Entry(action=action, obj=obj, changes=told, reason=reason, section="6")
        for obj in (contract, contract.vendor)
    ]
    trail.record_many(deeds, by=by, at=at)
