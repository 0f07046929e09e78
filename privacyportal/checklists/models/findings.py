"""What was found wanting, and who mends it by when?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.checklists.models.about import AboutSubject
from privacyportal.checklists.models.assessments import Assessment
from privacyportal.checklists.models.templates import ChecklistItem
from privacyportal.checklists.querysets import ActionQuerySet, FindingQuerySet
from privacyportal.checklists.states import ActionStatus, FindingStatus, Severity
from privacyportal.references.models import Reference


class Finding(AboutSubject):
    """Something found wanting."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    subject = models.ForeignKey(Reference, verbose_name=_("about"), on_delete=models.PROTECT, related_name="findings")
    assessment = models.ForeignKey(
        Assessment,
        verbose_name=_("assessment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
    )
    item = models.ForeignKey(
        ChecklistItem,
        verbose_name=_("checklist item"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    description = models.TextField(_("description"))
    status = models.CharField(_("state"), max_length=8, choices=FindingStatus.choices, default=FindingStatus.OPEN)
    raised_at = models.DateTimeField(_("raised at"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("raised by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("finding closed at"), null=True, blank=True)
    closed_reason = models.TextField(_("why the finding was closed"), blank=True)
    # Counted by the list and the page.
    actions_waiting: int

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["subject", "status"], name="finding_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | Q(status="open", closed_at__isnull=True),
                name="finding_closed_has_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def concerned(self) -> Reference:
        """Return the subject's reference."""
        return self.subject


class CorrectiveAction(AboutSubject):
    """What somebody will do about a finding, by when; verified by a second person."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    finding = models.ForeignKey(Finding, verbose_name=_("finding"), on_delete=models.PROTECT, related_name="actions")
    description = models.TextField(_("corrective action"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner of the action"),
        on_delete=models.PROTECT,
        related_name="corrective_actions",
    )
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("state"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    added_at = models.DateTimeField(_("added at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported as done by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    result = models.TextField(_("what was done"), blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        indexes = [models.Index(fields=["status", "due_on"], name="action_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(status="open") | Q(done_at__isnull=False), name="action_done_has_date"),
            models.CheckConstraint(
                condition=Q(status="verified", verified_at__isnull=False, verified_by__isnull=False)
                | (~Q(status="verified") & Q(verified_at__isnull=True, verified_by__isnull=True)),
                name="action_verified_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")),
                name="action_four_eyes",
                violation_error_message=_("A corrective action is verified by a second person."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(done_by__isnull=True) | ~Q(verified_by=F("done_by")),
                name="action_reporter_verifies_not",
                violation_error_message=_("A corrective action is verified by a second person."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def concerned(self) -> Reference:
        """Return the subject's reference."""
        return self.finding.subject
