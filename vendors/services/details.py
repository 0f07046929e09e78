"""What may be typed about vendors, partners and joint uses, by the names of their fields?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from privacyportal.accounts.models import Department, Desk
from privacyportal.policies.models import DataCategory, PurposeOfUse
from vendors.models import Country, JointUsePartner


class ContactDetails(TypedDict, total=False):
    """What whoever is in charge of the vendor keeps true by themselves."""

    contact_name: str
    contact_email: str
    contact_telephone: str
    person_count: int | None
    notes: str


class EntryDetails(ContactDetails, total=False):
    """What the register entry says beside name and country; state and review days have services of their own."""

    kana: str
    corporate_number: str | None
    lei: str | None
    address: str
    criticality: str
    criticality_reason: str
    department: Department | None
    handles_individual_numbers: bool
    handles_sensitive: bool
    uses_cloud: bool
    ceased_on: date | None
    ceased_cause: str


class VendorDetails(EntryDetails, total=False):
    """What may be typed about a vendor; its owner has a service of its own."""

    name: str
    country: Country


class ContractTerms(TypedDict, total=False):
    """What a contract says beside its work, purposes, items and days."""

    signed_on: date | None
    contract_number: str
    renews_automatically: bool
    sub_outsourcing_allowed: bool


class PartnerFacts(TypedDict, total=False):
    """What is written down of a partner beside its kind, name and country."""

    kana: str
    address: str
    representative: str
    lei: str | None
    desk: Desk | None
    manager_name: str
    is_consolidated: bool


class PartnerDetails(PartnerFacts, total=False):
    """What may be typed about a partner."""

    kind: str
    name: str
    country: Country


class ResponsibleFacts(TypedDict, total=False):
    """Who is responsible for a joint use, and for what it is said to serve."""

    purpose_text: str
    responsible_partner: JointUsePartner | None
    responsible_name: str
    responsible_address: str
    responsible_representative: str


class ParticularsFacts(TypedDict):
    """The responsible party's name, address and representative."""

    responsible_name: str
    responsible_address: str
    responsible_representative: str


class ArrangementFacts(ResponsibleFacts, total=False):
    """The facts of a joint use that are not many, beside its kind, name and first day."""

    scope: str
    event_on: date | None
    published_on: date | None
    publication: str
    agreed_terms: str
    ends_on: date | None


class ArrangementDetails(ArrangementFacts, total=False):
    """What may be typed about a joint use."""

    kind: str
    name: str
    starts_on: date
    partners: Iterable[JointUsePartner]
    categories: Iterable[DataCategory]
    purposes: Iterable[PurposeOfUse]


@dataclass(frozen=True, kw_only=True)
class Many:
    """Of a joint use what is many: who uses which items for what."""

    partners: list[JointUsePartner]
    categories: list[DataCategory]
    purposes: list[PurposeOfUse]
