"""On which grounds was personal data provided, and what was refused?"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from consents import services
from consents.models import ConsentEntry
from consents.services import Proposal
from consents.states import Decision, Ground, LawItem, SensitiveException
from privacyportal.accounts.models import User
from privacyportal.audit.actors import acting
from privacyportal.backoffice.refusals import Refused
from privacyportal.roof.demo.dice import between, pick
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors.models import Country, Entrustment
from vendors.states import Status as VendorStatus

PROVISIONS = 72
FIRST_DAYS_AGO = 600
KINDS = ("consent", "entrusted", "joint_use", "entrusted", "law", "inquiry", "joint_use", "abroad", "protection",
         "entrusted", "succession", "other_law",
         "abroad_consent", "abroad_protection")  # fmt: skip
REFUSALS = ("no_consent", "wrong_purpose", "no_ground_abroad", "sensitive", "foreign_inquiry", "ended_contract")


def stories(world: World) -> Iterator[Story]:
    """Return one story per provision, and one per attempt that the portal refused."""
    for number in range(PROVISIONS):
        days = FIRST_DAYS_AGO - number * (FIRST_DAYS_AGO - 1) // PROVISIONS
        yield provision(world, KINDS[number % len(KINDS)], days, number)
    for number, kind in enumerate(REFUSALS * 2):
        yield provision(world, kind, 170 - number * 14, 500 + number)


def provision(world: World, kind: str, days_ago: int, number: int) -> Story:
    """Record one provision; what is refused is kept by the portal itself."""
    day = world.office.today - timedelta(days=days_ago)
    at = world.office.on(day, between(60, 440, "provision", number))
    if at > world.office.now:
        return
    yield at
    proposal = Making(world, number, at.date()).make(kind)
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

    def make(self, kind: str) -> Proposal | None:
        """Return the proposal of a kind; None where its facts are not there yet on the day."""
        maker: Callable[[], dict[str, Any] | None] = getattr(self, kind)
        facts = maker()
        if facts is None:
            return None
        purpose = self.world.purposes[facts.pop("purpose")]
        categories = tuple(self.world.categories[code] for code in facts.pop("categories"))
        return Proposal(purpose=purpose, categories=categories, provided_on=self.day, **facts)

    def consent(self) -> dict[str, Any] | None:
        """a): to the trust company, with the person's consent."""
        entry = self.consented("TP-TRUST")
        if entry is None:
            return None
        return {
            "ground": Ground.CONSENT,
            "purpose": "U2",
            "categories": ["identity", "account"],
            "data_subject": entry.data_subject,
            "partner": self.world.partners["trust"],
        }

    def consented(self, code: str) -> ConsentEntry | None:
        """Return a consent that was given on a wording and not taken back."""
        given = ConsentEntry.objects.filter(wording__code=code, decision=Decision.GIVEN, decided_on__lt=self.day)
        entries = list(given.select_related("data_subject").order_by("pk"))
        return pick(entries, "consented", self.number) if entries else None

    def law(self) -> dict[str, Any]:
        """b): because a law says so."""
        return {
            "ground": Ground.LAW,
            "purpose": "U9",
            "categories": ["identity", "transactions"],
            "data_subject": self.person,
            "recipient_name": "汐見税務署",
            "recipient_country": self.japan,
            "statute": "国税通則法第74条の2",
            "document_number": f"汐見税第{1000 + self.number}号",
            "facts": self.words["inquiry"],
            "is_japanese_law": True,
        }

    def inquiry(self) -> dict[str, Any]:
        """c): an inquiry of an investigating body."""
        return self.law() | {
            "ground": Ground.AUTHORITY,
            "recipient_name": "汐見警察署",
            "statute": "刑事訴訟法第197条第2項",
            "document_number": f"捜査関係事項照会書 第{200 + self.number}号",
        }

    def protection(self) -> dict[str, Any]:
        """d): to protect a life."""
        return {
            "ground": Ground.PROTECTION,
            "purpose": "U9",
            "categories": ["identity", "contact"],
            "data_subject": self.person,
            "recipient_name": "汐見市消防本部",
            "recipient_country": self.japan,
            "facts": self.words["protection"],
            "consent_difficulty": self.words["difficulty"],
        }

    def entrusted(self) -> dict[str, Any] | None:
        """e): to a vendor, within its contract."""
        key = pick(("towa", "minori", "hibiki", "tsubasa", "denshi", "zumen"), "vendor", self.number)
        return self.within_contract(key)

    def within_contract(self, key: str) -> dict[str, Any] | None:
        """Return a provision to a vendor that is active."""
        contract = self.current_contract(key)
        if contract is None or contract.vendor.status != VendorStatus.ACTIVE:
            return None
        return {
            "ground": Ground.ENTRUSTMENT,
            "purpose": contract.purposes.order_by("code")[0].code,
            "categories": [category.code for category in contract.categories.all()],
            "subjects": "口座を開設しているお客様",
            "entrustment": contract,
        }

    def current_contract(self, key: str) -> Entrustment | None:
        """Return a vendor's contract as it stands now; None before it was signed."""
        known = self.world.contracts.get(key)
        return Entrustment.objects.select_related("vendor", "reference").get(pk=known.pk) if known else None

    def abroad(self) -> dict[str, Any] | None:
        """e) with a ground of section 11: to a vendor abroad."""
        return self.within_contract(pick(("albion", "cascadia", "rheinland"), "abroad", self.number))

    def abroad_consent(self) -> dict[str, Any] | None:
        """e) abroad, by the person's consent to the foreign provision."""
        entry, facts = self.consented("FX-ANALYSIS"), self.within_contract("merlion")
        named = {"recipient_address": "10 Anson Road, Singapore", "recipient_representative": "Tan Wei Ling"}
        return facts | {"data_subject": entry.data_subject, "subjects": "", **named} if facts and entry else None

    def abroad_protection(self) -> dict[str, Any]:
        """d) abroad: exempt from the consent to the foreign provision."""
        return self.protection() | {
            "recipient_name": "Harbor County Rescue Authority",
            "recipient_country": Country.objects.get(pk="US"),
        }

    def succession(self) -> dict[str, Any]:
        """f): with a business that was taken over."""
        return {
            "ground": Ground.SUCCESSION,
            "purpose": "U2",
            "categories": ["identity", "account", "transactions"],
            "subjects": "譲渡の対象となった口座のお客様",
            "recipient_name": "青嵐証券株式会社",
            "recipient_country": self.japan,
            "document_number": "事業譲渡契約書（秘密保持条項を含む）第7号",
            "facts": self.words["succession"],
        }

    def joint_use(self) -> dict[str, Any] | None:
        """g): within the group's joint use."""
        arrangement = self.world.arrangements.get("白鷺グループにおける共同利用")
        if arrangement is None:
            return None
        return {
            "ground": Ground.JOINT_USE,
            "purpose": "U9",
            "categories": ["identity", "account"],
            "subjects": "共同利用の対象となる口座のお客様",
            "partner": self.world.partners[pick(("holdings", "asset", "london"), self.number)],
            "arrangement": arrangement,
        }

    def other_law(self) -> dict[str, Any]:
        """h): otherwise permitted by law."""
        return {
            "ground": Ground.OTHER_LAW,
            "purpose": "U9",
            "categories": ["identity"],
            "data_subject": self.person,
            "recipient_name": "汐見市保健所",
            "recipient_country": self.japan,
            "law_item": LawItem.PUBLIC_HEALTH,
            "statute": "個人情報保護法第27条第1項第3号",
            "facts": self.words["other"],
        }

    def no_consent(self) -> dict[str, Any]:
        """Refused: nobody asked the person."""
        return {
            "ground": Ground.CONSENT,
            "purpose": "U1",
            "categories": ["identity", "contact"],
            "data_subject": self.person,
            "recipient_name": "みずいろ出版株式会社",
            "recipient_country": self.japan,
        }

    def wrong_purpose(self) -> dict[str, Any] | None:
        """Refused: the contract does not cover it."""
        facts = self.within_contract("minori")
        return facts and facts | {"purpose": "U1"}

    def no_ground_abroad(self) -> dict[str, Any]:
        """Refused: no ground of section 11."""
        return {
            "ground": Ground.SUCCESSION,
            "purpose": "U2",
            "categories": ["account"],
            "subjects": "海外口座のお客様",
            "recipient_name": "Pinecrest Holdings Inc.",
            "document_number": "Asset Transfer Agreement 2026-3",
            "recipient_country": Country.objects.get(pk="US"),
            "facts": self.words["succession"],
        }

    def sensitive(self) -> dict[str, Any]:
        """Refused: sensitive data, and the exception needs a consent."""
        return self.protection() | {
            "ground": Ground.CONSENT,
            "categories": ["special_care"],
            "sensitive_exception": SensitiveException.BUSINESS,
            "sensitive_reason": self.words["sensitive"],
        }

    def foreign_inquiry(self) -> dict[str, Any]:
        """Refused: a foreign law is no ground."""
        return self.inquiry() | {
            "recipient_name": "Bureau of Market Conduct",
            "recipient_country": Country.objects.get(pk="US"),
            "statute": "市場行為法（米国の州法）第12条",
            "is_japanese_law": False,
        }

    def ended_contract(self) -> dict[str, Any] | None:
        """Refused: the entrustment has ended."""
        contract = self.current_contract("wakaba")
        if contract is None:
            return None
        return {
            "ground": Ground.ENTRUSTMENT,
            "purpose": "U2",
            "categories": ["account"],
            "subjects": "口座を開設しているお客様",
            "entrustment": contract,
        }
