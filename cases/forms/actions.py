"""What must be typed before a button does its work?"""

from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.models import Case, Correspondence, IdentityCheck
from cases.permissions import may_read_persons
from cases.services.records import Sent, usual_counterparty
from cases.states import BODY_REASONS, Channel, PauseReason, ReopenReason
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.dates import long_day, long_instant, tokyo_day
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.clocks.models import Clock

# What is said to the person is Japanese, whatever language the typist reads.
SPOKEN = "ja"
BY_NAME = ("last_name", "first_name")


class SentForm(ActionForm):
    """Something said or sent: how, with whom, when, in which words."""

    channel = fields.select(_("by which means"), Channel.choices)
    counterparty = fields.line(_("with whom"))
    happened_at = fields.moment(_("sent or received at"))
    text = fields.text(_("text"))

    obj: Case

    def prepare(self) -> None:
        """Open with this minute, and with how the person is reached."""
        self.fields["happened_at"].initial = fields.this_minute
        self.fields["channel"].initial = self.obj.channel
        if "counterparty" in self.fields and may_read_persons(self.user, self.obj):
            self.fields["counterparty"].initial = usual_counterparty(self.obj)

    def clean(self) -> dict[str, object]:
        """Bundle what was said; a service takes it as one."""
        data = super().clean() or {}
        names = ("channel", "counterparty", "happened_at", "text")
        if all(name in data for name in names):
            more = [name for name in ("party", "is_automatic") if name in data]
            data["sent"] = Sent(**{name: data.pop(name) for name in (*names, *more)})
        return data


class AcknowledgeForm(SentForm):
    """The first word to the person, drafted."""

    promised_on = fields.day(
        _("day promised for the answer"),
        help_text=_("Only where the words promise a day: it then stands until an extension is told to the person."),
    )

    def prepare(self) -> None:
        """Draft the words."""
        super().prepare()
        self.fields["text"].initial = acknowledgement(self.obj)


def acknowledgement(case: Case) -> str:
    """Return the first word to the person: number, our desk, telephone, and when the answer is to be expected."""
    clock = Clock.objects.filter(reference=case.reference_id, duty="cases.answer").first()
    with override(SPOKEN):
        said = gettext(
            "We have received your matter. Number: %(number)s. Desk: %(desk)s, telephone %(telephone)s. "
            "We expect to answer around %(limit)s."
        )
        facts = {
            "number": case.reference,
            "desk": case.desk,
            "telephone": case.desk.telephone,
            "limit": long_instant(clock.due_at) if clock else "",
        }
        return said % facts


class WaitForPersonForm(SentForm):
    """What is asked of the person."""

    reason = fields.select(_("what is waited for"), [c for c in PauseReason.choices if c[0] not in BODY_REASONS])
    field_order: tuple[str, ...] = ("reason", "channel", "counterparty", "happened_at", "text")


class RemindForm(SentForm):
    """A reminder of what is waited for, drafted."""

    def prepare(self) -> None:
        """Draft the words."""
        super().prepare()
        pause = self.obj.pauses.select_related("request").filter(ended_at=None).first()
        if pause is not None:
            with override(SPOKEN):
                said = gettext(
                    "On %(day)s we asked you: %(reason)s (number %(number)s). We look forward to your answer."
                )
                day = long_day(tokyo_day(pause.started_at))
                facts = {"day": day, "reason": pause.get_reason_display(), "number": self.obj.reference}
                self.fields["text"].initial = said % facts


class WaitForBodyForm(SentForm):
    """What is asked of an outside body, or ordered by an authority."""

    reason = fields.select(
        _("what is waited for"), [(reason.value, reason.label) for reason in BODY_REASONS], required=False
    )
    field_order = ("reason", "channel", "counterparty", "happened_at", "text")

    def clean_reason(self) -> str:
        """Unless said otherwise its answer is waited for."""
        return self.cleaned_data["reason"] or PauseReason.OUTSIDE_BODY


