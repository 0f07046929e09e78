"""What must be typed to change a deadline rule or a step of its ladder?"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.lines import LineField, WholeField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.prepared import offer, offer_rows
from privacyportal.backoffice.publishing import ImpactForm
from privacyportal.backoffice.values import values_of
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import ClockRule, RuleLevel
from privacyportal.clocks.plan import (
    ANY_PAUSE,
    Certainty,
    LevelCode,
    OffsetUnit,
    Role,
    Text,
    Unit,
    pause_reasons,
    variants_of,
)
from privacyportal.clocks.river import DRAFT_FIELDS, RULE_FIELDS, effect_text
from privacyportal.clocks.show.impact import visible_rule_moves

SHOWN = 10
# Minutes, days or months: what is typed beyond that leads out of the calendar.
FURTHEST = 100_000


class AmendForm(ActionForm):
    """The terms of a rule's next version, and the day from which they apply."""

    prefilled: tuple[str, ...] = RULE_FIELDS

    amount = WholeField(
        label=_("time allowed"),
        min_value=0,
        max_value=FURTHEST,
        help_text=_("0: only dates that were promised or agreed."),
    )
    unit = forms.ChoiceField(label=_("counted in"), choices=Unit.choices, widget=UnfoldAdminSelectWidget)
    calendar = forms.ModelChoiceField(
        label=_("business calendar"), queryset=BusinessCalendar.objects.all(), widget=UnfoldAdminSelectWidget
    )
    roll_forward = forms.BooleanField(
        label=_("a closed last day moves to the next open day"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    until_midnight = forms.BooleanField(
        label=_("the last day ends at midnight"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    day_one = forms.BooleanField(
        label=_("the day of the start is the first day"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    stopped_by = forms.MultipleChoiceField(
        label=_("pauses that stop it"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("None ticked: nothing stops it. The first: every pause does, whatever its reason."),
    )
    certainty = forms.ChoiceField(label=_("how firm"), choices=Certainty.choices, widget=UnfoldAdminSelectWidget)
    source = LineField(label=_("source"), max_length=300)
    valid_from = DayField(
        label=_("valid from"),
        help_text=_("What began before that day keeps its limit."),
    )
    change_reason = forms.CharField(
        label=_("reason for the change"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
    mails_past = forms.BooleanField(
        label=_("mail steps that are already past"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Otherwise they are recorded as not sent, and only later steps are mailed."),
    )
    field_order: tuple[str, ...] = ("valid_from", "change_reason")

    obj: ClockRule

    def prepare(self) -> None:
        """Offer the reasons to pause that rooms know; begin with the present terms."""
        offer(self, "stopped_by", [(ANY_PAUSE, _("every reason")), *pause_reasons()])
        for name, value in values_of(self.obj, set(self.prefilled) & set(self.fields)).items():
            self.fields[name].initial = value

    def clean_stopped_by(self) -> list[str]:
        """Every reason includes the others."""
        chosen: list[str] = self.cleaned_data["stopped_by"]
        return [ANY_PAUSE] if ANY_PAUSE in chosen else chosen


class CorrectForm(AmendForm):
    """The terms of a draft."""

    prefilled = DRAFT_FIELDS


class VariantForm(AmendForm):
    """The terms for a special case that has no rule of its own."""

    variant = forms.ChoiceField(label=_("special case"), widget=UnfoldAdminSelectWidget)
    field_order = ("variant", "valid_from", "change_reason")

    def prepare(self) -> None:
        """Offer the special cases without a rule of their own."""
        super().prepare()
        offer(self, "variant", free_variants(self.obj))


def free_variants(rule: ClockRule) -> list[tuple[str, Text]]:
    """Return the special cases of a rule's duty that have no rule of their own."""
    taken = set(ClockRule.objects.published().filter(duty=rule.duty).values_list("variant", flat=True))
    return [(code, name) for code, name in variants_of(rule.duty).items() if code not in taken]


class StepForm(ActionForm):
    """One step of the ladder."""

    code = forms.ChoiceField(label=_("step"), choices=LevelCode.choices, widget=UnfoldAdminSelectWidget)
    role = forms.ChoiceField(label=_("who is told"), choices=Role.choices, widget=UnfoldAdminSelectWidget)
    order = WholeField(
        label=_("order"),
        min_value=1,
        max_value=99,
        help_text=_("Of several steps that fell due, only the last in this order is mailed."),
    )
    offset = WholeField(
        label=_("distance"),
        min_value=-FURTHEST,
        max_value=FURTHEST,
        help_text=_("Negative: before the limit."),
    )
    offset_unit = forms.ChoiceField(label=_("counted in"), choices=OffsetUnit.choices, widget=UnfoldAdminSelectWidget)
    at_once = forms.BooleanField(
        label=_("also outside business hours"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    obj: ClockRule

    def prepare(self) -> None:
        """Say beside the order which steps there are."""
        present = "、".join(f"{level.order} {level}" for level in self.obj.levels.all())
        if present:
            order = self.fields["order"]
            order.help_text = _("%(help)s At present: %(present)s") % {"help": order.help_text, "present": present}

    def clean(self) -> dict[str, object]:
        """A percentage is between 1 and 100."""
        data = super().clean() or {}
        if data.get("offset_unit") == OffsetUnit.PERCENT and not 1 <= data.get("offset", 1) <= 100:
            self.add_error("offset", _("A percentage is between 1 and 100."))
        return data


class DropStepForm(ActionForm):
    """Which step goes."""

    obj: ClockRule
    level: "forms.ModelChoiceField[RuleLevel]" = forms.ModelChoiceField(
        label=_("step"), queryset=RuleLevel.objects.none(), widget=UnfoldAdminSelectWidget
    )

    def prepare(self) -> None:
        """Offer the steps of the draft."""
        offer_rows(self, "level", self.obj.levels.all())


class PublishForm(ImpactForm):
    """What the second person is shown of a draft before publishing it."""

    obj: ClockRule

    def measure(self) -> str:
        """Which open deadlines would move, the first of them by number, and which steps come and go."""
        shown = [row.text for row in visible_rule_moves(self.user, self.obj)[:SHOWN]]
        return "\n".join([effect_text(self.obj, today=tokyo_day(timezone.now())), *shown])
