"""What must be typed when a case passes between us and an outside body?"""

from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.forms.actions import SPOKEN, SentForm
from cases.forms.redraft import RedraftForm
from cases.models import Case, Explanation, Referral
from cases.states import Channel
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.actions import ActionForm


class ReferForm(SentForm):
    """A case taken to an outside body: what is passed, and since when the person agrees."""

    consented_at = fields.moment(
        _("person's consent obtained at"), required=False, help_text=_("Before the case is passed on.")
    )
    body_number = fields.line(_("number at the body"), max_length=60)
    field_order = ("consented_at", "channel", "counterparty", "happened_at", "text", "body_number")

    desk: Desk | None = None

    def prepare(self) -> None:
        """Open with the desk that gets the case."""
        super().prepare()
        desk = self.receiving_desk()
        self.fields["counterparty"].initial = desk.name if desk else ""
        self.fields["text"].label = _("what was passed")

    def receiving_desk(self) -> Desk | None:
        """Return the desk that gets the case."""
        return Desk.objects.filter(code="JSDA").first()


class PassOnForm(ReferForm):
    """A case passed on to the partner's own desk."""

    def prepare(self) -> None:
        """Leave out the number at a body."""
        super().prepare()
        del self.fields["body_number"]

    def receiving_desk(self) -> Desk | None:
        """Return the partner's own desk."""
        return self.obj.partner.desk if self.obj.partner else None


class TellDeskForm(SentForm):
    """The person is told which desk answers, drafted."""

    def prepare(self) -> None:
        """Draft the words."""
        super().prepare()
        desk = self.obj.answering_desk
        with override(SPOKEN):
            facts = {"desk": desk, "telephone": desk.telephone, "hours": desk.hours}
            self.fields["text"].initial = gettext("Please address %(desk)s, telephone %(telephone)s. %(hours)s") % facts


class ReferredForm(SentForm):
    """What came from the JSDA."""

    kind = fields.select(
        _("what it is about"),
        [choice for choice in Referral.Kind.choices if choice[0] != Referral.Kind.PASSED_ON],
    )
    body_number = fields.line(_("number at the body"), max_length=60)
    answer_by_on = fields.day(_("answer due on"), help_text=_("The day that the body named; empty if it named none."))
    field_order = ("kind", "body_number", "answer_by_on", "channel", "counterparty", "happened_at", "text")

    def prepare(self) -> None:
        """Open with the JSDA."""
        super().prepare()
        self.fields["counterparty"].initial = str(Desk.objects.filter(code="JSDA").first() or "")
        self.fields["channel"].initial = Channel.JSDA


class ReferralForm(SentForm):
    """An answer to one of the open referrals of the case."""

    referral = fields.record(_("referral"), Referral.objects.none())
    field_order = ("referral", "channel", "counterparty", "happened_at", "text")
    towards = Referral.Direction.FROM_BODY

    def prepare(self) -> None:
        """Offer the open referrals."""
        super().prepare()
        open_ones = self.obj.referrals.filter(direction=self.towards, answered_at__isnull=True).select_related("desk")
        first = fields.offer_first(self, "referral", open_ones)
        if first is not None:
            self.fields["counterparty"].initial = str(first.desk)


class AnswerDayForm(ActionForm):
    """By which day an open request is to be answered."""

    referral = fields.record(_("referral"), Referral.objects.none())
    answer_by_on = fields.day(_("answer due on"), help_text=_("The day that the body named, or has agreed to."))

    obj: Case

    def prepare(self) -> None:
        """Offer the open requests."""
        asked = self.obj.referrals.filter(direction=Referral.Direction.FROM_BODY, answered_at__isnull=True)
        first = fields.offer_first(self, "referral", asked.select_related("desk"))
        self.fields["answer_by_on"].required = True
        self.fields["answer_by_on"].initial = first.answer_by_on if first is not None else None


class AnswerReferralForm(ReferralForm):
    """An answer to an outside body; that of an explanation is the approved draft, to be read."""

    def prepare(self) -> None:
        """Show the approved explanation."""
        super().prepare()
        text = self.fields["text"]
        text.required = False
        text.help_text = _("An explanation goes out in the words that were approved.")
        approved = explanations(self.obj, Explanation.Decision.APPROVED).first()
        if approved is not None:
            self.fields["referral"].initial = approved.referral_id
            text.initial = approved.text

    def clean(self) -> dict[str, object]:
        """Only an explanation has words of its own already."""
        referral = self.cleaned_data.get("referral")
        is_explanation = referral is not None and referral.kind == Referral.Kind.EXPLANATION
        if not is_explanation and not self.cleaned_data.get("text"):
            self.add_error("text", _("Enter what was answered."))
        return super().clean()


class ExplanationForm(RedraftForm):
    """A drafted explanation to an outside body."""

    referral = fields.record(_("referral"), Referral.objects.none())
    text = fields.text(_("explanation"))

    obj: Case

    def prepare(self) -> None:
        """Offer what is asked; show why the last draft came back."""
        asked = self.obj.referrals.filter(kind=Referral.Kind.EXPLANATION, answered_at=None).select_related("desk")
        first = fields.offer_first(self, "referral", asked)
        last = first.explanations.last() if first is not None else None
        if last is not None and last.decision == Explanation.Decision.SENT_BACK:
            self.fields["text"].initial = last.text
            self.show_reason(last.decision_reason)


class DecideExplanationForm(ActionForm):
    """The drafted explanation to decide on, to be read, and a remark."""

    shows_stored = True
    explanation = fields.record(_("request of the outside body"), Explanation.objects.none())
    text = fields.text(_("explanation"), required=False)
    reason = fields.text(_("remark"), required=False)

    obj: Case

    def prepare(self) -> None:
        """Show what is to be decided on."""
        pending = explanations(self.obj, Explanation.Decision.PENDING)
        first = fields.offer_first(self, "explanation", pending)
        self.fields["text"].disabled = True
        self.fields["text"].initial = first.text if first else ""


def explanations(case: Case, decision: str) -> "QuerySet[Explanation]":
    """Return the explanations still owed in a case whose draft stands so."""
    rows = Explanation.objects.filter(referral__case=case, referral__answered_at=None, decision=decision)
    return rows.select_related("referral__desk")


class ReferralResultForm(ReferralForm):
    """What came back of a case taken elsewhere."""

    towards = Referral.Direction.TO_BODY
