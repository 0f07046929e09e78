"""What must be typed to propose an answer, decide on it, give it and close the case?"""

from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.forms.actions import SentForm
from cases.forms.redraft import RedraftForm
from cases.models import AnswerProposal, Case
from cases.states import OUTCOMES, Kind
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.prepared import offer
from privacyportal.backoffice.values import values_of


class ProposalForm(RedraftForm):
    """A drafted answer."""

    outcome = fields.select(_("outcome"), ())
    text = fields.text(_("answer"))
    ground = fields.text(
        _("reasons given"),
        required=False,
        help_text=_("Needed where the person does not get all that was asked for (Act, Article 36)."),
    )

    obj: Case

    def prepare(self) -> None:
        """Open with the last draft, and with why it came back."""
        last = self.obj.proposals.order_by("-proposed_at").first()
        if last is not None and last.decision == AnswerProposal.Decision.SENT_BACK:
            self.show_reason(last.decision_reason)
        offer(self, "outcome", outcome_choices(self.obj))
        if self.obj.kind != Kind.DISCLOSURE:
            self.fields["ground"].help_text = _("Needed where the complaint is not upheld.")
        if last is not None:
            self.initial = {"outcome": last.outcome, "text": last.text, "ground": last.ground, **self.initial}


def outcome_choices(case: Case) -> list[tuple[str, Text]]:
    """Return the outcomes that a case of this kind can have."""
    return [(outcome.value, outcome.label) for outcome in OUTCOMES[Kind(case.kind)]]


class DecisionForm(ActionForm):
    """The answer to decide on, to be read; who opened an older one is shown what it says now."""

    shows_stored = True
    outcome = fields.line(_("outcome"))
    text = fields.text(_("answer"), required=False)
    ground = fields.text(_("reasons given"), required=False)

    obj: Case

    def prepare(self) -> None:
        """Show what is to be decided on."""
        pending = self.obj.proposals.filter(decision=AnswerProposal.Decision.PENDING).first()
        shown = values_of(pending, ("text", "ground")) if pending is not None else {}
        for name in ("outcome", "text", "ground"):
            self.fields[name].disabled = True
            self.fields[name].initial = shown.get(name, "")
        if not self.fields["ground"].initial:
            del self.fields["ground"]
        if pending is not None:
            self.fields["outcome"].initial = pending.get_outcome_display()


class ApproveForm(DecisionForm):
    """A remark with the approval."""

    reason = fields.text(_("remark"), required=False)


class SendBackForm(DecisionForm):
    """Why an answer goes back to its author."""

    reason = fields.text(_("reason"))


class AnswerForm(SentForm):
    """How the approved answer was given; its words are the approved ones."""

    def prepare(self) -> None:
        """Leave out the words: they are the approved ones."""
        super().prepare()
        del self.fields["text"]


class CloseManyForm(ActionForm):
    """Why cases arose that were answered: each closes with the outcome that was approved and given."""

    root_cause = fields.line(_("root cause"))


class CloseForm(ActionForm):
    """What the case came to and why it arose."""

    outcome = fields.select(_("outcome"), ())
    root_cause = fields.line(_("root cause"))

    obj: Case

    def prepare(self) -> None:
        """Open with what was told to the person."""
        outcome = self.fields["outcome"]
        offer(self, "outcome", outcome_choices(self.obj))
        self.initial = {"outcome": self.obj.outcome, "root_cause": self.obj.root_cause, **self.initial}
        if self.obj.outcome:
            outcome.disabled = True
            outcome.help_text = _("As it was approved and told to the person.")
