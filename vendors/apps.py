"""The vendors room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.references.kinds import Kind, register

LABELS: dict[str, labels.Text] = {
    "vendors.vendor_registered": _("Vendor registered"),
    "vendors.vendor_changed": _("Vendor changed"),
    "vendors.owner_assigned": _("Vendor owner assigned"),
    "vendors.access_realigned": _("Access to the vendor realigned"),
    "vendors.vendor_activated": _("Vendor made active"),
    "vendors.vendor_suspended": _("Entrustment suspended"),
    "vendors.vendor_terminated": _("Entrustment ended with return or erasure"),
    "vendors.entrustment_added": _("Entrustment contract registered"),
    "vendors.entrustment_renewed": _("Entrustment contract renewed"),
    "vendors.entrustment_ended": _("Entrustment contract ended"),
    "vendors.ground_added": _("Ground abroad registered"),
    "vendors.ground_ended": _("Ground abroad ended"),
    "vendors.equivalent_checked": _("Periodic check abroad recorded"),
    "vendors.provision_stopped": _("Provision abroad stopped"),
    "vendors.review_started": _("Assessment of the vendor started"),
    "vendors.reviewed": _("Vendor reviewed"),
    "vendors.review_commented": _("Comment on the sign-off"),
    "vendors.partner_registered": _("Joint-use partner registered"),
    "vendors.partner_changed": _("Joint-use partner changed"),
    "vendors.arrangement_registered": _("Joint use registered"),
    "vendors.arrangement_changed": _("Joint use changed"),
    "vendors.arrangement_replaced": _("Joint use replaced after announcement"),
    "vendors.country_changed": _("Country information changed"),
    "vendors.country_designated": _("Country designated"),
    "vendors.designation_ended": _("Designation of a country ended"),
    "vendors.countries_installed": _("Countries installed"),
    "fields": _("fields"),
    "assessment": _("assessment"),
    "owner": _("vendor owner"),
    "granted": _("access granted"),
    "withdrawn": _("access withdrawn"),
    "criticality": _("criticality"),
    "next_review_on": _("next review on"),
    "last_reviewed_on": _("last reviewed on"),
    "entrustment": _("entrustment"),
    "ground": _("ground"),
    "arrangement": _("joint use"),
}


class VendorsConfig(AppConfig):
    """Owns vendors, entrustments, joint-use partners and arrangements."""

    name = "vendors"
    verbose_name = _("Vendors and joint use")

    def ready(self) -> None:
        """Register the kinds of number, protect the checks and name this room's entries of the audit trail."""
        register(
            Kind("VENDOR", "vendors.Vendor", digits=4, by_year=False),
            Kind("ENTRUST", "vendors.Entrustment", digits=4, by_year=False),
            Kind("GROUND", "vendors.ForeignGround", digits=4, by_year=False),
            Kind("PARTNER", "vendors.JointUsePartner", digits=4, by_year=False),
            Kind("JOINTUSE", "vendors.JointUseArrangement", digits=4, by_year=False),
        )
        protect("vendors_equivalentcheck")
        labels.register(LABELS)
