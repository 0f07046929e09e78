"""What must be typed to link cases, open another one and keep a file?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from cases.forms import fields
from cases.models import Case
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.actions import ActionForm


class LinkForm(ActionForm):
    """Which case belongs to this one."""

    linked = fields.line(_("case number"), required=True, max_length=40)
    reason = fields.line(_("reason"), required=True)

    def clean_linked(self) -> Case:
        """Return the case with that number, if the person may see it."""
        return fields.numbered(self.user, self.cleaned_data["linked"], Case)


class DuplicateForm(ActionForm):
    """Which case was received first, and how it was found."""

    original = fields.line(
        _("number of the case received first"),
        required=True,
        max_length=40,
        help_text=_("The matter is answered under that number; the two cases are linked."),
    )
    reason = fields.line(_("reason"), required=True)

    def clean_original(self) -> Case:
        """Return the case with that number, if the person may see it."""
        return fields.numbered(self.user, self.cleaned_data["original"], Case)


class LinkedCaseForm(ActionForm):
    """A case to be opened beside this one."""

    desk = fields.record(_("desk"), Desk.objects.filter(is_active=True, kind__in=Desk.OURS))
    subject = fields.line(_("subject"), required=True)
    reason = fields.line(_("reason"), required=True)


class FileForm(ActionForm):
    """A file to keep with the case."""

    file = forms.FileField(label=_("file"), widget=UnfoldAdminFileFieldWidget())
    label = fields.line(_("belongs to"), max_length=40)
    restricted = fields.tick(_("restricted"), help_text=_("Identity documents and the like."))
