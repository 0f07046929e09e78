"""How does a case come in: who takes it, what do they type, and about whom?"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TypedDict

from cases import services
from cases.models import Case, CaseParty, LeakReport
from cases.services.records import Sent
from cases.states import Channel, Concerns, Kind, Sender
from privacyportal.accounts.models import User
from privacyportal.audit.actors import acting
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.roof.demo.accounts import HANDLERS
from privacyportal.roof.demo.case_plans import CasePlan
from privacyportal.roof.demo.dice import between, chance, pick
from privacyportal.roof.demo.people import somebody
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors.models import JointUsePartner, Vendor
from vendors.states import PartnerKind
from vendors.states import Status as VendorStatus

BODIES = (Sender.JSDA, Sender.AUTHORITY, Sender.FINMAC)


class Parties(TypedDict, total=False):
    """Whose matter it is, and who speaks for them."""

    complainant: services.Party
    representative: services.Party


class CaseIntake(ABC):
    """A case that is taken in as its plan says."""

    def __init__(self, world: World, plan: CasePlan) -> None:
        self.world, self.plan, self.at = world, plan, plan.opened_at
        self.remarks = texts("remarks")
        self.case: Case = Case()
        self.handler: User = world.staff["aoki"]

    def later(self, low: float, high: float, what: str) -> Iterator[datetime]:
        """Pass between `low` and `high` working days, stretched by the plan's pace."""
        minutes = between(int(low * 480), int(high * 480), what, self.plan.number)
        self.at = self.world.office.after(self.at, minutes=int(minutes * self.plan.pace))
        yield self.at

    def sent(self, text: str, channel: str = "") -> Sent:
        """Return something said to or by the outside now."""
        return Sent(channel=channel or self.reply_channel, text=text, happened_at=self.at)

    @property
    def reply_channel(self) -> str:
        """How we speak with the person: as they spoke with us."""
        return Channel.LETTER if self.case.channel in (Channel.JSDA, Channel.PARTNER) else self.case.channel

    @property
    def has_leak(self) -> bool:
        """Return whether a leak hangs on the case."""
        return LeakReport.objects.filter(case=self.case).exists()

    def remark(self, name: str) -> Any:
        """Return one of the remarks of a kind."""
        return pick(self.remarks[name], name, self.plan.number)

    def open(self) -> Story:
        """Take the matter in; whoever takes the call keeps it unless the route says otherwise."""
        yield self.at
        taker = self.taker()
        received_at = self.at - timedelta(minutes=between(4, 25, "call", self.plan.number))
        self.case = services.open_case(intake=self.intake(received_at), by=acting(taker), at=self.at)
        for link in self.case.links.select_related("linked__desk", "linked__reference"):
            yield self.beside(link.linked)
        yield from self.find_handler()

    def find_handler(self) -> Story:
        """Give a case that nobody took to a member of its desk."""
        if self.case.handler is None:
            yield from self.later(0.05, 0.3, "assign")
            member = self.world.staff[pick(HANDLERS[self.case.desk.code], "handler", self.plan.number)]
            self.case = services.assign_handler(
                case=self.case, handler=member, by=acting(self.world.staff["kitamura"]), at=self.at
            )
        if self.case.handler is not None:
            self.handler = self.case.handler

    @abstractmethod
    def beside(self, case: Case) -> Story:
        """Tell of a case that this one opened."""

    def taker(self) -> User:
        """Return who answers the telephone, opens the letter."""
        if self.plan.sender in BODIES:
            return self.world.staff["nishida"]
        names = {
            Concerns.TRADE: ("ono",),
            Concerns.NOT_PERSONAL: ("ono",),
        }.get(self.plan.concerns, ("hirano",) if self.plan.kind == Kind.DISCLOSURE else HANDLERS["PLANNING"])
        return self.world.staff[pick(names, "taker", self.plan.number)]

    def intake(self, received_at: datetime) -> services.Intake:
        """Return what is typed at intake."""
        plan, text = self.plan, self.plan.text
        when = long_day(tokyo_day(received_at) - timedelta(days=between(2, 20, "when", plan.number)))
        vendor, partner = self.vendor(), self.partner()
        return services.Intake(
            kind=plan.kind,
            channel=plan.channel,
            sender=plan.sender,
            received_at=received_at,
            subject=text["subject"],
            description=text["description"].format(when=when),
            desired_remedy=text["remedy"],
            disclosure_method=text.get("method", ""),
            policy_section=text.get("section"),
            purpose=self.world.purposes.get(text.get("purpose", "")),
            concerns=plan.concerns,
            vendor=vendor,
            partner=partner,
            arrangement=partner.arrangements.order_by("-starts_on").first() if partner else None,
            leak_suspected=bool(text.get("leak")) and chance(60 if plan.stops_at else 35, "leak", plan.number),
            external_number=f"個相-{received_at:%y}-{plan.number:04d}" if plan.channel == Channel.JSDA else "",
            answer_by_on=tokyo_day(self.world.office.after(self.at, days=9)) if plan.sender in BODIES else None,
            told_number=plan.channel == Channel.TELEPHONE and plan.stops_at is None and chance(60, "told", plan.number),
            **self.parties(),
        )

    def parties(self) -> Parties:
        """Return the person, and the representative where one speaks."""
        if self.plan.sender in BODIES:
            return {}
        person = self.world.persons[self.plan.number * 3 % len(self.world.persons)]
        known = chance(70, "known", self.plan.number)
        parties: Parties = {
            "complainant": services.Party(
                name=person.name,
                kana=person.kana,
                telephone=person.telephone,
                email=person.email if self.plan.channel == Channel.EMAIL else "",
                address=person.address,
                data_subject=person if known else None,
            )
        }
        if self.plan.sender == Sender.REPRESENTATIVE:
            other = somebody(2000 + self.plan.number)
            authority = pick(CaseParty.Authority.values, "authority", self.plan.number)
            parties["representative"] = services.Party(
                name=other.name, kana=other.kana, telephone=other.telephone, address=other.address, authority=authority
            )
        return parties

    def vendor(self) -> Vendor | None:
        """Return the vendor that a matter is about."""
        if self.plan.concerns != Concerns.VENDOR:
            return None
        active = Vendor.objects.filter(status=VendorStatus.ACTIVE).order_by("pk")
        return pick(list(active), "vendor", self.plan.number)

    def partner(self) -> JointUsePartner | None:
        """Return the joint-use partner that a matter is about."""
        kinds = {
            Concerns.SEMINAR_CO_HOST: PartnerKind.CO_HOST,
            Concerns.SEMINAR_OURS: PartnerKind.CO_HOST,
            Concerns.GROUP_JOINT_USE: PartnerKind.GROUP,
            Concerns.GROUP_OWN: PartnerKind.GROUP,
        }
        kind = kinds.get(self.plan.concerns)
        fitting = [partner for partner in self.world.partners.values() if partner.kind == kind]
        return pick(fitting, "partner", self.plan.number) if fitting else None
