"""How do many vendors come into the register at once, and how does a list of the firm's change them?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.bulk import RowResult, given
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.rights import right
from privacyportal.clocks import river as clocks
from privacyportal.references import registry as references
from vendors.guards import contacts, supervision
from vendors.models import Entrustment, ForeignGround, Vendor
from vendors.services import register

type Details = Mapping[str, object]

BRING = right("backoffice.import_records")
BATCH = 200


@deed(right=BRING, words=_("bringing vendors in"), by_portal=True, asked=("rows",))
def bring_vendors(*, rows: Sequence[Details], by: Actor, at: datetime) -> list[RowResult[Vendor]]:
    """Enter many vendors as candidates without an owner; return what became of each row, in order.

    A row names fields of the register entry, like `register_vendor`, and is asked the same guards.
    """
    made = [register.described(Vendor(registered_at=at), row) for row in rows]
    many = register.many_persons(tokyo_day(at))
    judged = [_judged_new(vendor, row, many) for vendor, row in zip(made, rows, strict=True)]
    taken = [vendor for vendor, refusals in zip(made, judged, strict=True) if not refusals]
    for vendor, number in zip(taken, references.issue_many("VENDOR", count=len(taken), at=at), strict=True):
        vendor.reference = number
    Vendor.objects.bulk_create(taken, batch_size=BATCH)
    clocks.refresh_many(references=[vendor.reference for vendor in taken], at=at, suppress="imported")
    _record("vendors.vendor_imported", {vendor: _ceased(vendor) for vendor in taken}, by, at)
    return [
        RowResult(refusals=refusals) if refusals else RowResult(record=vendor, fields=tuple(row))
        for vendor, row, refusals in zip(made, rows, judged, strict=True)
    ]


@deed(right=BRING, words=_("changing vendors by a list"), by_portal=True, asked=("rows",))
def update_vendors(*, rows: Sequence[tuple[int, Details]], by: Actor, at: datetime) -> list[RowResult[Vendor]]:
    """Write what a list says onto vendors, each given by its number's key; return what became of each row, in order.

    State, owner and reviews are not a list's to change; a changed criticality or country moves the next review.
    A row is asked the guards of `change_vendor`.
    """
    found = _locked([key for key, _details in rows])
    running = _Running(found.values(), tokyo_day(at))
    results: list[RowResult[Vendor]] = []
    written: dict[Vendor, dict[str, object]] = {}
    for key, details in rows:
        vendor = found[key]
        before = {name: _value(vendor, name) for name in details}
        register.described(vendor, details)
        changed = tuple(name for name, old in before.items() if _value(vendor, name) != old)
        refusals = running.refusals(vendor, details, changed) if changed else ()
        results.append(RowResult(record=None if refusals else vendor, fields=changed, refusals=refusals))
        if changed and not refusals:
            vendor.next_review_on = register.next_review_of(vendor)
            written[vendor] = {"fields": sorted(changed), **_public(vendor, before, changed)}
    _store(written, {name for done in results if done.record is not None for name in done.fields}, at)
    _record("vendors.vendor_import_updated", written, by, at)
    return results


def _judged_new(vendor: Vendor, row: Details, many: Decimal) -> tuple[Refusal, ...]:
    vendor.criticality = vendor.criticality or register.least_criticality(vendor, many)
    return given([register.criticality_guard(vendor, many), *none_in(row)])


class _Running:
    """What forbids changes of vendors on a day, read once for many: grounds in force, data that contracts hand over."""

    def __init__(self, vendors: Iterable[Vendor], day: date) -> None:
        keys = [vendor.pk for vendor in vendors]
        self._many = register.many_persons(day)
        grounds = ForeignGround.objects.in_force_on(day).filter(vendor__in=keys)
        self._with_ground = set(grounds.values_list("vendor_id", flat=True))
        self._day = day
        contracts = Entrustment.objects.not_over_on(day).filter(vendor__in=keys)
        self._handed_over: dict[int, set[str]] = {}
        for vendor, kind in contracts.values_list("vendor_id", "categories__sensitivity"):
            self._handed_over.setdefault(vendor, set()).add(kind)

    def refusals(self, vendor: Vendor, details: Details, changed: Sequence[str]) -> tuple[Refusal, ...]:
        """Return every rule that forbids the vendor as it would stand."""
        handed_over = self._handed_over.get(vendor.pk, set())
        denied = [
            flag if not _value(vendor, flag) and handed_over & kinds else "" for flag, kinds in register.HEAVY.items()
        ]
        moved = register.moved_abroad(vendor, has_ground=vendor.pk in self._with_ground)
        kept = register.ground_kept(vendor, changed, self._day)
        named = contacts.people_stand(details, Vendor.content, is_erased=vendor.erasure_id is not None)
        admitted, heavy = map(_admitted, denied), register.criticality_guard(vendor, self._many)
        return given([heavy, moved, kept, named, *admitted, *none_in(details)])


def _admitted(denied: str) -> Refusal | None:
    return supervision.data_admitted(denied=denied)


def _locked(keys: Sequence[int]) -> dict[int, Vendor]:
    vendors = Vendor.objects.select_for_update(of=("self",)).filter(reference__in=keys)
    return {vendor.reference_id: vendor for vendor in vendors.select_related("reference", "country")}


def _value(vendor: Vendor, name: str) -> object:
    return vendor.serializable_value(name)


def _public(vendor: Vendor, before: Details, changed: Iterable[str]) -> dict[str, object]:
    return {name: [before[name], _value(vendor, name)] for name in changed if name in register.PUBLIC}


def _ceased(vendor: Vendor) -> dict[str, object]:
    return {"ceased_on": vendor.ceased_on} if vendor.ceased_on else {}


def _store(written: Mapping[Vendor, dict[str, object]], columns: set[str], at: datetime) -> None:
    if not written:
        return
    Vendor.objects.bulk_update(written, sorted({*columns, "criticality", "next_review_on"}), batch_size=BATCH)
    clocks.refresh_many(references=[vendor.reference for vendor in written], at=at, suppress="imported")


def _record(action: str, changes: Mapping[Vendor, dict[str, object]], by: Actor, at: datetime) -> None:
    deeds = [trail.Entry(action=action, obj=vendor, changes=said, section="6") for vendor, said in changes.items()]
    trail.record_many(deeds, by=by, at=at)
