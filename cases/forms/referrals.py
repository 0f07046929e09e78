"""What must be typed when a case passes between us and an outside body?"""

from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.forms.actions import SPOKEN, SentForm
from cases.models import Referral
from cases.states import Channel
from privacyportal.accounts.models import Desk


class ReferForm(SentForm):
    """A case taken to an outside body: what is passed, and since when the person agrees."""

    consented_at = fields.moment(
        _("person's consent obtained at"), required=False, help_text=_("Before the case is passed on.")
    )
    body_number = fields.line(_("number at the body"), max_length=60)
    field_order = ("consented_at", "channel", "counterparty", "happened_at", "text", "body_number")

    desk: Desk | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk = self.receiving_desk()
        self.fields["counterparty"].initial = desk.name if desk else ""
        self.fields["text"].label = _("what was passed")

    def receiving_desk(self) -> Desk | None:
        """Return the desk that gets the case."""
        return Desk.objects.filter(code="JSDA").first()


class PassOnForm(ReferForm):
    """A case passed on to the partner's own desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["body_number"]

    def receiving_desk(self) -> Desk | None:
        """Return the partner's own desk."""
        return self.obj.partner.desk if self.obj.partner else None


class TellDeskForm(SentForm):
    """The person is told which desk answers, drafted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counterparty"].initial = str(Desk.objects.filter(code="JSDA").first() or "")
        self.fields["channel"].initial = Channel.JSDA


class ReferralForm(SentForm):
    """An answer to one of the open referrals of the case."""

    referral = fields.record(_("referral"), Referral.objects.none())
    field_order = ("referral", "channel", "counterparty", "happened_at", "text")
    towards = Referral.Direction.FROM_BODY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = self.obj.referrals.filter(direction=self.towards, answered_at__isnull=True).select_related("desk")
        referral: Any = self.fields["referral"]
        referral.queryset = open_ones
        first = open_ones.first()
        if first is not None:
            self.fields["referral"].initial = first.pk
            self.fields["counterparty"].initial = str(first.desk)


class ReferralResultForm(ReferralForm):
    """What came back of a case taken elsewhere."""

    towards = Referral.Direction.TO_BODY
