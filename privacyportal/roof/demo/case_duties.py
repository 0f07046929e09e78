"""How does a case keep its promises, report its leak, and dispose of what it no longer needs?"""

from datetime import timedelta

from cases import services
from cases.models import CasePromise, PromiseExtension
from cases.states import ENDED, Channel, Kind
from privacyportal.accounts.models import User
from privacyportal.audit.actors import acting
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars.arithmetic import add_business_days
from privacyportal.roof.demo.case_outside import CaseOutside
from privacyportal.roof.demo.dice import chance
from privacyportal.roof.demo.timeline import Story

AUTHORITY = "関東財務局"
STEPS_OF_PROMISE = ("promise", "ask_extension", "approve_extension", "tell_extension")
ALREADY_PROMISED_DAYS = 9


class CaseDuties(CaseOutside):
    """The steps that other limits than the answer's call for."""

    def promising(self) -> list[str]:
        """Return the steps of a promise, where one was made, and of its extension, where there was one."""
        if not chance(12, "promise", self.plan.number):
            return []
        extended = chance(40, "extended", self.plan.number)
        return ["promise", *(STEPS_OF_PROMISE[1:] if extended else ())]

    def calling(self) -> list[str]:
        """Return the call of a person who asks how the matter stands, and the word back to most of them."""
        if not chance(25, "calls", self.plan.number):
            return []
        return ["called", *(["call_back"] if chance(60, "call back", self.plan.number) else [])]

    def called(self) -> Story:
        """Hear from the person in between."""
        yield from self.later(0.1, 0.5, "called")
        self.say("incoming", "進み具合の問合せの電話があった。折り返すと伝えた。")

    def call_back(self) -> Story:
        """Tell the person how the matter stands."""
        yield from self.later(0.2, 1.2, "call back")
        self.say("outgoing", "調査の状況と今後の見込みを電話で伝えた。")

    def say(self, direction: str, words: str) -> None:
        """Record a call."""
        services.record_correspondence(
            case=self.case,
            direction=direction,
            sent=self.sent(words, Channel.TELEPHONE),
            by=acting(self.handler),
            at=self.at,
        )

    def also_then(self) -> tuple[str, ...]:
        """Return the steps that happen in the state where the story stops."""
        by_state = {"acknowledged": STEPS_OF_PROMISE, "investigating": ("note", "called")}
        return by_state.get(self.plan.stops_at or "", ())

    def promise(self) -> Story:
        """Promise the day of the answer in a call."""
        yield from self.later(0.05, 0.3, "promise")
        day = add_business_days(self.world.office.hours, tokyo_day(self.at), ALREADY_PROMISED_DAYS)
        words = f"{day.month}月{day.day}日までに書面で回答するとお伝えした。"
        services.record_promise(
            case=self.case,
            what=CasePromise.What.ANSWER,
            by_on=day,
            sent=self.sent(words),
            by=acting(self.handler),
            at=self.at,
        )

    def ask_extension(self) -> Story:
        """Find that the promised day cannot be kept."""
        yield from self.later(0.1, 0.4, "ask extension")
        promise = self.case.promises.first()
        if promise is not None:
            later = add_business_days(self.world.office.hours, promise.on, 5)
            reason = "委託先からの調査報告が遅れているため。"
            services.ask_extension(
                case=self.case, promise=promise, to_on=later, reason=reason, by=acting(self.handler), at=self.at
            )

    def approve_extension(self) -> Story:
        """Approve the later day as a second person."""
        yield from self.later(0.05, 0.2, "approve extension")
        for extension in self.extensions("pending"):
            services.approve_extension(case=self.case, extension=extension, by=acting(self.second()), at=self.at)

    def tell_extension(self) -> Story:
        """Tell the person of the later day."""
        yield from self.later(0.05, 0.2, "tell extension")
        for extension in self.extensions("approved"):
            day = f"{extension.to_on.month}月{extension.to_on.day}日"
            words = f"調査に時間を要するため、回答は{day}までとなる旨をお伝えした。"
            services.tell_extension(
                case=self.case, extension=extension, sent=self.sent(words), by=acting(self.handler), at=self.at
            )

    def extensions(self, decision: str) -> list[PromiseExtension]:
        """Return the extensions under way that stand so."""
        rows = PromiseExtension.objects.filter(promise__case=self.case, told_at=None)
        return list(rows.filter(decision=decision))

    def report_leak(self) -> Story:
        """Make the preliminary report of a leak within some days."""
        if self.has_leak:
            yield from self.later(0.6, 2.2, "preliminary report")
            services.record_leak_report(
                case=self.case,
                which="first",
                reported_at=self.at,
                reported_to=AUTHORITY,
                by=acting(self.handler),
                at=self.at,
            )

    def finish_leak(self) -> Story:
        """Make the final report of a leak."""
        if self.has_leak:
            yield from self.later(6, 14, "final report")
            services.record_leak_report(
                case=self.case,
                which="final",
                reported_at=self.at,
                reported_to=AUTHORITY,
                by=acting(self.handler),
                at=self.at,
            )

    def dispose(self) -> Story:
        """Shred the identity documents of an ended request, watched by a colleague."""
        if self.case.kind == Kind.DISCLOSURE and self.case.identity_checks.exists():
            yield from self.later(3, 12, "dispose")
            self.case.refresh_from_db()
            if self.case.status in ENDED:
                services.dispose_identity(
                    case=self.case,
                    method="shredded",
                    count=2,
                    disposed_at=self.at - timedelta(minutes=5),
                    checked_by=self.watcher(),
                    by=acting(self.handler),
                    at=self.at,
                )

    def watcher(self) -> User:
        """Return a colleague of the handler."""
        return self.world.staff["mori" if self.handler.username != "mori" else "aoki"]
