"""How does a case pass between desks, and between us and outside bodies?"""

from datetime import timedelta

from cases import services
from cases.models import Referral
from cases.states import Channel
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import acting
from privacyportal.roof.demo.case_intake import CaseIntake
from privacyportal.roof.demo.timeline import Story


class CaseOutside(CaseIntake):
    """The steps that leave the desk."""

    def second(self) -> User:
        """Return who decides: the handler's supervisor."""
        return self.world.staff[self.handler.manager.username] if self.handler.manager else self.world.staff["sugiyama"]

    def reroute(self) -> Story:
        """Send the case elsewhere than the table says."""
        yield from self.later(0.2, 0.6, "reroute")
        code, reason = self.remark("rerouted")
        desk = Desk.objects.get(code=code)
        self.case = services.reroute(
            case=self.case, desk=desk, reason=reason, by=acting(self.world.staff["kitamura"]), at=self.at
        )
        yield from self.find_handler()

    def pass_on(self) -> Story:
        """Pass the matter to the co-host's own desk, with the person's consent."""
        yield from self.later(0.2, 0.8, "pass on")
        services.pass_on_to_partner_desk(
            case=self.case,
            sent=self.sent(self.remarks["passed_on"], Channel.LETTER),
            consented_at=self.at - timedelta(minutes=20),
            by=acting(self.handler),
            at=self.at,
        )
        self.case.refresh_from_db()

    def tell_desk(self) -> Story:
        """Tell the person which desk answers."""
        yield from self.later(0.2, 0.8, "tell desk")
        self.case = services.tell_desk(
            case=self.case, sent=self.sent(self.remarks["desk_told"]), by=acting(self.handler), at=self.at
        )

    def refer(self) -> Story:
        """Take the matter to the JSDA because the person wants it."""
        yield from self.later(0.5, 2, "refer")
        services.refer_to_jsda(
            case=self.case,
            sent=self.sent(self.remarks["referred"], Channel.LETTER),
            consented_at=self.at - timedelta(minutes=30),
            body_number=f"個相-{self.at:%y}-{self.plan.number + 4000:04d}",
            by=acting(self.handler),
            at=self.at,
        )
        self.case.refresh_from_db()

    def result(self) -> Story:
        """Record what the body or the partner's desk reported back."""
        yield from self.later(2, 5, "result")
        referral = self.case.referrals.filter(direction=Referral.Direction.TO_BODY, answered_at__isnull=True).first()
        if referral is not None:
            sent = self.sent(self.remarks["referral_result"], Channel.LETTER)
            services.record_referral_result(
                case=self.case, referral=referral, sent=sent, by=acting(self.handler), at=self.at
            )
            self.case.refresh_from_db()

    def answer_referral(self) -> Story:
        """Answer the body, through an approver."""
        yield from self.later(0.1, 0.4, "answer referral")
        sent = self.sent(self.remarks["referral_answer"], Channel.LETTER)
        for referral in self.case.referrals.filter(direction=Referral.Direction.FROM_BODY, answered_at__isnull=True):
            if referral.kind == Referral.Kind.EXPLANATION:
                draft = services.draft_explanation(
                    case=self.case, referral=referral, text=sent.text, by=acting(self.handler), at=self.at
                )
                services.approve_explanation(case=self.case, explanation=draft, by=acting(self.second()), at=self.at)
            services.answer_referral(case=self.case, referral=referral, sent=sent, by=acting(self.handler), at=self.at)
        self.case.refresh_from_db()
