"""How did each case go, step by step? Told with the same services that the desk's buttons call."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from cases import services
from cases.models import Case, CaseParty, CasePause, IdentityCheck, Referral
from cases.services.records import Sent
from cases.services.steps import Identity
from cases.states import Channel, Concerns, Kind, PauseReason, Sender, Status
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.management.demo_data.accounts import HANDLERS
from privacyportal.management.demo_data.case_plans import CasePlan, plans
from privacyportal.management.demo_data.dice import between, chance, pick
from privacyportal.management.demo_data.people import somebody
from privacyportal.management.demo_data.timeline import Story
from privacyportal.management.demo_data.world import World, texts
from vendors.models import Vendor
from vendors.states import PartnerKind
from vendors.states import Status as VendorStatus

type Step = Callable[[], Story]
BODIES = (Sender.JSDA, Sender.AUTHORITY, Sender.FINMAC)
PROTOCOL = ("investigate", "note", "propose", "approve", "answer", "close")


def stories(world: World) -> Iterator[Story]:
    """Return one story per case."""
    return (CaseStory(world, plan).tell() for plan in plans(world.office))


class CaseStory:
    """A case from its intake to where its plan stops."""

    def __init__(self, world: World, plan: CasePlan) -> None:
        self.world, self.plan, self.at = world, plan, plan.opened_at
        self.remarks = texts("remarks")
        self.case: Case = Case()
        self.handler: User = world.staff["aoki"]

    def tell(self) -> Story:
        """Tell the steps in order until the plan's state is reached."""
        yield from self.open()
        for name in self.steps():
            if self.case.status == self.plan.stops_at:
                return
            yield from getattr(self, name)()

    def steps(self) -> list[str]:
        """Return the names of the steps after the intake, as this case's circumstances have them."""
        plan, number = self.plan, self.plan.number
        if plan.stops_at == Status.WITHDRAWN or (plan.stops_at is None and chance(6, "withdrawn", number)):
            return ["acknowledge", "withdraw"]
        if plan.kind == Kind.DISCLOSURE:
            steps = ["acknowledge", *self.waits("identity"), "verify", "note", *self.waits("body")]
        else:
            steps = [
                "acknowledge",
                *self.passing_on(),
                "investigate",
                "note",
                *self.waits("person"),
                *self.waits("body"),
            ]
        steps += ["propose"]
        if chance(14, "sent back", number):
            steps += ["send_back", "propose"]
        steps += ["approve", *self.answer_to_body(), "answer", *self.unsettled(), "close"]
        if plan.stops_at is None and chance(4, "reopened", number):
            steps += ["reopen", "note", "propose", "approve", "answer", "close"]
        return steps

    def waits(self, what: str) -> list[str]:
        """Return the steps of a wait, where this case has one."""
        wanted = {"body": Status.WAITING_BODY}.get(what, Status.WAITING_PERSON)
        percent = {"identity": 55, "person": 18, "body": 5}[what]
        is_now = self.plan.stops_at is not None
        happens = self.plan.stops_at == wanted if is_now else chance(percent, what, self.plan.number)
        return [f"wait_for_{what}", "resume"] if happens else []

    def passing_on(self) -> list[str]:
        """Return how the person is brought to another desk where the route says so, or the route is changed."""
        if self.plan.concerns == Concerns.SEMINAR_CO_HOST:
            return ["pass_on", "result"]
        if self.plan.concerns == Concerns.GROUP_OWN:
            return ["tell_desk"]
        return ["reroute"] if self.plan.stops_at is None and self.plan.number % 41 == 40 else []

    def answer_to_body(self) -> list[str]:
        """Return the answer to the body that referred the case or asked."""
        return ["answer_referral"] if self.plan.sender in BODIES or self.plan.channel == Channel.JSDA else []

    def unsettled(self) -> list[str]:
        """Return the way to the JSDA of those whom our answer did not satisfy."""
        is_candidate = self.plan.stops_at is None and self.plan.sender == Sender.PERSON
        return ["refer", "result"] if is_candidate and chance(5, "unsettled", self.plan.number) else []

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

    def remark(self, name: str) -> Any:
        """Return one of the remarks of a kind."""
        return pick(self.remarks[name], name, self.plan.number)

    def open(self) -> Story:
        """Take the matter in; whoever takes the call keeps it unless the route says otherwise."""
        yield self.at
        taker = self.taker()
        received_at = self.at - timedelta(minutes=between(4, 25, "call", self.plan.number))
        self.case = services.open_case(intake=self.intake(received_at), by=taker, at=self.at)
        for link in self.case.links.select_related("linked__desk", "linked__reference"):
            yield LinkedStory(self.world, self.plan, link.linked, self.at).tell()
        yield from self.find_handler()

    def find_handler(self) -> Story:
        """Give a case that nobody took to a member of its desk."""
        if self.case.handler is None:
            yield from self.later(0.05, 0.3, "assign")
            member = self.world.staff[pick(HANDLERS[self.case.desk.code], "handler", self.plan.number)]
            self.case = services.assign_handler(
                case=self.case, handler=member, by=self.world.staff["kitamura"], at=self.at
            )
        self.handler = self.case.handler

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
            leak_suspected=bool(text.get("leak")) and chance(35, "leak", plan.number),
            external_number=f"個相-{received_at:%y}-{plan.number:04d}" if plan.channel == Channel.JSDA else "",
            answer_by_on=tokyo_day(self.world.office.after(self.at, days=9)) if plan.sender in BODIES else None,
            told_number=plan.channel == Channel.TELEPHONE and plan.stops_at is None and chance(60, "told", plan.number),
            **self.parties(),
        )

    def parties(self) -> dict[str, services.Party]:
        """Return the person, and the representative where one speaks."""
        if self.plan.sender in BODIES:
            return {}
        person = self.world.persons[self.plan.number * 3 % len(self.world.persons)]
        known = chance(70, "known", self.plan.number)
        parties = {
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

    def partner(self) -> Any:
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

    def acknowledge(self) -> Story:
        """Tell the person that the matter has arrived."""
        if self.case.acknowledged_at is None:
            yield from self.later(0.1, 0.6, "acknowledge")
            self.case = services.acknowledge(
                case=self.case, sent=self.sent(self.remark("acknowledgements")), by=self.handler, at=self.at
            )

    def investigate(self) -> Story:
        """Begin to look into it."""
        yield from self.later(0.2, 0.9, "investigate")
        self.case = services.investigate(case=self.case, by=self.handler, at=self.at)

    def note(self) -> Story:
        """Write down for colleagues what was found out."""
        yield from self.later(0.2, 0.7, "note")
        services.add_note(case=self.case, text=self.remark("notes"), by=self.handler, at=self.at)

    def wait_for_person(self) -> Story:
        """Ask the person for something; the time stands still."""
        yield from self.wait("asked_of_person", PauseReason.PERSON_INFORMATION)

    def wait_for_identity(self) -> Story:
        """Ask for proof of identity."""
        yield from self.wait("asked_of_identity", PauseReason.PERSON_IDENTITY)

    def wait(self, name: str, reason: PauseReason) -> Story:
        """Send a question and stop the clock."""
        yield from self.later(0.2, 0.8, name)
        text = self.remarks[name] if isinstance(self.remarks[name], str) else self.remark(name)
        self.case = services.wait_for_person(
            case=self.case, reason=reason, sent=self.sent(text), by=self.handler, at=self.at
        )

    def wait_for_body(self) -> Story:
        """Ask an outside body; the time stands still."""
        yield from self.later(0.2, 0.8, "wait for body")
        sent = self.sent(self.remarks["asked_of_body"], Channel.LETTER)
        self.case = services.wait_for_body(case=self.case, sent=sent, by=self.handler, at=self.at)

    def resume(self) -> Story:
        """Receive what was waited for."""
        yield from self.later(1.5, 6, "resume")
        reason = CasePause.objects.get(case=self.case, ended_at__isnull=True).reason
        texts_of = {
            PauseReason.PERSON_IDENTITY: self.remarks["answered_identity"],
            PauseReason.OUTSIDE_BODY: self.remarks["answered_by_body"],
        }
        text = texts_of.get(PauseReason(reason)) or self.remark("answered_by_person")
        self.case = services.resume(case=self.case, sent=self.sent(text), by=self.handler, at=self.at)

    def verify(self) -> Story:
        """Make sure that the requester is the person."""
        yield from self.later(0.2, 0.8, "verify")
        represented = self.plan.sender == Sender.REPRESENTATIVE
        identity = Identity(
            method=pick(IdentityCheck.Method.values, "method", self.plan.number),
            is_confirmed=True,
            authority_document="委任状および印鑑登録証明書" if represented else "",
        )
        self.case = services.verify_identity(case=self.case, identity=identity, by=self.handler, at=self.at)

    def propose(self) -> Story:
        """Draft the answer."""
        yield from self.later(0.8, 2.6, "propose")
        text = self.plan.text
        services.propose_answer(
            case=self.case,
            text=text["answer"],
            outcome=text["outcome"],
            ground=text.get("ground", ""),
            by=self.handler,
            at=self.at,
        )
        self.case.refresh_from_db()

    def send_back(self) -> Story:
        """Find the draft wanting."""
        yield from self.later(0.2, 0.6, "send back")
        self.case = services.send_back(case=self.case, reason=self.remark("sent_back"), by=self.second(), at=self.at)

    def approve(self) -> Story:
        """Approve as a second person."""
        yield from self.later(0.2, 0.8, "approve")
        self.case = services.approve(case=self.case, reason=self.remarks["approved"], by=self.second(), at=self.at)

    def second(self) -> User:
        """Return who decides: the handler's supervisor."""
        return self.world.staff[self.handler.manager.username] if self.handler.manager else self.world.staff["sugiyama"]

    def answer(self) -> Story:
        """Give the answer."""
        yield from self.later(0.1, 0.5, "answer")
        self.case = services.record_answer(
            case=self.case, channel=self.reply_channel, happened_at=self.at, by=self.handler, at=self.at
        )

    def close(self) -> Story:
        """Close what is answered."""
        yield from self.later(1, 4, "close")
        self.case = services.close(
            case=self.case,
            outcome=self.case.outcome,
            root_cause=self.plan.text.get("root_cause", ""),
            by=self.handler,
            at=self.at,
        )

    def withdraw(self) -> Story:
        """Record that the person takes the matter back."""
        yield from self.later(0.5, 2, "withdraw")
        self.case = services.withdraw(case=self.case, reason=self.remark("withdrawn"), by=self.handler, at=self.at)

    def reopen(self) -> Story:
        """Take the matter up again."""
        yield from self.later(3, 12, "reopen")
        kind, reason = self.remark("reopened")
        self.case = services.reopen(case=self.case, kind=kind, reason=reason, by=self.second(), at=self.at)

    def reroute(self) -> Story:
        """Send the case elsewhere than the table says."""
        yield from self.later(0.2, 0.6, "reroute")
        code, reason = self.remark("rerouted")
        desk = Desk.objects.get(code=code)
        self.case = services.reroute(
            case=self.case, desk=desk, reason=reason, by=self.world.staff["kitamura"], at=self.at
        )
        yield from self.find_handler()

    def pass_on(self) -> Story:
        """Pass the matter to the co-host's own desk, with the person's consent."""
        yield from self.later(0.2, 0.8, "pass on")
        services.pass_on_to_partner_desk(
            case=self.case,
            sent=self.sent(self.remarks["passed_on"], Channel.LETTER),
            consented_at=self.at - timedelta(minutes=20),
            by=self.handler,
            at=self.at,
        )
        self.case.refresh_from_db()

    def tell_desk(self) -> Story:
        """Tell the person which desk answers."""
        yield from self.later(0.2, 0.8, "tell desk")
        self.case = services.tell_desk(
            case=self.case, sent=self.sent(self.remarks["desk_told"]), by=self.handler, at=self.at
        )

    def refer(self) -> Story:
        """Take the matter to the JSDA because the person wants it."""
        yield from self.later(0.5, 2, "refer")
        services.refer_to_jsda(
            case=self.case,
            sent=self.sent(self.remarks["referred"], Channel.LETTER),
            consented_at=self.at - timedelta(minutes=30),
            body_number=f"個相-{self.at:%y}-{self.plan.number + 4000:04d}",
            by=self.handler,
            at=self.at,
        )
        self.case.refresh_from_db()

    def result(self) -> Story:
        """Record what the body or the partner's desk reported back."""
        yield from self.later(2, 5, "result")
        referral = self.case.referrals.filter(direction=Referral.Direction.TO_BODY, answered_at__isnull=True).first()
        if referral is not None:
            sent = self.sent(self.remarks["referral_result"], Channel.LETTER)
            services.record_referral_result(case=self.case, referral=referral, sent=sent, by=self.handler, at=self.at)
            self.case.refresh_from_db()

    def answer_referral(self) -> Story:
        """Answer the body, through an approver."""
        yield from self.later(0.1, 0.4, "answer referral")
        sent = self.sent(self.remarks["referral_answer"], Channel.LETTER)
        for referral in self.case.referrals.filter(direction=Referral.Direction.FROM_BODY, answered_at__isnull=True):
            services.answer_referral(case=self.case, referral=referral, sent=sent, by=self.second(), at=self.at)
        self.case.refresh_from_db()


class LinkedStory(CaseStory):
    """The case that another one opened beside it: a possible leak, the data side of a trade complaint."""

    def __init__(self, world: World, plan: CasePlan, case: Case, at: datetime) -> None:
        super().__init__(world, plan)
        self.case, self.at = case, at

    def tell(self) -> Story:
        """Tell a short investigation."""
        yield from self.find_handler()
        for name in ("acknowledge", "investigate", "note", "propose", "approve", "answer_referral", "answer", "close"):
            yield from getattr(self, name)()
