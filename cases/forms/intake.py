"""What is typed while the person is on the line, and what may be corrected later?"""

from typing import ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.forms.people import PARTY_FIELDS, data_subject
from cases.models import Case, CaseParty
from cases.services import Intake, Party
from cases.states import Channel, Concerns, Kind, Sender
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.lines import CodeField
from privacyportal.backoffice.moments import MomentField
from privacyportal.backoffice.prepared import PreparedForm, offer_rows
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.written.readings import Towards
from vendors.models import JointUseArrangement, JointUsePartner

ABOUT = (
    "subject", "description", "desired_remedy", "disclosure_method", "policy_section", "purpose", "vendor", "partner",
    "arrangement", "external_number", "restricted",
)  # fmt: skip
SECTIONS = [(number, str(number)) for number in range(1, 15)]


class CaseForm(PreparedForm, forms.ModelForm):
    """What a case says of itself; its state, route and dates have buttons of their own."""

    user: ClassVar[Viewer] = AnonymousUser()

    policy_section = forms.TypedChoiceField(
        label=_("policy section"),
        choices=[("", "－"), *SECTIONS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=fields.UnfoldAdminSelectWidget(),
    )
    consent_number = fields.line(_("consent number"), max_length=40, help_text=_("As in the register of consents."))

    class Meta:
        model = Case
        fields: tuple[str, ...] = ABOUT
        field_classes: ClassVar = {"external_number": CodeField}

    def prepare(self) -> None:
        """Open with the number of the consent."""
        if self.instance.consent_id and "consent_number" in self.fields:
            self.fields["consent_number"].initial = str(self.instance.consent.reference)

    def clean_consent_number(self) -> ConsentEntry | None:
        """Return the consent with that number."""
        number = self.cleaned_data["consent_number"]
        return fields.numbered(self.user, number, ConsentEntry) if number else None


class IntakeForm(CaseForm):
    """A new case: who, how to reach them, what about, what they want, received when."""

    received_at = fields.moment(_("received at"), help_text=_("When it reached any office of ours."))
    told_number = fields.tick(
        _("told the number and the desk"), help_text=_("By telephone or at the counter: this acknowledges the case.")
    )
    answer_by_on = fields.day(_("answer due on"), help_text=_("The day that an outside body named for our answer."))
    complainant_name = fields.line(_("full name"))
    complainant_kana = fields.code(_("reading"), max_length=200)
    complainant_telephone = fields.telephone(_("telephone"))
    complainant_email = fields.email(_("email"))
    complainant_address = fields.line(_("home address"), max_length=300)
    customer_number = fields.code(_("customer number"))
    representative_name = fields.line(_("representative's name"))
    representative_authority = fields.select(
        _("kind of authority"), [("", "－"), *CaseParty.Authority.choices], required=False
    )
    representative_telephone = fields.telephone(_("representative's telephone"))
    desk = forms.ModelChoiceField(
        label=_("send elsewhere"),
        queryset=Desk.objects.filter(is_active=True),
        required=False,
        empty_label=_("as the table says"),
        widget=fields.UnfoldAdminSelectWidget(),
    )
    override_reason = fields.line(_("reason for sending it elsewhere"), max_length=300)

    class Meta(CaseForm.Meta):
        fields: tuple[str, ...] = ("kind", "channel", "sender", "concerns", "leak_suspected", *ABOUT)

    def clean_customer_number(self) -> DataSubject | None:
        """Return the person in the register with that number."""
        return data_subject(self.user, self.cleaned_data["customer_number"])


def intake_of(form: forms.ModelForm) -> Intake:
    """Return the service's intake from the form's cleaned data."""
    data = form.cleaned_data
    plain = {name: data[name] for name in (*IntakeForm.Meta.fields, "received_at", "told_number", "answer_by_on")}
    return Intake(
        **plain,
        consent=data["consent_number"],
        complainant=_complainant(form),
        representative=_representative(form),
        desk=data["desk"],
        override_reason=data["override_reason"],
    )


def _complainant(form: forms.ModelForm) -> Party | None:
    data = form.cleaned_data
    values = {name: data[f"complainant_{name}"] for name in PARTY_FIELDS}
    subject = data["customer_number"]
    return Party(**values, data_subject=subject) if any(values.values()) or subject else None


def _representative(form: forms.ModelForm) -> Party | None:
    values = {name: form.cleaned_data[f"representative_{name}"] for name in ("name", "authority", "telephone")}
    return Party(**values) if any(values.values()) else None


class RouteQuestion(forms.Form):
    """What the preview of route and deadlines asks, as typed so far."""

    kind = forms.ChoiceField(choices=Kind.choices)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    sender = forms.ChoiceField(choices=Sender.choices)
    concerns = forms.ChoiceField(choices=Concerns.choices)
    leak_suspected = forms.BooleanField(required=False)
    received_at = MomentField(towards=Towards.PAST)
    partner = forms.ModelChoiceField(JointUsePartner.objects.none(), required=False)
    arrangement = forms.ModelChoiceField(JointUseArrangement.objects.none(), required=False)

    def __init__(self, data: QueryDict, *, user: Viewer) -> None:
        super().__init__(data)
        offer_rows(self, "partner", JointUsePartner.objects.visible_to(user).select_related("desk"))
        offer_rows(self, "arrangement", JointUseArrangement.objects.visible_to(user))
