"""What must be typed to record a decision or a provision?"""

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from consents.guards.facts import JAPAN
from consents.models import ConsentEntry, DataSubject, ThirdPartyProvision
from consents.services import Proposal
from consents.states import Ending, Ground
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.formerrors import RulesLeftToService
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import CodeField, TelephoneField
from privacyportal.backoffice.moments import DayField, FutureDayField, PastDayField, PastMomentField
from privacyportal.backoffice.prepared import PreparedForm
from privacyportal.backoffice.written.readings import Towards
from privacyportal.policies.models import ConsentWording, PurposeOfUse
from privacyportal.policies.querysets import WordingQuerySet
from privacyportal.policies.states import Recipients
from vendors.models import Entrustment


class DataSubjectForm(forms.ModelForm):
    """A person's details."""

    class Meta:
        model = DataSubject
        fields = ("name", "kana", "customer_number", "address", "telephone", "email")
        field_classes: ClassVar = {"kana": CodeField, "customer_number": CodeField, "telephone": TelephoneField}


class WordingField(forms.ModelChoiceField):
    """A choice of wording that says what it is about."""

    def label_from_instance(self, obj: ConsentWording) -> str:
        """Return version, purpose, scope and recipient in one line."""
        about = (str(obj), obj.purpose.name, obj.get_scope_display(), obj.recipient)
        return " ／ ".join(part for part in about if part)


class ConsentEntryForm(PreparedForm, forms.ModelForm):
    """A person's decision; purpose, scope and recipient follow from the wording that was shown."""

    class Meta:
        model = ConsentEntry
        fields = ("data_subject", "wording", "decision", "channel", "decided_at", "expires_on", "note")
        field_classes: ClassVar = {"decided_at": PastMomentField, "expires_on": FutureDayField}

    def prepare(self) -> None:
        """Offer the wordings of what the form was opened for."""
        wording = self.fields.get("wording")
        if isinstance(wording, forms.ModelChoiceField) and isinstance(wording.queryset, WordingQuerySet):
            offered = about(wording.queryset, self.initial)
            wording.queryset, wording.help_text = offered, wording_help(offered)


def wording_help(wordings: WordingQuerySet) -> Text:
    """Return which version to choose, or where to enter a wording when there is none to choose."""
    if wordings.exists():
        return _("The version that was in force on the day of the decision.")
    path = reverse("admin:policies_consentwording_changelist")
    return format_html('{} <a href="{}">{}</a>', _("No wording covers this yet."), path, _("Consent wordings"))


def about(wordings: WordingQuerySet, known: Mapping[str, object]) -> WordingQuerySet:
    """Return the wordings to choose from; those of one purpose and scope where the form was opened for them."""
    choice = wordings.shown().filter(purpose__kind=PurposeOfUse.Kind.GENERAL).select_related("purpose")
    if str(known.get("purpose", "")).isdigit():
        choice = choice.filter(purpose=known["purpose"])
    if known.get("scope") in ConsentWording.Scope.values:
        choice = choice.filter(scope=known["scope"])
    return choice.order_by("purpose__code", "scope", "code", "-version")


class EntrustmentField(forms.ModelChoiceField):
    """A choice of contract that says whose it is."""

    def label_from_instance(self, obj: Entrustment) -> str:
        """Return vendor, work and number in one line."""
        return f"{obj.vendor.name} ／ {obj.work} ／ {obj.reference}"


SENSITIVE = ("sensitive_exception", "sensitive_reason")
WHAT = ("purpose", "categories", "provided_on")
WHOSE = ("data_subject", "subjects")
PARTY = ("recipient_name", "vendor", "partner", "recipient_address", "recipient_representative", "country")
NAMED = ("named_as", "manner")
NEEDS: dict[str, tuple[str, ...]] = {
    Ground.CONSENT: (),
    Ground.LAW: ("statute", "document_number", "is_japanese_law"),
    Ground.AUTHORITY: ("statute", "document_number", "is_japanese_law", "facts"),
    Ground.PROTECTION: ("facts", "consent_difficulty"),
    Ground.ENTRUSTMENT: ("entrustment",),
    Ground.SUCCESSION: ("facts", "document_number"),
    Ground.JOINT_USE: ("arrangement", "partner"),
    Ground.OTHER_LAW: ("law_item", "statute", "facts"),
    Ground.NUMBER_ACT: ("number_item", "statute", "document_number", "entrustment"),
}
# These grounds name the recipient themselves.
NAMES_RECIPIENT = frozenset({Ground.ENTRUSTMENT, Ground.JOINT_USE})
OPTIONAL = ("recipient_name", "categories", "country")
HELP = {
    "subjects": _("Only when the data of many persons was provided at once, such as: all holders of fund X."),
    "recipient_name": _("Leave empty when a registered vendor or partner is chosen."),
    "recipient_representative": _("For a provision by consent: the name; 個人 where the recipient is no company."),
    "statute": _("Law and article, such as 所得税法第225条第1項."),
    "is_japanese_law": _("A foreign law is no basis for a provision abroad."),
    "sensitive_exception": _("Only when sensitive information is among the items (section 7)."),
}


class ProvisionForm(PreparedForm, RulesLeftToService):
    """A provision on one ground: the fields that this ground needs, and no others."""

    left_to_service = frozenset({"ground", "subjects", "vendor", "sensitive_reason"})

    class Meta:
        model = ThirdPartyProvision
        field_classes: ClassVar = {"provided_on": PastDayField}
        fields = (
            "ground",
            *WHOSE,
            *WHAT,
            *PARTY,
            *SENSITIVE,
            *sorted({name for need in NEEDS.values() for name in need}),
        )
        widgets = {"ground": forms.HiddenInput, "categories": UnfoldAdminCheckboxSelectMultipleWidget}

    def prepare(self) -> None:
        """Ask for what the ground needs, and say what helps to fill it in."""
        for name in OPTIONAL:
            if name in self.fields:
                self.fields[name].required = False
        for name, text in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        if "named_as" in self.fields:
            self.fields["named_as"] = recipients_named(self.fields["named_as"].label)
        if "country" in self.fields and not self.is_bound:
            self.initial.setdefault("country", JAPAN)


def proposal_of(form: forms.ModelForm) -> Proposal:
    """Return what was typed, for the service."""
    data = dict(form.cleaned_data)
    return Proposal(
        categories=tuple(data.pop("categories", ())),
        recipient_country=data.pop("country", None),
        recipient_vendor=data.pop("vendor", None),
        **data,
    )


def recipients_named(label: Text | None) -> forms.ChoiceField:
    """Return the choice among the recipients that the wordings name."""
    stored = ConsentWording.objects.shown().filter(recipients=Recipients.CLASS).order_by("recipient")
    names = dict.fromkeys(stored.values_list("recipient", flat=True))
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("by its own name")), *((name, name) for name in names)],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Where the consent names a class of recipients, choose the class that this recipient belongs to."),
    )


class EndForm(ActionForm):
    """How a provision came to its end, and on which day."""

    ending = forms.ChoiceField(label=_("how it ended"), choices=Ending.choices, widget=UnfoldAdminSelectWidget)
    ended_on = DayField(towards=Towards.PAST, label=_("ended on"))
    note = forms.CharField(label=_("what was done"), widget=UnfoldAdminTextareaWidget)
