"""What must be typed to put the people of a case right?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.models import Case, CaseParty
from consents.models import DataSubject
from privacyportal.backoffice.actions import ActionForm

PARTY_FIELDS = ("name", "kana", "telephone", "email", "address")


class PeopleForm(ActionForm):
    """Who complains or requests, who speaks for them, and how to reach them."""

    shows_stored = True
    complainant_name = fields.line(_("full name"))
    complainant_kana = fields.code(_("reading"), max_length=200)
    complainant_telephone = fields.code(_("telephone"))
    complainant_email = forms.EmailField(label=_("email"), required=False)
    complainant_address = fields.line(_("home address"), max_length=300)
    customer_number = fields.code(_("customer number"))
    representative_name = fields.line(_("representative's name"))
    representative_kana = fields.code(_("representative's reading"), max_length=200)
    representative_authority = fields.select(
        _("kind of authority"), [("", "－"), *CaseParty.Authority.choices], required=False
    )
    representative_telephone = fields.code(_("representative's telephone"))
    representative_email = forms.EmailField(label=_("representative's email"), required=False)
    representative_address = fields.line(_("representative's address"), max_length=300)

    obj: Case

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for party in self.obj.parties.select_related("data_subject"):
            for name in PARTY_FIELDS:
                self.fields[f"{party.role}_{name}"].initial = getattr(party, name)
            if party.role == CaseParty.Role.REPRESENTATIVE:
                self.fields["representative_authority"].initial = party.authority
            elif party.data_subject is not None:
                self.fields["customer_number"].initial = party.data_subject.customer_number

    def clean_customer_number(self) -> Any:
        """Return the person in the register with that number."""
        return data_subject(self.user, self.cleaned_data["customer_number"])

    def clean(self) -> dict[str, Any]:
        """Sort the fields into the two persons."""
        data: dict[str, Any] = super().clean() or {}
        complainant = {name: data.get(f"complainant_{name}", "") for name in PARTY_FIELDS}
        representative = {name: data.get(f"representative_{name}", "") for name in (*PARTY_FIELDS, "authority")}
        complainant["data_subject"] = data.get("customer_number")
        return {"complainant": complainant, "representative": representative}


def data_subject(user: Any, number: str) -> Any:
    """Return the person in the register with a customer number, None for an empty one.

    :raises ValidationError: for an unknown or hidden number.
    """
    if not number.strip():
        return None
    found = DataSubject.objects.visible_to(user).filter(customer_number=number.strip()).first()
    if found is None:
        raise forms.ValidationError(_("There is no person with this customer number in the register."))
    return found
