"""How does a vendor come into the register, how is it described, and who answers for it?"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.charging import receiving
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.values import differing, value_of, values_of
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.policies.models import DataCategory
from privacyportal.references.registry import issue
from vendors import permissions
from vendors.guards import abroad, contacts, supervision
from vendors.models import Country, JointUsePartner, Vendor
from vendors.services import schedule
from vendors.services.details import ContactDetails, EntryDetails, VendorDetails
from vendors.services.links import page
from vendors.states import ASSIGN, CHANGE, MANY_PERSONS, Criticality, Status

DETAILS, OF_OWNER = VendorDetails.__optional_keys__, ContactDetails.__optional_keys__
# What a vendor is said to handle, and the sensitivities of data that make it true.
NUMBERS = DataCategory.Sensitivity.INDIVIDUAL_NUMBER
SENSITIVE = (DataCategory.Sensitivity.SPECIAL_CARE, DataCategory.Sensitivity.SENSITIVE)
HEAVY = {"handles_individual_numbers": {NUMBERS}, "handles_sensitive": {*SENSITIVE}}
CANNOT_MOVE = _("The country of this active vendor cannot be changed.")
# Values of these are codes and may stand in the trail.
PUBLIC = ("country", "criticality", "handles_individual_numbers", "handles_sensitive", "uses_cloud", "person_count")


@deed(right=permissions.ADD, words=_("registration of the vendor"), numbers=("contact_telephone",))
def register_vendor(
    *, name: str, country: Country, by: Actor, at: datetime, owner: User | None = None, **details: Unpack[EntryDetails]
) -> Vendor:
    """Enter a vendor as a candidate; return it.

    `details` are fields of the register entry. Without a criticality the vendor gets the one its data calls for.

    :raises Refused: section 6, when the criticality is lower than the data calls for and no reason is written, or the
        owner may not see vendors.
    """
    details.setdefault("department", owner.department if owner else None)
    vendor = described(Vendor(name=name, country=country, owner=owner, registered_at=at), details)
    many = many_persons(tokyo_day(at))
    vendor.criticality = vendor.criticality or least_criticality(vendor, many)
    refuse_if([criticality_guard(vendor, many), _owner_guard(owner)])
    vendor.reference = issue("VENDOR", at=at)
    vendor.save()
    access = permissions.realign(vendor)
    schedule.refresh(vendor, at=at)
    changes = {"country": country.pk, "criticality": vendor.criticality, "granted": list(access.granted)}
    trail.record(action="vendors.vendor_registered", obj=vendor, by=by, at=at, changes=changes, section="6")
    return vendor


@deed(right=CHANGE, on="vendor", words=_("change of the vendor"), numbers=("contact_telephone",))
def change_vendor(*, vendor: Vendor, by: Actor, at: datetime, **details: Unpack[VendorDetails]) -> Vendor:
    """Write new details of a vendor; a changed criticality or country moves the next review.

    :raises Refused: section 6 (criticality, data that a contract hands over), section 11 (an active vendor that moves
        abroad without a ground, or any while a ground for its former country runs).
    """
    return _change(vendor, details, by, at)


@deed(
    right=permissions.SUPERVISE, on="vendor", words=_("change of the vendor's contact"), numbers=("contact_telephone",)
)
def change_contact(*, vendor: Vendor, by: Actor, at: datetime, **details: Unpack[ContactDetails]) -> Vendor:
    """Write what whoever is in charge of a vendor keeps true: its contact, the number of persons, notes."""
    if not OF_OWNER.issuperset(details):
        raise TypeError(f"Not for the vendor's owner to change: {', '.join(sorted(set(details) - OF_OWNER))}")
    return _change(vendor, details, by, at)


def _change(vendor: Vendor, details: Mapping[str, object], by: Actor, at: datetime) -> Vendor:
    edited = locked(vendor, "country", "owner", "department", "reference")
    changed = differing(edited, known(details))
    if not changed:
        return edited
    before = values_of(edited, changed)
    described(edited, changed)
    many = many_persons(tokyo_day(at))
    edited.criticality = edited.criticality or least_criticality(edited, many)
    has_ground = edited.foreign_grounds.in_force_on(tokyo_day(at)).exists()
    moved = moved_abroad(edited, has_ground=has_ground)
    kept = ground_kept(edited, changed, tokyo_day(at))
    named = contacts.people_stand(changed, Vendor.content, is_erased=edited.erasure_id is not None)
    refuse_if([criticality_guard(edited, many), moved, kept, named, *_data_guards(edited, at)], obj=edited)
    values = values_of(edited, changed)
    write(edited, **{**values, "criticality": edited.criticality, "next_review_on": next_review_of(edited)})
    schedule.refresh(edited, at=at)
    shown = {field: [_shown(before[field]), _shown(values[field])] for field in changed if field in PUBLIC}
    trail.record(
        action="vendors.vendor_changed", obj=edited, by=by, at=at, changes={"fields": sorted(changed), **shown}
    )
    return edited


@deed(right=ASSIGN, on="vendor", words=_("assignment of the vendor owner"))
def assign_owner(*, vendor: Vendor, owner: User, by: Actor, at: datetime, reason: str = "") -> Vendor:
    """Make a person answer for a vendor; their deputy may see it too, the owner before them no longer.

    :raises Refused: section 6, when the person's account or roles do not let them see vendors.
    :raises Conflict: when the vendor's entrustment has ended.
    """
    owner, assigned = receiving(owner), locked(vendor, "owner__deputy", "country", "reference")
    if assigned.status == Status.TERMINATED:
        raise Conflict(_("The vendor's entrustment has ended; nobody is assigned to it any more."))
    refuse_if([_owner_guard(owner)], obj=assigned)
    return _name(assigned, owner, reason, by, at)


def hand_over(vendor: Vendor, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> Vendor:
    """Give a vendor to the successor of an owner who leaves or moves, inside that deed; one digest tells them."""
    stored = locked(vendor, "owner__deputy", "country", "reference")
    return _name(stored, to, reason, by, at) if to is not None else stored


def unfit(person: User, vendor: Vendor) -> str:
    """Return why somebody cannot answer for a vendor; empty where they can."""
    refusal = _owner_guard(person)
    return str(refusal.missing) if refusal is not None else ""


def _name(assigned: Vendor, owner: User, reason: str, by: Actor, at: datetime) -> Vendor:
    previous = assigned.owner
    write(assigned, owner=owner, department=owner.department or assigned.department)
    access = permissions.realign(assigned)
    schedule.refresh(assigned, at=at)
    changes = {
        "owner": [previous.get_username() if previous else "", owner.get_username()],
        "granted": list(access.granted),
        "withdrawn": list(access.withdrawn),
    }
    trail.record(action="vendors.owner_assigned", obj=assigned, by=by, at=at, changes=changes, reason=reason)
    return assigned


@deed(right=FOLLOWS, on="person", words=_("access to vendors"), by_portal=True)
def realign_access(*, person: User, by: Actor, at: datetime) -> int:
    """Bring the access to a person's vendors in line with them and their deputy as they are; return how many changed.

    Their vendors are those that they own, and those whose owner they stand in for.
    """
    changed = 0
    held = Vendor.objects.filter(Q(owner=person) | Q(owner__deputy=person))
    for vendor in held.select_related("owner__deputy", "reference"):
        access = permissions.realign(vendor)
        if access.granted or access.withdrawn:
            changed += 1
            changes = {"granted": list(access.granted), "withdrawn": list(access.withdrawn)}
            trail.record(action="vendors.access_realigned", obj=vendor, by=by, at=at, changes=changes)
    return changed


def many_persons(day: date) -> Decimal:
    """Return the number of persons above which a vendor's data weighs heavily, as in force on a day."""
    return value_on(MANY_PERSONS, day)


