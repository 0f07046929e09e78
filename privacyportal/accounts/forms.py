"""What must be typed to register or change an account, a department or a desk?"""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminPasswordWidget, UnfoldAdminURLInputWidget

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.roles import ROLES
from privacyportal.backoffice.actions import ActionForm


def role_choices() -> list[tuple[str, Any]]:
    """Return the roles of the table."""
    return [(role.code, role.label) for role in ROLES]


class UserForm(forms.ModelForm):
    """An account: who, where, whose deputy, which roles."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=role_choices, required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = User
        fields = (
            "username",
            "last_name",
            "first_name",
            "email",
            "department",
            "manager",
            "deputy",
            "absent_from",
            "absent_until",
            "language",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))
        for name in ("last_name", "first_name"):
            if name in self.fields:
                self.fields[name].required = True


class NewUserForm(UserForm):
    """A new account with its first password."""

    password = forms.CharField(
        label=_("First password"),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Hand it over in person; the person changes it after signing in."),
    )

    def clean_password(self) -> str:
        """Hold the password to the same rules as everybody's."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


class PasswordForm(ActionForm):
    """A password for somebody who has lost theirs."""

    password = forms.CharField(
        label=_("New password"),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Hand it over in person; the person changes it after signing in."),
    )

    def clean_password(self) -> str:
        """Hold the password to the same rules as everybody's."""
        password: str = self.cleaned_data["password"]
        owner: Any = self.obj
        password_validation.validate_password(password, owner)
        return password


class DepartmentForm(forms.ModelForm):
    """A department."""

    class Meta:
        model = Department
        fields = ("code", "name", "name_en", "head")


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
        widgets: ClassVar = {"members": UnfoldAdminCheckboxSelectMultipleWidget}
