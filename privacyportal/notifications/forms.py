"""What must be typed before a mail is sent again, or a letter counts as posted?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.moments import MomentField
from privacyportal.backoffice.written.readings import Towards
from privacyportal.notifications.states import Posting, Way

LONGEST_KEY = 19


class ResendForm(ActionForm):
    """Why sending again is right; a mail whose delivery is unknown may arrive twice."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget, max_length=500)


class SentForm(ActionForm):
    """When a mail went out after all, and how one knows."""

    sent_at = MomentField(label=_("went out at"), towards=Towards.PAST)
    reason = forms.CharField(label=_("how one knows"), widget=UnfoldAdminTextareaWidget, max_length=500)


class ReturnForm(ActionForm):
    """What was done about a mail that came back, and how one knows."""

    way = forms.ChoiceField(label=_("what was done"), choices=Way.choices, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget, max_length=500)


class ResendManyForm(forms.Form):
    """Why sending these mails again is right; their keys stand in one field, however many they are."""

    mails = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget, max_length=500)

    def clean_mails(self) -> list[int]:
        """Take the keys apart."""
        keys = self.cleaned_data["mails"].split(",")
        if not all(key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY for key in keys):
            raise forms.ValidationError(_("Choose the mails in the list again."))
        return [int(key) for key in keys]


class PostingForm(ActionForm):
    """When and how a letter was posted; the number where the post office gave one."""

    posted_at = MomentField(label=_("posted at"), towards=Towards.PAST)
    posting = forms.ChoiceField(label=_("kind of posting"), choices=Posting.choices, widget=UnfoldAdminSelectWidget)
    number = LineField(label=_("number of the posting"), required=False, max_length=40)

    def clean_number(self) -> str:
        """Keep the number in half width."""
        return plain(self.cleaned_data["number"])
