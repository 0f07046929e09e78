"""How did each case go, step by step? Told with the same services that the desk's buttons call."""

from collections.abc import Callable, Iterator
from datetime import datetime

from cases import services
from cases.models import Case, CasePause, IdentityCheck
from cases.services.steps import Identity
from cases.states import Channel, Concerns, Kind, PauseReason, Sender, Status
from privacyportal.audit.actors import acting
from privacyportal.roof.demo.case_duties import CaseDuties
from privacyportal.roof.demo.case_intake import BODIES
from privacyportal.roof.demo.case_plans import CasePlan, plans
from privacyportal.roof.demo.dice import chance, pick
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World

ALONGSIDE = (
    "acknowledge", "report_leak", "investigate", "note", "finish_leak", "propose", "approve", "answer_referral",
    "answer", "close",
)  # fmt: skip


def stories(world: World) -> Iterator[Story]:
    """Return one story per case."""
    return (CaseStory(world, plan).tell() for plan in plans(world.office))


class CaseStory(CaseDuties):
    """A case from its intake to where its plan stops."""

    def tell(self) -> Story:
        """Tell the steps in order until the plan's state is reached."""
        yield from self.open()
        for name in self.steps():
            if self.case.status == self.plan.stops_at and name not in self.also_then():
                return
            yield from self.step(name)

    def step(self, name: str) -> Story:
        """Tell one step."""
        told: tuple[Callable[[], Story], ...] = (
            self.acknowledge, self.promise, self.ask_extension, self.approve_extension, self.tell_extension,
            self.reroute, self.pass_on, self.tell_desk, self.investigate, self.note, self.called, self.call_back,
            self.wait_for_person, self.wait_for_identity, self.wait_for_body, self.resume, self.verify,
            self.report_leak, self.finish_leak, self.propose, self.send_back, self.approve, self.answer_referral,
            self.answer, self.refer, self.result, self.close, self.withdraw, self.reopen, self.dispose,
        )  # fmt: skip
        return next(tell for tell in told if tell.__name__ == name)()

    def steps(self) -> list[str]:
        """Return the names of the steps after the intake, as this case's circumstances have them."""
        plan, number = self.plan, self.plan.number
        if plan.stops_at == Status.WITHDRAWN or (plan.stops_at is None and chance(6, "withdrawn", number)):
            return ["acknowledge", "withdraw", "dispose"]
        if plan.kind == Kind.DISCLOSURE:
            steps = ["acknowledge", *self.waits("identity"), "verify", "note", *self.waits("body")]
        else:
            steps = [
                "acknowledge",
                *self.promising(),
                *self.passing_on(),
                "investigate",
                "note",
                *self.calling(),
                *self.waits("person"),
                *self.waits("body"),
            ]
        steps += ["propose"]
        if chance(14, "sent back", number):
            steps += ["send_back", "propose"]
        steps += ["approve", *self.answer_to_body(), "answer", *self.unsettled(), "close"]
        if plan.stops_at is None and chance(4, "reopened", number):
            steps += ["reopen", "note", "propose", "approve", "answer", "close"]
        return [*steps, "dispose"]

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

    def beside(self, case: Case) -> Story:
        """Tell of a case that this one opened."""
        return LinkedStory(self.world, self.plan, case, self.at).tell()

    def acknowledge(self) -> Story:
        """Tell the person that the matter has arrived."""
        if self.case.acknowledged_at is None:
            yield from self.later(0.1, 0.6, "acknowledge")
            self.case = services.acknowledge(
                case=self.case, sent=self.sent(self.remark("acknowledgements")), by=acting(self.handler), at=self.at
            )

    def investigate(self) -> Story:
        """Begin to look into it."""
        yield from self.later(0.2, 0.9, "investigate")
        self.case = services.investigate(case=self.case, by=acting(self.handler), at=self.at)

    def note(self) -> Story:
        """Write down for colleagues what was found out."""
        yield from self.later(0.2, 0.7, "note")
        services.add_note(case=self.case, text=self.remark("notes"), by=acting(self.handler), at=self.at)

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
            case=self.case, reason=reason, sent=self.sent(text), by=acting(self.handler), at=self.at
        )

    def wait_for_body(self) -> Story:
        """Ask an outside body; the time stands still."""
        yield from self.later(0.2, 0.8, "wait for body")
        sent = self.sent(self.remarks["asked_of_body"], Channel.LETTER)
        self.case = services.wait_for_body(case=self.case, sent=sent, by=acting(self.handler), at=self.at)

    def resume(self) -> Story:
        """Receive what was waited for."""
        yield from self.later(1.5, 6, "resume")
        reason = CasePause.objects.get(case=self.case, ended_at__isnull=True).reason
        texts_of = {
            PauseReason.PERSON_IDENTITY: self.remarks["answered_identity"],
            PauseReason.OUTSIDE_BODY: self.remarks["answered_by_body"],
        }
        text = texts_of.get(PauseReason(reason)) or self.remark("answered_by_person")
        self.case = services.resume(case=self.case, sent=self.sent(text), by=acting(self.handler), at=self.at)

    def verify(self) -> Story:
        """Make sure that the requester is the person."""
        yield from self.later(0.2, 0.8, "verify")
        represented = self.plan.sender == Sender.REPRESENTATIVE
        identity = Identity(
            method=pick(IdentityCheck.Method.values, "method", self.plan.number),
            is_confirmed=True,
            authority_document="委任状および印鑑登録証明書" if represented else "",
        )
        self.case = services.verify_identity(case=self.case, identity=identity, by=acting(self.handler), at=self.at)

    def propose(self) -> Story:
        """Draft the answer."""
        yield from self.later(0.8, 2.6, "propose")
        text = self.plan.text
        services.propose_answer(
            case=self.case,
            text=text["answer"],
            outcome=text["outcome"],
            ground=text.get("ground", ""),
            by=acting(self.handler),
            at=self.at,
        )
        self.case.refresh_from_db()

    def send_back(self) -> Story:
        """Find the draft wanting."""
        yield from self.later(0.2, 0.6, "send back")
        self.case = services.send_back(
            case=self.case, reason=self.remark("sent_back"), by=acting(self.second()), at=self.at
        )

    def approve(self) -> Story:
        """Approve as a second person."""
        yield from self.later(0.2, 0.8, "approve")
        self.case = services.approve(
            case=self.case, reason=self.remarks["approved"], by=acting(self.second()), at=self.at
        )

    def answer(self) -> Story:
        """Give the answer."""
        yield from self.later(0.1, 0.5, "answer")
        self.case = services.record_answer(
            case=self.case, channel=self.reply_channel, happened_at=self.at, by=acting(self.handler), at=self.at
        )

    def close(self) -> Story:
        """Close what is answered."""
        yield from self.later(1, 4, "close")
        self.case = services.close(
            case=self.case,
            root_cause=self.plan.text.get("root_cause", ""),
            by=acting(self.handler),
            at=self.at,
        )

    def withdraw(self) -> Story:
        """Record that the person takes the matter back."""
        yield from self.later(0.5, 2, "withdraw")
        self.case = services.withdraw(
            case=self.case,
            sent=self.sent(self.remark("withdrawn")),
            reason=self.remark("withdrawn"),
            by=acting(self.handler),
            at=self.at,
        )

    def reopen(self) -> Story:
        """Take the matter up again."""
        yield from self.later(3, 12, "reopen")
        kind, reason = self.remark("reopened")
        self.case = services.reopen(case=self.case, kind=kind, reason=reason, by=acting(self.second()), at=self.at)


class LinkedStory(CaseStory):
    """The case that another one opened beside it: a possible leak, the data side of a trade complaint."""

    def __init__(self, world: World, plan: CasePlan, case: Case, at: datetime) -> None:
        super().__init__(world, plan)
        self.case, self.at = case, at

    def tell(self) -> Story:
        """Tell a short investigation."""
        yield from self.find_handler()
        for name in ALONGSIDE:
            if name == "finish_leak" and self.plan.stops_at is not None and self.has_leak:
                return
            yield from self.step(name)
