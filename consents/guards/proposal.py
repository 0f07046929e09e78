"""What does somebody want to record as a provision, and what does the portal know that bears on it?"""

from dataclasses import dataclass
from datetime import date

from consents.models import ConsentEntry, DataSubject
from consents.states import ConsentState, Ground, Standing
from privacyportal.policies.models import DataCategory, PurposeOfUse
from vendors.models import (
    Country,
    CountryDesignation,
    Entrustment,
    ForeignGround,
    JointUseArrangement,
    JointUsePartner,
    Vendor,
)

JAPAN = "JP"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A provision as typed: to whom, whose data, what for, on which ground, since when.

    The recipient is the vendor of the entrustment, the joint-use partner, or the name typed; its country likewise.
    `named_as` is how the wording of a consent names it, where it names a class of recipients and not this one.
    """

    ground: str
    purpose: PurposeOfUse
    categories: tuple[DataCategory, ...]
    provided_on: date
    data_subject: DataSubject | None = None
    subjects: str = ""
    recipient_name: str = ""
    recipient_address: str = ""
    recipient_representative: str = ""
    named_as: str = ""
    recipient_country: Country | None = None
    recipient_vendor: Vendor | None = None
    partner: JointUsePartner | None = None
    entrustment: Entrustment | None = None
    arrangement: JointUseArrangement | None = None
    law_item: str = ""
    statute: str = ""
    document_number: str = ""
    facts: str = ""
    consent_difficulty: str = ""
    is_japanese_law: bool = False
    sensitive_exception: str = ""
    sensitive_reason: str = ""

    @property
    def vendor(self) -> Vendor | None:
        """Return the vendor that receives the data: under e) the one of the contract."""
        if self.ground == Ground.ENTRUSTMENT:
            return self.entrustment.vendor if self.entrustment else None
        return self.recipient_vendor

    @property
    def party(self) -> Vendor | JointUsePartner | None:
        """Return the registered recipient, if it is registered."""
        return self.vendor or self.partner

    @property
    def name(self) -> str:
        """Return the recipient's name."""
        return self.party.name if self.party else self.recipient_name.strip()

    @property
    def address(self) -> str:
        """Return the recipient's address."""
        return self.recipient_address or (self.party.address if self.party else "")

    @property
    def representative(self) -> str:
        """Return the name of the recipient's representative."""
        return self.recipient_representative or (self.partner.representative if self.partner else "")

    @property
    def country(self) -> Country | None:
        """Return the country in which the recipient is."""
        return self.party.country if self.party else self.recipient_country

    @property
    def is_abroad(self) -> bool:
        """Return whether the recipient is a third party in a foreign country (section 11)."""
        return self.country is not None and self.country.pk != JAPAN


NOTHING: Standing[ConsentEntry] = Standing(ConsentState.NONE)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the portal knows on the day of the provision; gathered by the service, judged by the guards.

    The three standings are the person's decisions on this purpose: provision to this recipient, provision abroad to
    this recipient, use. `foreign_grounds` are all grounds ② on file for the recipient, `designations` all days on
    which its country was or will be designated.
    """

    today: date
    consent: Standing[ConsentEntry] = NOTHING
    foreign_consent: Standing[ConsentEntry] = NOTHING
    use_consent: Standing[ConsentEntry] = NOTHING
    consented_categories: frozenset[int] = frozenset()
    foreign_consented_categories: frozenset[int] = frozenset()
    entrusted_purposes: frozenset[int] = frozenset()
    entrusted_categories: frozenset[int] = frozenset()
    arranged_purposes: frozenset[int] = frozenset()
    arranged_categories: frozenset[int] = frozenset()
    arranged_partners: frozenset[int] = frozenset()
    designations: tuple[CountryDesignation, ...] = ()
    foreign_grounds: tuple[ForeignGround, ...] = ()
    may_permit_by_law: bool = False

    def is_designated(self, day: date) -> bool:
        """Return whether the recipient's country is one designated by the rules on a day (Enforcement Rules 15)."""
        return any(d.valid_from <= day and (d.valid_to is None or day <= d.valid_to) for d in self.designations)
