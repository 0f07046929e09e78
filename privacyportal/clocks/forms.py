"""What must be typed to change a deadline rule or a step of its ladder?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import RuleLevel
from privacyportal.clocks.services import RULE_FIELDS
from privacyportal.clocks.states import Certainty, LevelCode, OffsetUnit, Role, Unit


class AmendForm(ActionForm):
    """A rule's new terms and the day from which they apply."""

    valid_from = forms.DateField(label=_("valid from"), widget=UnfoldAdminSingleDateWidget)
    amount = forms.IntegerField(label=_("time allowed"), min_value=0, widget=UnfoldAdminIntegerFieldWidget)
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
    certainty = forms.ChoiceField(label=_("how firm"), choices=Certainty.choices, widget=UnfoldAdminSelectWidget)
    source = forms.CharField(label=_("source"), max_length=300, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(RULE_FIELDS) & set(self.fields):
            self.fields[name].initial = getattr(self.obj, name)


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
