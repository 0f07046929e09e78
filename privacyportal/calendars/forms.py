"""What must be typed to draft, change and publish a calendar?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextInputWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.calendars.states import DayKind, Layer


class DraftForm(ActionForm):
    """Where the changes come from."""

    source = forms.CharField(
        label=_("source"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For example the decision or the Cabinet Office's file of a year."),
    )


class DayForm(ActionForm):
    """One date that differs from the week."""

    on = forms.DateField(label=_("date"), widget=UnfoldAdminSingleDateWidget)
    kind = forms.ChoiceField(label=_("kind"), choices=DayKind.choices, widget=UnfoldAdminSelectWidget)
    layer = forms.ChoiceField(
        label=_("decided by"), choices=Layer.choices, initial=Layer.LOCAL, widget=UnfoldAdminSelectWidget
    )
    name = forms.CharField(label=_("name"), max_length=100, widget=UnfoldAdminTextInputWidget)
    opens = forms.TimeField(label=_("opens"), required=False, widget=UnfoldAdminSingleTimeWidget)
    closes = forms.TimeField(label=_("closes"), required=False, widget=UnfoldAdminSingleTimeWidget)

    def clean(self) -> dict[str, Any]:
        """Ask for hours where the kind needs them, and only there."""
        data = super().clean() or {}
        has_hours = data.get("opens") is not None and data.get("closes") is not None
        if data.get("kind") == DayKind.SPECIAL and not has_hours:
            self.add_error("opens", _("Special hours need an opening and a later closing time; other days none."))
        if data.get("kind") != DayKind.SPECIAL and (data.get("opens") or data.get("closes")):
            self.add_error("opens", _("Special hours need an opening and a later closing time; other days none."))
        if has_hours and data["opens"] >= data["closes"]:
            self.add_error("closes", _("Hours open before they close."))
        return data
