"""What must be reported of a leak, what was reported to whom, and which identity documents were disposed of?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.querysets import LeakQuerySet, OfCaseQuerySet
from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet


class LeakReport(models.Model):
    """A leak that may have to be reported to the authority: since when any department knew, and whether an attack."""

    case = models.OneToOneField(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="leak")
    known_at = models.DateTimeField(_("known in the firm since"))
    wrongful_purpose = models.BooleanField(_("likely done with a wrongful purpose"), default=False)
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

    objects = LeakQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a leak")
        verbose_name_plural = _("reports of leaks")
        constraints = [
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True)
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="leak_waived_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def first_reported_at(self) -> datetime | None:
        """Return when the preliminary report was made."""
        return self._reported_at(LeakFiling.Which.FIRST)

    @property
    def final_reported_at(self) -> datetime | None:
        """Return when the final report was made."""
        return self._reported_at(LeakFiling.Which.FINAL)

    def _reported_at(self, which: str) -> datetime | None:
        return next((filing.reported_at for filing in self.filings.all() if filing.which == which), None)


class LeakFiling(AppendOnlyModel):
    """One report of a leak as it was made: which, to whom, when, under which receipt, by whom; never overwritten.

    Rows without `recorded_at` were carried over from a time that kept the last addressee and receipt only.
    """

    class Which(models.TextChoices):
        """Which report of the Enforcement Rules, Article 8."""

        FIRST = "first", _("preliminary report")
        FURTHER = "further", _("further report in between")
        FINAL = "final", _("final report")

    leak = models.ForeignKey(
        LeakReport, verbose_name=_("report of a leak"), on_delete=models.PROTECT, related_name="filings"
    )
    which = models.CharField(_("which report"), max_length=8, choices=Which.choices)
    reported_at = models.DateTimeField(_("reported at"))
    known_at = models.DateTimeField(_("known in the firm since, as it stood at the report"))
    reported_to = models.CharField(_("reported to"), max_length=200, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("leak report made")
        verbose_name_plural = _("leak reports made")
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["leak"], condition=Q(which="first"), name="leak_filing_one_first"),
            models.UniqueConstraint(fields=["leak"], condition=Q(which="final"), name="leak_filing_one_final"),
            models.CheckConstraint(
                condition=Q(reported_at__gte=F("known_at")),
                name="leak_filing_after_knowing",
                violation_error_message=_("A report is made after the leak was known."),
            ),
            models.CheckConstraint(
                condition=~Q(reported_to="") | Q(recorded_at__isnull=True),
                name="leak_filing_has_addressee",
                violation_error_message=_("To whom it was reported is missing."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True) | Q(recorded_at__gte=F("reported_at")),
                name="leak_filing_recorded_when_made",
                violation_error_message=_("A report is recorded when it has been made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_which_display()} {self.reported_at:%Y-%m-%d}"


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
                violation_error_message=_("Another person than who disposed of the documents checks it."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("disposed_at")),
                name="identity_disposal_recorded_when_done",
                violation_error_message=_("A disposal is recorded when it has been done."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_method_display()
