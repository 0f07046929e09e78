"""What was answered, and who signed it off?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.checklists.models.about import AboutSubject
from privacyportal.checklists.models.templates import ChecklistItem, ChecklistTemplate
from privacyportal.checklists.querysets import AssessmentQuerySet
from privacyportal.checklists.scoring import Graded, Score, score
from privacyportal.checklists.states import RATINGS, AssessmentStatus, Occasion, Outcome, Result
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.references.models import Reference


class Assessment(AboutSubject):
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
        settings.AUTH_USER_MODEL,
        verbose_name=_("assessment started by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
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
                | (~Q(status="signed_off") & Q(signed_off_at__isnull=True, signed_off_by__isnull=True)),
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

    @property
    def concerned(self) -> Reference:
        """Return the subject's reference."""
        return self.subject

    def current_score(self) -> Score:
        """Return what the answers given so far come to."""
        return self._score(self.answers.all())

    def score_of_answered(self) -> Score | None:
        """Return what the items that have an answer come to; None before the first."""
        answered = self.answers.exclude(answered_at=None)
        return self._score(answered) if answered else None

    def _score(self, answers: models.QuerySet["Answer"]) -> Score:
        """Judge by the shares in force on the day on which the assessment was begun."""
        day = tokyo_day(self.started_at)
        rows = answers.values_list("result", "item__weight", "item__critical")
        return score((Graded(*row) for row in rows), least=[value_on(code, day) for code in RATINGS])


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
