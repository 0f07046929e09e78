"""What must be typed before a mail is sent again?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from privacyportal.backoffice.actions import ActionForm


class ResendForm(ActionForm):
    """Why sending again is right; a mail whose delivery is unknown may arrive twice."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget, max_length=500)
