"""What must be typed before a mail is sent again, or a letter counts as posted?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.moments import MomentField
from privacyportal.notifications.states import Posting


class ResendForm(ActionForm):
    """Why sending again is right; a mail whose delivery is unknown may arrive twice."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget, max_length=500)


class PostingForm(ActionForm):
    """When and how a letter was posted; the number where the post office gave one."""

    posted_at = MomentField(label=_("posted at"))
    posting = forms.ChoiceField(label=_("kind of posting"), choices=Posting.choices, widget=UnfoldAdminSelectWidget)
    number = forms.CharField(
        label=_("number of the posting"), required=False, max_length=40, widget=UnfoldAdminTextInputWidget
    )

    def clean_number(self) -> str:
        """Keep the number in half width."""
        return plain(self.cleaned_data["number"])
