"""What must be typed before an identity paper is given out?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.lines import LineField


class ReasonForm(forms.Form):
    """What a copy is needed for."""

    reason = LineField(
        label=_("What do you need the file for?"),
        help_text=_("It is kept in the audit trail; no personal data."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "portal-input"}),
    )
