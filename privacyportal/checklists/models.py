"""What is asked, what was answered, what was found wanting, and who mends it by when?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.checklists.querysets import ActionQuerySet, AssessmentQuerySet, FindingQuerySet
from privacyportal.checklists.scoring import Graded, Score, score
from privacyportal.checklists.states import (
    ActionStatus,
    AssessmentStatus,
    FindingStatus,
    Occasion,
    Outcome,
    Result,
    Severity,
)
from privacyportal.references.models import Reference


class ChecklistTemplate(models.Model):
    """A version of a checklist, as imported."""

    code = models.CharField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    name_ja = models.CharField(_("name in Japanese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    imported_at = models.DateTimeField(_("imported at"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist template")
        verbose_name_plural = _("checklist templates")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="template_version_once")]

    def __str__(self) -> str:
        name = self.name_en if get_language() == "en" else self.name_ja
        return f"{name} v{self.version}"


class ChecklistItem(models.Model):
    """One question of a template, with its weight and where it applies."""

    template = models.ForeignKey(
        ChecklistTemplate, verbose_name=_("checklist template"), on_delete=models.PROTECT, related_name="items"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=20)
    category = models.CharField(_("category"), max_length=30)
    text_ja = models.TextField(_("item in Japanese"))
    text_en = models.TextField(_("item in English"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    frequency = models.CharField(_("frequency"), max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    critical = models.BooleanField(_("critical item"), default=False)
    applies_to = models.CharField(_("applies to"), max_length=30, default="all")
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="item_code_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="item_has_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """Return the question in the active language."""
        return self.text_en if get_language() == "en" else self.text_ja


class Assessment(models.Model):
    """One filling-in of a checklist about a subject: a vendor, or a department of our own."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    subject = models.ForeignKey(
        Reference, verbose_name=_("about"), on_delete=models.PROTECT, related_name="assessments"
    )
    template = models.ForeignKey(
        ChecklistTemplate, verbose_name=_("checklist template"), on_delete=models.PROTECT, related_name="assessments"
    )
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    status = models.CharField(
        _("state"), max_length=12, choices=AssessmentStatus.choices, default=AssessmentStatus.DRAFT
    )
    due_on = models.DateField(_("due on"))
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assessment started by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signed_off_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed off by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=4, null=True, blank=True)
    rating = models.CharField(_("rating"), max_length=1, blank=True)
    outcome = models.CharField(_("assessment outcome"), max_length=12, choices=Outcome.choices, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        permissions = [
            ("answer_assessment", _("Can answer assessments")),
            ("sign_off_assessment", _("Can sign off assessments")),
        ]
        indexes = [models.Index(fields=["subject", "-started_at"], name="assessment_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "template"], condition=~Q(status="signed_off"), name="assessment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="assessment_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(status="signed_off", signed_off_at__isnull=False, signed_off_by__isnull=False)
                | (~Q(status="signed_off") & Q(signed_off_at__isnull=True)),
                name="assessment_signed_off_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("submitted_by")),
                name="assessment_four_eyes",
                violation_error_message=_("An assessment is signed off by a second person."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def current_score(self) -> Score:
        """Return what the answers given so far come to."""
        rows = self.answers.values_list("result", "item__weight", "item__critical")
        return score(Graded(*row) for row in rows)


class Answer(models.Model):
    """The result of one item in one assessment."""

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.PROTECT, related_name="answers"
    )
    item = models.ForeignKey(
        ChecklistItem, verbose_name=_("checklist item"), on_delete=models.PROTECT, related_name="answers"
    )
    result = models.CharField(_("result"), max_length=16, choices=Result.choices, default=Result.UNCONFIRMED)
    note = models.TextField(_("note"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("item answer")
        verbose_name_plural = _("item answers")
        constraints = [models.UniqueConstraint(fields=["assessment", "item"], name="answer_item_once")]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_result_display()}"


class Finding(models.Model):
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


class CorrectiveAction(models.Model):
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
                condition=~Q(status="verified") | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="action_verified_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")),
                name="action_four_eyes",
                violation_error_message=_("A corrective action is verified by a second person."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
