"""What must be typed about individual numbers that are needed no longer?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from privacyportal.accounts.models import User
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.formerrors import RulesLeftToService
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.prepared import PreparedForm, offer_rows
from privacyportal.backoffice.written.readings import Towards
from privacyportal.policies import retention
from privacyportal.policies.models import NumberDisposal, PurposeOfUse
from privacyportal.policies.states import DisposalMethod, PurposeKind


def offered() -> list[tuple[str, Text]]:
    """Return the kinds of record that law keeps, after none."""
    return [("", "－"), *retention.choices()]


class NumberEndForm(PreparedForm, RulesLeftToService):
    """For which affair the numbers were held, in which documents, and what law keeps these."""

    kept_as = forms.ChoiceField(
        label=_("kept by law as"), choices=offered, required=False, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = NumberDisposal
        fields = ("affair", "documents", "need_ended_on", "kept_as", "counted_from_on")

    def prepare(self) -> None:
        """Offer the affairs for individual numbers."""
        if "affair" in self.fields:
            offer_rows(self, "affair", PurposeOfUse.objects.filter(kind=PurposeKind.INDIVIDUAL_NUMBER).order_by("code"))


class DisposalForm(ActionForm):
    """When and how the numbers went, and who did it: another person than the one who records it."""

    disposed_on = DayField(towards=Towards.PAST, label=_("disposed of on"))
    method = forms.ChoiceField(
        label=_("method of disposal"), choices=DisposalMethod.choices, widget=UnfoldAdminSelectWidget
    )
    disposed_by = forms.ModelChoiceField(
        label=_("disposed of by"), queryset=User.objects.none(), widget=UnfoldAdminSelectWidget
    )
    certificate = LineField(label=_("certificate of disposal"), max_length=200, required=False)

    def prepare(self) -> None:
        """Offer everybody who works here but the person at the keyboard."""
        staff = User.objects.filter(is_active=True).exclude(pk=self.user.pk).order_by("username")
        offer_rows(self, "disposed_by", staff)
