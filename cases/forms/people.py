"""What must be typed to put the people of a case right?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.models import Case, CaseParty
from consents.models import DataSubject
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.values import value_of

PARTY_FIELDS = ("name", "kana", "telephone", "email", "address")


class PeopleForm(ActionForm):
    """Who complains or requests, who speaks for them, and how to reach them."""

    shows_stored = True
    complainant_name = fields.line(_("full name"))
    complainant_kana = fields.code(_("reading"), max_length=200)
    complainant_telephone = fields.telephone(_("telephone"))
    complainant_email = fields.email(_("email"))
    complainant_address = fields.line(_("home address"), max_length=300)
    customer_number = fields.code(_("customer number"))
    representative_name = fields.line(_("representative's name"))
    representative_kana = fields.code(_("representative's reading"), max_length=200)
    representative_authority = fields.select(
        _("kind of authority"), [("", "－"), *CaseParty.Authority.choices], required=False
    )
    representative_telephone = fields.telephone(_("representative's telephone"))
    representative_email = fields.email(_("representative's email"))
    representative_address = fields.line(_("representative's address"), max_length=300)

    obj: Case

    def prepare(self) -> None:
        """Open with what is recorded of them."""
        for party in self.obj.parties.select_related("data_subject"):
            for name in PARTY_FIELDS:
                self.fields[f"{party.role}_{name}"].initial = value_of(party, name)
            if party.role == CaseParty.Role.REPRESENTATIVE:
                self.fields["representative_authority"].initial = party.authority
            elif party.data_subject is not None:
                self.fields["customer_number"].initial = party.data_subject.customer_number

    def clean_customer_number(self) -> DataSubject | None:
        """Return the person in the register with that number."""
        return data_subject(self.user, self.cleaned_data["customer_number"])

    def clean(self) -> dict[str, object]:
        """Sort the fields into the two persons."""
        data = super().clean() or {}
        complainant = {name: data.get(f"complainant_{name}", "") for name in PARTY_FIELDS}
        representative = {name: data.get(f"representative_{name}", "") for name in (*PARTY_FIELDS, "authority")}
        complainant["data_subject"] = data.get("customer_number")
        return {"complainant": complainant, "representative": representative}


def data_subject(user: Viewer, number: str) -> DataSubject | None:
    """Return the person in the register with a customer number, None for an empty one.

    :raises ValidationError: for an unknown or hidden number.
    """
    if not number.strip():
        return None
    found: DataSubject | None = DataSubject.objects.visible_to(user).filter(customer_number=number.strip()).first()
    if found is None:
        raise forms.ValidationError(_("There is no person with this customer number in the register."))
    return found
