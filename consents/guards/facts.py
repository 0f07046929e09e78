"""What do the guards of a provision need to know? Plain values, as they held on the day of the provision."""

from dataclasses import dataclass
from datetime import date

from consents.states import ConsentState

JAPAN = "JP"


@dataclass(frozen=True)
class Item:
    """A category of data, and how sensitive it was on the day."""

    key: int
    name: str
    sensitivity: str


@dataclass(frozen=True)
class Purpose:
    """A purpose of use; `is_published` on the day, `is_for_numbers` where it is an affair for individual numbers."""

    key: int
    code: str
    words: str
    is_published: bool
    is_for_numbers: bool


@dataclass(frozen=True)
class Consent:
    """What the person had decided by the day, on one scope; `covers` are the items that the wording names."""

    state: ConsentState = ConsentState.NONE
    covers: frozenset[int] = frozenset()
    has_information: bool = False

    @property
    def holds(self) -> bool:
        """Return whether a consent is in force."""
        return self.state == ConsentState.GIVEN

    def leaves_out(self, items: tuple[Item, ...]) -> list[Item]:
        """Return the items that the wording does not name; nothing where it names none at all."""
        return [item for item in items if self.covers and item.key not in self.covers]


@dataclass(frozen=True)
class Contract:
    """An entrustment and its vendor on the day."""

    is_in_force: bool
    vendor_is_active: bool
    vendor_standing: str
    purposes: frozenset[int]
    categories: frozenset[int]


@dataclass(frozen=True)
class JointUse:
    """A joint-use arrangement on the day."""

    is_announced: bool
    is_in_force: bool
    purposes: frozenset[int]
    categories: frozenset[int]
    partners: frozenset[int]


@dataclass(frozen=True)
class OnFile:
    """A ground ② on file: its days, and until when the last check of each aspect by the day of the provision counts."""

    key: int
    valid_from: date
    valid_to: date | None
    stopped_on: date | None
    implementation_good_until: date | None
    law_good_until: date | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A provision as typed, and what the portal knows of its day.

    `names_another` says that the name chosen from a wording is that of one company, and not the recipient's.
    `country` is the code of the recipient's country, empty where none is known; `country_name` its words;
    `was_designated` says that the country is one designated by the rules on some day, `is_designated` on this day.
    """

    ground: str
    today: date
    provided_on: date
    purpose: Purpose
    items: tuple[Item, ...]
    has_person: bool = False
    subjects: str = ""
    name: str = ""
    address: str = ""
    representative: str = ""
    named_as: str = ""
    country: str = ""
    country_name: str = ""
    has_vendor: bool = False
    partner: int | None = None
    is_registered: bool = False
    contract: Contract | None = None
    joint_use: JointUse | None = None
    law_item: str = ""
    number_item: str = ""
    statute: str = ""
    document_number: str = ""
    facts: str = ""
    consent_difficulty: str = ""
    is_japanese_law: bool = False
    sensitive_exception: str = ""
    sensitive_reason: str = ""
    names_another: bool = False
    consent: Consent = Consent()
    foreign_consent: Consent = Consent()
    use_consent: Consent = Consent()
    is_designated: bool = False
    was_designated: bool = False
    on_file: tuple[OnFile, ...] = ()
    may_permit_by_law: bool = False

    @property
    def is_abroad(self) -> bool:
        """Return whether the recipient is a third party in a foreign country (section 11)."""
        return self.country not in ("", JAPAN)
