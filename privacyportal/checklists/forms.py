"""What must be typed about checklists, findings and corrective actions?"""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from privacyportal.accounts.models import User
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.lines import CodeField, LineField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.publishing import ImpactForm
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.values import value_of
from privacyportal.backoffice.written.readings import Towards
from privacyportal.checklists import permissions
from privacyportal.checklists.models import (
    ActionReport,
    ActionVerdict,
    ChecklistTemplate,
    CorrectiveAction,
    Finding,
)
from privacyportal.checklists.reading import COLUMNS
from privacyportal.checklists.services.templates import effect_text
from privacyportal.checklists.states import Severity
from privacyportal.imports.brought import ACCEPTED, OpeningForm
from privacyportal.references import registry
from privacyportal.references.models import Reference

CODE = RegexValidator(r"^[a-z0-9_-]+$", _("Use small letters, digits, hyphen and underscore."))


class TemplateForm(OpeningForm, forms.ModelForm):
    """A checklist file: the first version of a code, or its next one."""

    code = CodeField(
        label=_("code"),
        max_length=30,
        validators=[CODE],
        help_text=_("A code that exists gets its next version; the same content changes nothing."),
    )
    name_ja = LineField(label=_("name in Japanese"), max_length=100, required=False)
    name_en = LineField(label=_("name in English"), max_length=100, required=False)
    file = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPTED}),
        help_text=format_lazy("{} {}", _("Excel, CSV or TSV with these columns:"), ", ".join(COLUMNS)),
    )

    valid_from = DayField(label=_("valid from"), required=False, help_text=_("Left empty, the day after."))
    change_reason = LineField(label=_("reason for the change"), max_length=500, required=False)

    class Meta:
        model = ChecklistTemplate
        fields: list[str] = []

    def clean(self) -> dict[str, object]:
        """Keep what was said of a workbook together."""
        cleaned = super().clean() or self.cleaned_data
        opening, upload = self.opening(cleaned), cleaned.get("file")
        return {**cleaned, "opening": opening, "file_name": upload.name if isinstance(upload, UploadedFile) else ""}


class PublishForm(ImpactForm):
    """What the second person is shown of a draft."""

    obj: ChecklistTemplate

    def measure(self) -> str:
        """Return what would be asked otherwise."""
        return effect_text(self.obj)


class FindingForm(forms.ModelForm):
    """A finding raised by hand."""

    about = LineField(
        label=_("about"),
        max_length=40,
        help_text=_("The number of the vendor, as in VENDOR-0012."),
    )
    severity = forms.ChoiceField(label=_("severity"), choices=Severity.choices, widget=UnfoldAdminSelectWidget)
    description = forms.CharField(label=_("description"), widget=UnfoldAdminTextareaWidget)
    user: Viewer

    class Meta:
        model = Finding
        fields: list[str] = []

    def clean_about(self) -> Reference:
        """Return the subject's reference; one that the person may not see, or that is not supervised, is not there."""
        obj = registry.visible_object(self.user, self.cleaned_data["about"].strip().upper())
        if obj is None or not permissions.is_supervised(type(obj)):
            raise forms.ValidationError(_("There is no such number."))
        return Reference.objects.get(number=str(value_of(obj, "reference")))


class NewActionForm(ActionForm):
    """What will be done, by whom, by when."""

    description = forms.CharField(label=_("corrective action"), widget=UnfoldAdminTextareaWidget)
    owner = forms.ModelChoiceField(
        label=_("owner of the action"), queryset=User.objects.none(), widget=UnfoldAdminSelectWidget
    )
    due_on = DayField(towards=Towards.FUTURE, label=_("due on"))

    def prepare(self) -> None:
        """Offer the members of staff that the person may see."""
        people = User.objects.visible_to(self.user).filter(is_active=True).order_by("last_name", "first_name")
        offer_rows(self, "owner", people)


class OnActionForm(ActionForm):
    """A form beside which stands what is to be done, and what was said of it before."""

    obj: CorrectiveAction
    promised = forms.CharField(
        label=_("corrective action"),
        required=False,
        disabled=True,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def prepare(self) -> None:
        """Show what was promised, and what was said of it last."""
        self.fields["promised"].initial = self.obj.description
        last = self.obj.reports.select_related("verdict").order_by("-number").first()
        self.fields["promised"].help_text = self.told(last) if last is not None else ""

    def told(self, report: ActionReport) -> str:
        """Return what the form says of the last report."""
        raise NotImplementedError

    def clean(self) -> dict[str, object]:
        """Hand on what was typed, without what was only shown."""
        data = super().clean() or {}
        data.pop("promised", None)
        return data


class ResultForm(OnActionForm):
    """What was done, and what proves it."""

    result = forms.CharField(label=_("what was done"), widget=UnfoldAdminTextareaWidget)
    file = forms.FileField(label=_("evidence"), required=False, widget=UnfoldAdminFileFieldWidget)

    def told(self, report: ActionReport) -> str:
        """Return why the last report came back."""
        reasons = ActionVerdict.objects.filter(report=report, taken=False).values_list("note", flat=True)
        return "".join(gettext("Sent back: %(reason)s") % {"reason": reason} for reason in reasons)


class VerifyForm(OnActionForm):
    """By what the effect was seen."""

    note = forms.CharField(
        label=_("by what the effect was seen"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )

    def told(self, report: ActionReport) -> str:
        """Return what was reported."""
        return gettext("Reported: %(text)s") % {"text": report.text}


class ReasonForm(ActionForm):
    """A written reason."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget)
