"""What must be typed about the policy and its master data?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.related import RecordsField
from privacyportal.policies.models import ConsentWording, DataCategory, PolicyVersion

LARGEST_POLICY = 2 * 1024 * 1024


class PolicyFileForm(forms.ModelForm):
    """A policy's text as a file."""

    file = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_(
            "The text as published, in UTF-8 or Shift_JIS (CP932). A text that is already kept changes nothing."
        ),
    )

    class Meta:
        model = PolicyVersion
        fields: list[str] = []

    def clean_file(self) -> Any:
        """Refuse a file too large to be a policy."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_POLICY:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file


class ConsentWordingForm(forms.ModelForm):
    """The words of a consent."""

    categories = RecordsField(
        label=_("items"),
        queryset=DataCategory.objects.order_by("code"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
    )

    class Meta:
        model = ConsentWording
        fields = [
            "code", "scope", "purpose", "categories", "recipient", "text_ja", "text_en", "foreign_information",
            "valid_from", "valid_to",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a wording for a provision that names no recipient."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("scope") in ConsentWording.PROVISIONS and not data.get("recipient"):
            self.add_error("recipient", _("A consent to a provision names the recipient."))
        return data


class ReviewForm(ActionForm):
    """What a review of the policy came to."""

    reviewed_on = forms.DateField(label=_("reviewed on"), widget=UnfoldAdminSingleDateWidget)
    result = forms.CharField(label=_("result of the review"), widget=UnfoldAdminTextareaWidget)
    needs_change = forms.BooleanField(
        label=_("a new version is needed"), required=False, widget=UnfoldBooleanSwitchWidget
    )
