"""The policy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels


class PoliciesConfig(AppConfig):
    """Owns the published policy, its obligations and the master data that it names."""

    name = "privacyportal.policies"
    verbose_name = _("Privacy policy")

    def ready(self) -> None:
        """Name this app's entries of the audit trail."""
        labels.register(
            {
                "policies.version_loaded": _("Policy version loaded"),
                "policies.version_dated": _("Dates of a policy version set"),
                "policies.obligation_mapped": _("Obligation mapped to a section"),
                "policies.obligation_changed": _("Obligation changed"),
                "policies.purpose_added": _("Purpose of use added"),
                "policies.purpose_changed": _("Purpose of use changed"),
                "policies.category_added": _("Data category added"),
                "policies.category_changed": _("Data category changed"),
                "policies.wording_added": _("Consent wording added"),
                "policies.wording_changed": _("Consent wording changed"),
                "policies.catalogue_installed": _("Standard master data installed"),
                "sections": _("sections"),
                "fields": _("fields"),
                "obligation": _("obligation"),
                "version": _("version"),
                "sha256": _("fingerprint (SHA-256)"),
            }
        )
