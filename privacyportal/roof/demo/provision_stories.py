"""On which grounds was personal data provided, and what was refused?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

from consents import services
from consents.models import ConsentEntry
from consents.services import Proposal
from consents.states import Decision, Ground, LawItem, SensitiveException
from privacyportal.accounts.models import User
from privacyportal.audit.actors import acting
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.roof.demo.dice import between, pick
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors.models import Country, Entrustment
from vendors.states import Status as VendorStatus

PROVISIONS = 72
FIRST_DAYS_AGO = 600


class About(TypedDict):
    """What for, of what data, and when."""

    purpose: PurposeOfUse
    categories: tuple[DataCategory, ...]
    provided_on: date


def stories(world: World) -> Iterator[Story]:
    """Return one story per provision, and one per attempt that the portal refused."""
    for number in range(PROVISIONS):
        days = FIRST_DAYS_AGO - number * (FIRST_DAYS_AGO - 1) // PROVISIONS
        yield provision(world, KINDS[number % len(KINDS)], days, number)
    for number, kind in enumerate(REFUSALS * 2):
        yield provision(world, kind, 170 - number * 14, 500 + number)


def provision(world: World, kind: "Maker", days_ago: int, number: int) -> Story:
    """Record one provision; what is refused is kept by the portal itself."""
    day = world.office.today - timedelta(days=days_ago)
    at = world.office.on(day, between(60, 440, "provision", number))
    if at > world.office.now:
        return
    yield at
    proposal = kind(Making(world, number, at.date()))
    if proposal is None:
        return
    officer: User = world.staff[pick(("kitamura", "nishida"), number)]
    try:
        services.record_provision(proposal=proposal, by=acting(officer), at=at)
    except Refused:
        if kind not in REFUSALS:
            raise


class Making:
    """Puts together what somebody typed."""

    def __init__(self, world: World, number: int, day: date) -> None:
        self.world, self.number, self.day = world, number, day
        self.words = texts("consents")["words"]
        self.person = world.persons[number * 7 % len(world.persons)]
        self.japan = Country.objects.get(pk="JP")

    def about(self, purpose: str, *categories: str) -> About:
        """Return what for and of what data, on the day."""
        return {
            "purpose": self.world.purposes[purpose],
            "categories": tuple(self.world.categories[code] for code in categories),
            "provided_on": self.day,
        }

    def consent(self) -> Proposal | None:
        """a): to the trust company, with the person's consent."""
        entry = self.consented("TP-TRUST")
        if entry is None:
            return None
        return Proposal(
            **self.about("U2", "identity", "account"),
            ground=Ground.CONSENT,
            data_subject=entry.data_subject,
            partner=self.world.partners["trust"],
        )

    def consented(self, code: str) -> ConsentEntry | None:
        """Return a consent that was given on a wording and not taken back."""
        given = ConsentEntry.objects.filter(wording__code=code, decision=Decision.GIVEN, decided_on__lt=self.day)
        entries = list(given.select_related("data_subject").order_by("pk"))
        return pick(entries, "consented", self.number) if entries else None

    def law(self) -> Proposal:
        """b): because a law says so."""
        return Proposal(
            **self.about("U9", "identity", "transactions"),
            ground=Ground.LAW,
            data_subject=self.person,
            recipient_name="汐見税務署",
            recipient_country=self.japan,
            statute="国税通則法第74条の2",
            document_number=f"汐見税第{1000 + self.number}号",
            facts=self.words["inquiry"],
            is_japanese_law=True,
        )

    def inquiry(self) -> Proposal:
        """c): an inquiry of an investigating body."""
        return replace(
            self.law(),
            ground=Ground.AUTHORITY,
            recipient_name="汐見警察署",
            statute="刑事訴訟法第197条第2項",
            document_number=f"捜査関係事項照会書 第{200 + self.number}号",
        )

    def protection(self) -> Proposal:
        """d): to protect a life."""
        return Proposal(
            **self.about("U9", "identity", "contact"),
            ground=Ground.PROTECTION,
            data_subject=self.person,
            recipient_name="汐見市消防本部",
            recipient_country=self.japan,
            facts=self.words["protection"],
            consent_difficulty=self.words["difficulty"],
        )

    def entrusted(self) -> Proposal | None:
        """e): to a vendor, within its contract."""
        key = pick(("towa", "minori", "hibiki", "tsubasa", "denshi", "zumen"), "vendor", self.number)
        return self.within_contract(key)

    def within_contract(self, key: str) -> Proposal | None:
        """Return a provision to a vendor that is active."""
        contract = self.current_contract(key)
        if contract is None or contract.vendor.status != VendorStatus.ACTIVE:
            return None
        return Proposal(
            **self.about(
                contract.purposes.order_by("code")[0].code, *(category.code for category in contract.categories.all())
            ),
            ground=Ground.ENTRUSTMENT,
            subjects="口座を開設しているお客様",
            entrustment=contract,
        )

    def current_contract(self, key: str) -> Entrustment | None:
        """Return a vendor's contract as it stands now; None before it was signed."""
        known = self.world.contracts.get(key)
        return Entrustment.objects.select_related("vendor", "reference").get(pk=known.pk) if known else None

    def abroad(self) -> Proposal | None:
        """e) with a ground of section 11: to a vendor abroad."""
        return self.within_contract(pick(("albion", "cascadia", "rheinland"), "abroad", self.number))

    def abroad_consent(self) -> Proposal | None:
        """e) abroad, by the person's consent to the foreign provision."""
        entry, within = self.consented("FX-ANALYSIS"), self.within_contract("merlion")
        if entry is None or within is None:
            return None
        return replace(
            within,
            data_subject=entry.data_subject,
            subjects="",
            recipient_address="10 Anson Road, Singapore",
            recipient_representative="Tan Wei Ling",
        )

    def abroad_protection(self) -> Proposal:
        """d) abroad: exempt from the consent to the foreign provision."""
        return replace(
            self.protection(),
            recipient_name="Harbor County Rescue Authority",
            recipient_country=Country.objects.get(pk="US"),
        )

    def succession(self) -> Proposal:
        """f): with a business that was taken over."""
        return Proposal(
            **self.about("U2", "identity", "account", "transactions"),
            ground=Ground.SUCCESSION,
            subjects="譲渡の対象となった口座のお客様",
            recipient_name="青嵐証券株式会社",
            recipient_country=self.japan,
            document_number="事業譲渡契約書（秘密保持条項を含む）第7号",
            facts=self.words["succession"],
        )

    def joint_use(self) -> Proposal | None:
        """g): within the group's joint use."""
        arrangement = self.world.arrangements.get("白鷺グループにおける共同利用")
        if arrangement is None:
            return None
        return Proposal(
            **self.about("U9", "identity", "account"),
            ground=Ground.JOINT_USE,
            subjects="共同利用の対象となる口座のお客様",
            partner=self.world.partners[pick(("holdings", "asset", "london"), self.number)],
            arrangement=arrangement,
        )

    def other_law(self) -> Proposal:
        """h): otherwise permitted by law."""
        return Proposal(
            **self.about("U9", "identity"),
            ground=Ground.OTHER_LAW,
            data_subject=self.person,
            recipient_name="汐見市保健所",
            recipient_country=self.japan,
            law_item=LawItem.PUBLIC_HEALTH,
            statute="個人情報保護法第27条第1項第3号",
            facts=self.words["other"],
        )

    def no_consent(self) -> Proposal:
        """Refused: nobody asked the person."""
        return Proposal(
            **self.about("U1", "identity", "contact"),
            ground=Ground.CONSENT,
            data_subject=self.person,
            recipient_name="みずいろ出版株式会社",
            recipient_country=self.japan,
        )

    def wrong_purpose(self) -> Proposal | None:
        """Refused: the contract does not cover it."""
        within = self.within_contract("minori")
        return replace(within, purpose=self.world.purposes["U1"]) if within else None

    def no_ground_abroad(self) -> Proposal:
        """Refused: no ground of section 11."""
        return Proposal(
            **self.about("U2", "account"),
            ground=Ground.SUCCESSION,
            subjects="海外口座のお客様",
            recipient_name="Pinecrest Holdings Inc.",
            document_number="Asset Transfer Agreement 2026-3",
            recipient_country=Country.objects.get(pk="US"),
            facts=self.words["succession"],
        )

    def sensitive(self) -> Proposal:
        """Refused: sensitive data, and the exception needs a consent."""
        return replace(
            self.protection(),
            ground=Ground.CONSENT,
            categories=(self.world.categories["special_care"],),
            sensitive_exception=SensitiveException.BUSINESS,
            sensitive_reason=self.words["sensitive"],
        )

    def foreign_inquiry(self) -> Proposal:
        """Refused: a foreign law is no ground."""
        return replace(
            self.inquiry(),
            recipient_name="Bureau of Market Conduct",
            recipient_country=Country.objects.get(pk="US"),
            statute="市場行為法（米国の州法）第12条",
            is_japanese_law=False,
        )

    def ended_contract(self) -> Proposal | None:
        """Refused: the entrustment has ended."""
        contract = self.current_contract("wakaba")
        if contract is None:
            return None
        return Proposal(
            **self.about("U2", "account"),
            ground=Ground.ENTRUSTMENT,
            subjects="口座を開設しているお客様",
            entrustment=contract,
        )


type Maker = Callable[[Making], Proposal | None]
KINDS: tuple[Maker, ...] = (
    Making.consent, Making.entrusted, Making.joint_use, Making.entrusted, Making.law, Making.inquiry, Making.joint_use,
    Making.abroad, Making.protection, Making.entrusted, Making.succession, Making.other_law, Making.abroad_consent,
    Making.abroad_protection,
)  # fmt: skip
REFUSALS: tuple[Maker, ...] = (
    Making.no_consent, Making.wrong_purpose, Making.no_ground_abroad, Making.sensitive, Making.foreign_inquiry,
    Making.ended_contract,
)  # fmt: skip
