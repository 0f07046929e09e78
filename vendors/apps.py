"""The vendors room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.references.kinds import Kind, register


class VendorsConfig(AppConfig):
    """Owns vendors, entrustments, joint-use partners and arrangements."""

    name = "vendors"
    verbose_name = _("Vendors and joint use")

    def ready(self) -> None:
        """Register the kinds of number and name this room's entries of the audit trail."""
        register(
            Kind("VENDOR", "vendors.Vendor", digits=4, by_year=False),
            Kind("ENTRUST", "vendors.Entrustment", digits=4, by_year=False),
            Kind("GROUND", "vendors.ForeignGround", digits=4, by_year=False),
            Kind("PARTNER", "vendors.JointUsePartner", digits=4, by_year=False),
            Kind("JOINTUSE", "vendors.JointUseArrangement", digits=4, by_year=False),
        )
        labels.register({"vendors.vendor_registered": _("Vendor registered")})