class CorrespondenceForm(SentForm):
    """A letter, call or mail."""

    direction = fields.select(_("direction"), Correspondence.Direction.choices)
    party = fields.select(_("which side"), Correspondence.Party.choices, required=False)
    is_automatic = fields.tick(
        _("automatic message"), help_text=_("Automatic acknowledgement, out of office or bounce: it answers nothing.")
    )
    field_order = ("direction", "party", "channel", "counterparty", "happened_at", "text", "is_automatic")

    def clean_party(self) -> str:
        """Unless said otherwise it is the person's side."""
        return self.cleaned_data["party"] or Correspondence.Party.PERSON


class NoteForm(ActionForm):
    """A note for colleagues."""

    text = fields.text(_("text"))


class IdentityForm(ActionForm):
    """What was seen of the requester; never a copy, never an individual number."""

    method = fields.select(_("method of verification"), IdentityCheck.Method.choices)
    authority_document = fields.line(
        _("proof of authority seen"), help_text=_("For a representative: power of attorney, family register etc.")
    )
    note = fields.line(_("note"), max_length=300, help_text=_("Never write an individual number here."))
    is_confirmed = fields.tick(_("identity confirmed"))


class ReopenForm(ActionForm):
    """Why a case is taken up again."""

    kind = fields.select(_("ground of the reopening"), ReopenReason.choices)
    reason = fields.text(_("reason"))


class ReasonedForm(ActionForm):
    """A written reason; without one the service refuses and says so beside the field."""

    reason = fields.text(_("reason"))


class WithdrawForm(SentForm):
    """The message by which the person took the matter back, and why."""

    reason = fields.text(_("reason"))
    field_order = ("channel", "counterparty", "happened_at", "text", "reason")

    def prepare(self) -> None:
        """Call the text what it is here."""
        super().prepare()
        self.fields["text"].label = _("the person's message")


class LeakForm(ReasonedForm):
    """Since when a possible leak is known in the firm, and whether an attack is likely."""

    known_at = fields.moment(
        _("known in the firm since"), required=False, help_text=_("When any department knew; empty: now.")
    )
    wrongful_purpose = fields.tick(
        _("likely done with a wrongful purpose"), help_text=_("Then the final report is due within 60 days.")
    )
    field_order = ("known_at", "wrongful_purpose", "reason")

    def prepare(self) -> None:
        """Open with this minute."""
        self.fields["known_at"].initial = fields.this_minute


class ReceivedForm(ReasonedForm):
    """When the case was really received."""

    received_at = fields.moment(_("received at"))
    field_order = ("received_at", "reason")

    obj: Case

    def prepare(self) -> None:
        """Open with what is recorded."""
        self.fields["received_at"].initial = self.obj.received_at


class AssignForm(ActionForm):
    """Who handles the case."""

    handler = fields.record(_("handler"), User.objects.none())
    reason = fields.line(_("reason"))

    obj: Case

    def prepare(self) -> None:
        """Offer those who can handle the case."""
        offer_rows(self, "handler", _people(User.objects.filter(desks=self.obj.desk)).order_by(*BY_NAME))
        self.fields["handler"].initial = self.obj.handler_id


class AssignManyForm(AssignForm):
    """Who handles cases of whichever desk: one at whose desk the person does not sit is left."""

    def prepare(self) -> None:
        """Offer everybody who handles cases."""
        offer_rows(self, "handler", _people(User.objects.filter(desks__kind__in=Desk.OURS)).order_by(*BY_NAME))


def _people(sits_here: "QuerySet[User]") -> "QuerySet[User]":
    """Return who can handle a case: those who sit at its desk, and who oversees all."""
    oversees = User.objects.filter(groups__name="compliance_officer")
    keys = sits_here.values("pk").union(oversees.values("pk"))
    return User.objects.filter(is_active=True, pk__in=keys)


class RerouteForm(ActionForm):
    """Where the case goes instead, and why."""

    desk = fields.record(_("desk"), Desk.objects.filter(is_active=True))
    reason = fields.text(_("reason"), required=False)
