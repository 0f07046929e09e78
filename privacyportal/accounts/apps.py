"""People and roles as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels


class AccountsConfig(AppConfig):
    """Owns users, departments and desks."""

    name = "privacyportal.accounts"
    verbose_name = _("People and desks")

    def ready(self) -> None:
        """Name this app's entries of the audit trail."""
        labels.register(
            {
                "accounts.user_created": _("User registered"),
                "accounts.user_changed": _("User changed"),
                "accounts.roles_changed": _("Roles changed"),
                "accounts.desk_changed": _("Desk changed"),
                "accounts.department_changed": _("Department changed"),
                "accounts.language_changed": _("Language changed"),
                "accounts.signed_in": _("Signed in"),
                "accounts.sign_in_failed": _("Sign-in failed"),
                "backoffice.refused": _("Refused"),
                "deed": _("what was tried"),
                "code": _("rule"),
                "missing": _("what is missing"),
            }
        )
