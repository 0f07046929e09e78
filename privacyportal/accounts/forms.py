"""What must be typed to register or change an account, a department or a desk?"""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminURLInputWidget,
)

from privacyportal.accounts.leaving_forms import SuccessorField, in_charge_of, people_but
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.roles import ROLES
from privacyportal.backoffice.actions import ReasonForm
from privacyportal.backoffice.formerrors import RulesLeftToService
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import CodeField, LineField, TelephoneField
from privacyportal.backoffice.moments import FutureDayField
from privacyportal.backoffice.prepared import PreparedForm, offer_rows

BY_TWO = _("Name, email address and staff number of an account with rights change when a second person has agreed.")

TAKES_OVER = _("Who takes over what the person can no longer be in charge of. There is nothing at present.")
IN_CHARGE_OF = _("Who takes over what the person can no longer be in charge of. In charge of: %(held)s.")


def role_choices() -> list[tuple[str, Text]]:
    """Return the roles of the table."""
    return [(role.code, role.label) for role in ROLES]


def told_of_charges(person: User) -> str:
    """Return what a person is in charge of, and when somebody has to take it over."""
    held = in_charge_of(person)
    return str(TAKES_OVER) if not held else str(IN_CHARGE_OF) % {"held": held}


class UserForm(PreparedForm, RulesLeftToService):
    """An account: who, where, whose deputy, which roles."""

    left_to_service = frozenset({"email", "staff_number"})

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=role_choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("A role is withdrawn at once; one that is given counts when a second person has agreed."),
    )

    successor = SuccessorField(label=_("Successor"))

    class Meta:
        model = User
        fields = (
            "username",
            "last_name",
            "first_name",
            "email",
            "staff_number",
            "department",
            "manager",
            "deputy",
            "absent_from",
            "absent_until",
            "language",
        )
        field_classes: ClassVar = {"staff_number": CodeField, "absent_until": FutureDayField}

    def prepare(self) -> None:
        """Show the roles held; ask for both names."""
        if self.instance.pk:
            if "email" in self.fields:
                self.fields["email"].help_text = BY_TWO
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))
            if "successor" in self.fields:
                self.fields["successor"].help_text = told_of_charges(self.instance)
                offer_rows(self, "successor", people_but(self.instance.pk))
        for name in ("last_name", "first_name"):
            if name in self.fields:
                self.fields[name].required = True


class NewUserForm(UserForm):
    """A new account; its holder chooses the password, and is in charge of nothing yet."""

    successor = None  # type: ignore[assignment]


class DepartmentForm(forms.ModelForm):
    """A department."""

    class Meta:
        model = Department
        fields = ("code", "name", "name_en", "head")
        field_classes: ClassVar = {"code": CodeField}


class DeskForm(forms.ModelForm):
    """A desk."""

    url = forms.URLField(label=_("Web page"), required=False, assume_scheme="https", widget=UnfoldAdminURLInputWidget)

    class Meta:
        model = Desk
        fields = (
            "code",
            "kind",
            "name",
            "name_en",
            "telephone",
            "hours",
            "calendar",
            "department",
            "url",
            "members",
            "is_active",
        )
        field_classes: ClassVar = {"code": CodeField, "telephone": TelephoneField}
        widgets: ClassVar = {"members": UnfoldAdminCheckboxSelectMultipleWidget}


class ProviderLinkForm(ReasonForm):
    """Who the person is at the firm's provider, and how one knows."""

    subject = LineField(
        label=_("subject at the sign-in provider"),
        max_length=255,
        help_text=_("As the provider's own administration shows it (sub); a name or mail address is not enough."),
    )
    field_order = ("subject", "reason")