def least_criticality(vendor: Vendor, many: Decimal) -> Criticality:
    """Return the criticality that a vendor's data calls for; more than `many` persons weigh heavily."""
    return supervision.least_criticality(
        individual_numbers=vendor.handles_individual_numbers,
        sensitive=vendor.handles_sensitive,
        abroad=vendor.is_abroad,
        persons=vendor.person_count,
        many=many,
    )


def next_review_of(vendor: Vendor) -> date | None:
    """Return the day of the next review from the last; what stands while no review has been made."""
    if vendor.last_reviewed_on is None:
        return vendor.next_review_on
    return schedule.next_review(vendor, vendor.last_reviewed_on)


def criticality_guard(vendor: Vendor, many: Decimal) -> Refusal | None:
    """Return the refusal of a criticality lower than the data calls for without a written reason."""
    return supervision.criticality_explained(
        chosen=vendor.criticality, least=least_criticality(vendor, many), reason=vendor.criticality_reason
    )


def _owner_guard(owner: User | None) -> Refusal | None:
    if owner is None:
        return None
    return supervision.owner_can_work(has_access=permissions.may_own(owner), person=str(owner))


def moved_abroad(vendor: Vendor, *, has_ground: bool) -> Refusal | None:
    """Return the refusal of an active vendor's move to a country for which no ground of section 11 is in force."""
    refusal = abroad.ground_on_file(
        is_abroad=vendor.is_abroad and vendor.status == Status.ACTIVE,
        has_ground=has_ground,
        cannot=CANNOT_MOVE,
        link=page(vendor, "add_ground"),
    )
    return replace(refusal, field="country") if refusal is not None else None


def ground_kept(party: Vendor | JointUsePartner, changed: Collection[str], day: date) -> Refusal | None:
    """Return the refusal of another country while a ground runs, today or later, that was established for this one."""
    is_moving = "country" in changed
    ground = party.foreign_grounds.not_over_on(day).first() if is_moving else None
    return abroad.ground_of_its_country(
        is_moving=is_moving, has_ground=ground is not None, link=page(ground, "end") if ground else ""
    )


def _data_guards(vendor: Vendor, at: datetime) -> list[Refusal | None]:
    """Return what the running contracts hand over although the vendor is said not to handle it."""
    running = vendor.entrustments.not_over_on(tokyo_day(at))
    handed_over = set(running.values_list("categories__sensitivity", flat=True))
    return [
        supervision.data_admitted(denied=flag if not value_of(vendor, flag) and handed_over & kinds else "")
        for flag, kinds in HEAVY.items()
    ]


def known(details: Mapping[str, object]) -> dict[str, object]:
    """Return details as they are stored, numbers that are not there as None.

    :raises TypeError: for what is no detail of a vendor.
    """
    unknown = set(details) - DETAILS
    if unknown:
        raise TypeError(f"Not a detail of a vendor: {', '.join(sorted(unknown))}")
    return {**details, **{name: details[name] or None for name in ("corporate_number", "lei") if name in details}}


def described(vendor: Vendor, details: Mapping[str, object]) -> Vendor:
    """Return the vendor as its details say, not stored yet.

    :raises TypeError: for what is no detail of a vendor.
    """
    for name, value in known(details).items():
        setattr(vendor, name, value)
    return vendor


def _shown(value: object) -> object:
    return value.pk if isinstance(value, Country) else value
