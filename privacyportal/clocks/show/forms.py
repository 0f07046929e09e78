"""What must be typed to change a deadline rule or a step of its ladder?"""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.dates import table_day, tokyo_day
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import ClockRule, RuleLevel
from privacyportal.clocks.plan import (
    ANY_PAUSE,
    Certainty,
    LevelCode,
    OffsetUnit,
    Role,
    Unit,
    pause_reasons,
    variants_of,
)
from privacyportal.clocks.river import RULE_FIELDS
from privacyportal.clocks.show.impact import Moved, would_move

SHOWN = 10


def past_field() -> forms.BooleanField:
    """Return the question whether what is already past is mailed; unasked it is only recorded (E9)."""
    return forms.BooleanField(
        label=_("mail steps that are already past"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Otherwise they are recorded as not sent, and only later steps are mailed."),
    )


class TermsForm(ActionForm):
    """A rule's terms."""

    amount = forms.IntegerField(
        label=_("time allowed"),
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
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
    source = forms.CharField(label=_("source"), max_length=300, widget=UnfoldAdminTextInputWidget)

    obj: ClockRule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stops: Any = self.fields["stopped_by"]
        stops.choices = [(ANY_PAUSE, _("every reason")), *pause_reasons()]
        for name in set(RULE_FIELDS) & set(self.fields):
            self.fields[name].initial = getattr(self.obj, name)

    def clean_stopped_by(self) -> list[str]:
        """Every reason includes the others."""
        chosen: list[str] = self.cleaned_data["stopped_by"]
        return [ANY_PAUSE] if ANY_PAUSE in chosen else chosen


class DatedTermsForm(TermsForm):
    """New terms and the day from which they apply; one that lies in the past shows first what would move."""

    valid_from = forms.DateField(label=_("valid from"), widget=UnfoldAdminSingleDateWidget)
    is_seen = forms.BooleanField(
        label=_("move the open deadlines that began since that day"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Only for a day that is past. Without it you are shown which deadlines would move."),
    )
    mails_past = past_field()
    field_order: tuple[str, ...] = ("valid_from",)

    def clean(self) -> dict[str, Any]:
        """Say which open deadlines would move before they do."""
        data = super().clean() or {}
        is_seen, day = data.pop("is_seen", False), data.get("valid_from")
        if self.errors or day is None or day > tokyo_day(timezone.now()) or is_seen:
            return data
        moved = would_move(self.obj, valid_from=day, variant=data.get("variant"), values=data)
        if moved:
            self.add_error("is_seen", _moved_text(moved))
        return data


def _moved_text(moved: list[Moved]) -> str:
    shown = [f"{row.number} {table_day(row.before)} → {table_day(row.after)}" for row in moved[:SHOWN]]
    words = {"count": len(moved), "shown": "、".join(shown)}
    return (
        ngettext(
            "%(count)d open deadline would move: %(shown)s",
            "%(count)d open deadlines would move: %(shown)s",
            len(moved),
        )
        % words
    )


class AmendForm(DatedTermsForm):
    """A rule's new terms and the day from which they apply."""


class VariantForm(DatedTermsForm):
    """The terms for a special case that has no rule of its own."""

    variant = forms.ChoiceField(label=_("special case"), widget=UnfoldAdminSelectWidget)
    field_order = ("variant", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variant: Any = self.fields["variant"]
        variant.choices = free_variants(self.obj)


def free_variants(rule: ClockRule) -> list[tuple[str, Any]]:
    """Return the special cases of a rule's duty that have no rule of their own."""
    taken = set(ClockRule.objects.filter(duty=rule.duty).values_list("variant", flat=True))
    return [(code, name) for code, name in variants_of(rule.duty).items() if code not in taken]


class StepForm(ActionForm):
    """One step of the ladder."""

    code = forms.ChoiceField(label=_("step"), choices=LevelCode.choices, widget=UnfoldAdminSelectWidget)
    role = forms.ChoiceField(label=_("who is told"), choices=Role.choices, widget=UnfoldAdminSelectWidget)
    order = forms.IntegerField(
        label=_("order"),
        min_value=1,
        max_value=99,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("Of several steps that fell due, only the last in this order is mailed."),
    )
    offset = forms.IntegerField(
        label=_("distance"), widget=UnfoldAdminIntegerFieldWidget, help_text=_("Negative: before the limit.")
    )
    offset_unit = forms.ChoiceField(label=_("counted in"), choices=OffsetUnit.choices, widget=UnfoldAdminSelectWidget)
    at_once = forms.BooleanField(
        label=_("also outside business hours"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    mails_past = past_field()

    obj: ClockRule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = "、".join(f"{level.order} {level}" for level in self.obj.levels.all())
        if present:
            order = self.fields["order"]
            order.help_text = _("%(help)s At present: %(present)s") % {"help": order.help_text, "present": present}

    def clean(self) -> dict[str, Any]:
        """A percentage is between 1 and 100."""
        data = super().clean() or {}
        if data.get("offset_unit") == OffsetUnit.PERCENT and not 1 <= data.get("offset", 1) <= 100:
            self.add_error("offset", _("A percentage is between 1 and 100."))
        return data


class DropStepForm(ActionForm):
    """Which step goes."""

    level: "forms.ModelChoiceField[RuleLevel]" = forms.ModelChoiceField(
        label=_("step"), queryset=RuleLevel.objects.none(), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = self.obj.levels.all()  # type: ignore[attr-defined]
