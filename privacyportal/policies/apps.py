"""The policy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.references.kinds import RecordKind, register


class PoliciesConfig(AppConfig):
    """Owns the published policy, its obligations and the master data that it names."""

    name = "privacyportal.policies"
    verbose_name = _("Privacy policy")

    def ready(self) -> None:
        """Register the kinds of number, protect the append-only tables, name the entries of the audit trail."""
        register(RecordKind("POLICY", "policies.PolicyVersion", by_year=False, digits=4))
        register(RecordKind("PLEDGE", "policies.StaffPledge", by_year=False))
        protect("policies_policyreview", "policies_pledgesigning")
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
                "policies.reviewed": _("Policy reviewed"),
                "policies.pledged": _("Pledge signed"),
                "reviewed_on": _("reviewed on"),
                "needs_change": _("a new version is needed"),
                "sections": _("sections"),
                "fields": _("fields"),
                "obligation": _("obligation"),
                "version": _("version"),
                "sha256": _("fingerprint (SHA-256)"),
            },
            of="policies",
        )
