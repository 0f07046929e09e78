"""When was the policy last reviewed, and who has pledged to keep it?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.policies.models.policy import PolicyVersion
from privacyportal.policies.querysets import PledgeQuerySet
from privacyportal.references.models import Reference


class PolicyReview(AppendOnlyModel):
    """A look at the version in effect: does it still hold (policy section 14)?"""

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="reviews"
    )
    reviewed_on = models.DateField(_("reviewed on"))
    result = models.TextField(_("result of the review"))
    needs_change = models.BooleanField(_("a new version is needed"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy review")
        verbose_name_plural = _("policy reviews")
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_on:%Y-%m-%d}"


class StaffPledge(models.Model):
    """The sheet of one member of staff on which pledges to keep the policy are signed, year by year."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("member of staff"), on_delete=models.PROTECT, related_name="pledge"
    )
    opened_at = models.DateTimeField(_("asked for since"))

    objects = PledgeQuerySet.as_manager()

    # Read with the list and the page.
    last_signed_at: datetime | None

    class Meta:
        verbose_name = _("staff pledge")
        verbose_name_plural = _("staff pledges")
        permissions = [("view_own_pledge", _("Can see and sign their own pledge"))]

    def __str__(self) -> str:
        return str(self.person)


class PledgeSigning(AppendOnlyModel):
    """One signature: which version of the policy, when."""

    pledge = models.ForeignKey(
        StaffPledge, verbose_name=_("staff pledge"), on_delete=models.PROTECT, related_name="signings"
    )
    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, null=True, related_name="signings"
    )
    signed_at = models.DateTimeField(_("signed at"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.signed_at:%Y-%m-%d}"
