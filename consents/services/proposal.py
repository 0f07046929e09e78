"""What does somebody want to record as a provision?"""

from dataclasses import dataclass
from datetime import date

from consents.models import DataSubject
from consents.states import Ground, Manner
from privacyportal.policies.models import DataCategory, PurposeOfUse
from vendors.models import Country, Entrustment, JointUseArrangement, JointUsePartner, Vendor


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
    number_item: str = ""
    manner: str = Manner.EACH
    statute: str = ""
    document_number: str = ""
    facts: str = ""
    consent_difficulty: str = ""
    is_japanese_law: bool = False
    sensitive_exception: str = ""
    sensitive_reason: str = ""

    @property
    def vendor(self) -> Vendor | None:
        """Return the vendor that receives the data: the one of the contract where there is one."""
        if self.ground == Ground.ENTRUSTMENT or self.entrustment is not None:
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
        return self.recipient_address.strip() or (self.party.address if self.party else "")

    @property
    def representative(self) -> str:
        """Return the name of the recipient's representative."""
        return self.recipient_representative.strip() or (self.partner.representative if self.partner else "")

    @property
    def country(self) -> Country | None:
        """Return the country in which the recipient is."""
        return self.party.country if self.party else self.recipient_country
