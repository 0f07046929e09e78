"""What must be typed into the pages of vendors, partners and arrangements?"""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.backoffice.formerrors import RulesLeftToService
from privacyportal.backoffice.identifiers import is_lei, plain
from privacyportal.backoffice.lines import CodeField, CorporateNumberField
from privacyportal.backoffice.prepared import PreparedForm, offer
from vendors.models import JointUseArrangement, JointUsePartner, Vendor
from vendors.states import Criticality


class NumberedForm(PreparedForm, ModelForm):
    """Checks the numbers by which companies are known."""

    def clean_lei(self) -> str | None:
        """Return the LEI in half width, None where there is none."""
        lei = plain(self.cleaned_data["lei"] or "").upper()
        if lei and not is_lei(lei):
            raise ValidationError(_("This is not an LEI: 20 letters and digits with a right check sum."))
        return lei or None


class VendorForm(NumberedForm):
    """A vendor's entry in the register."""

    class Meta:
        model = Vendor
        fields = ("name", "corporate_number", "lei", "criticality", "criticality_reason")
        field_classes: ClassVar = {"corporate_number": CorporateNumberField, "lei": CodeField}
        help_texts = {
            "criticality_reason": gettext_lazy("Needed only where the data handled calls for a higher one."),
            "corporate_number": gettext_lazy("13 digits."),
        }

    def prepare(self) -> None:
        """Let a new vendor's criticality follow from its data."""
        if "criticality" in self.fields and self.instance.pk is None:
            open_choice = ("", gettext_lazy("as the data handled calls for"))
            self.fields["criticality"].required = False
            offer(self, "criticality", [open_choice, *Criticality.choices])


class PartnerForm(RulesLeftToService, NumberedForm):
    """A joint-use partner's entry in the register."""

    left_to_service = frozenset({"desk"})

    class Meta:
        model = JointUsePartner
        fields = ("name", "lei")
        field_classes: ClassVar = {"lei": CodeField}


class ArrangementForm(RulesLeftToService):
    """A joint use with the facts announced beforehand."""

    left_to_service = frozenset({"event_on", "starts_on"})

    class Meta:
        model = JointUseArrangement
        fields = ("name",)
