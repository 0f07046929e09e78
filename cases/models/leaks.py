"""What must be reported of a leak, what was, and which identity documents were disposed of?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.querysets import OfCaseQuerySet
from privacyportal.audit.models import AppendOnlyModel


class LeakReport(models.Model):
    """The report of a leak to the authority: since when any department knew, whether an attack, what was reported."""

    case = models.OneToOneField(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="leak")
    known_at = models.DateTimeField(_("known in the firm since"))
    wrongful_purpose = models.BooleanField(_("likely done with a wrongful purpose"), default=False)
    first_reported_at = models.DateTimeField(_("preliminary report made at"), null=True, blank=True)
    final_reported_at = models.DateTimeField(_("final report made at"), null=True, blank=True)
    reported_to = models.CharField(_("reported to"), max_length=200, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=60, blank=True)
    waived_at = models.DateTimeField(_("found not reportable at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("found not reportable by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    waived_reason = models.TextField(_("why it is not reportable"), blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a leak")
        verbose_name_plural = _("reports of leaks")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_reported_at__isnull=True) | Q(first_reported_at__gte=F("known_at")),
                name="leak_first_report_after_knowing",
            ),
            models.CheckConstraint(
                condition=Q(final_reported_at__isnull=True) | Q(final_reported_at__gte=F("known_at")),
                name="leak_final_report_after_knowing",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True)
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="leak_waived_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class IdentityDisposal(AppendOnlyModel):
    """The proof that the identity documents of an ended case are gone (policy section 4; Act, Article 22)."""

    class Method(models.TextChoices):
        """How."""

        SHREDDED = "shredded", _("shredded")
        ERASED = "erased", _("erased from the system")
        RETURNED = "returned", _("returned to the person")
        NONE_KEPT = "none_kept", _("no copies had been kept")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="disposals")
    method = models.CharField(_("method of disposal"), max_length=10, choices=Method.choices)
    disposed_at = models.DateTimeField(_("disposed of at"))
    count = models.PositiveSmallIntegerField(_("number of documents"))
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("disposed of by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("disposal of identity documents")
        verbose_name_plural = _("disposals of identity documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(disposed_by__isnull=True) | ~Q(disposed_by=F("checked_by")),
                name="identity_disposal_four_eyes",
            )
        ]

    def __str__(self) -> str:
        return self.get_method_display()
