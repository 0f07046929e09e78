"""Which certificates prove a vendor's safety, and until when?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from vendors.guards import evidence as guards
from vendors.models.vendor import Vendor
from vendors.querysets import OfVendorQuerySet


class VendorEvidence(AppendOnlyModel):
    """One certificate or report of a vendor; a newer one of its kind takes its place (policy section 6)."""

    class Kind(models.TextChoices):
        """What it is."""

        ISMS = "isms", _("ISMS certificate (ISO/IEC 27001)")
        PRIVACY_MARK = "privacy_mark", _("PrivacyMark")
        SOC = "soc", _("SOC report")
        OTHER = "other", _("other evidence")

    vendor = models.ForeignKey(Vendor, verbose_name=_("vendor"), on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind of evidence"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name or number"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfVendorQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a vendor")
        verbose_name_plural = _("evidence of vendors")
        indexes = [models.Index(fields=["vendor", "expires_on"], name="vendor_evidence_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")),
                name="vendor_evidence_in_order",
                violation_error_message=_("Evidence expires after it was issued."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the evidence once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether it had been issued when it was recorded.

        :raises Refused: when it had not.
        """
        refuse_if([guards.issued(issued_on=self.issued_on, today=tokyo_day(self.recorded_at))])
