"""What was handed in and what was said to it, each time? Written once: what comes back is kept beside what follows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet
from privacyportal.checklists.models.assessments import Answer, Assessment
from privacyportal.checklists.models.findings import CorrectiveAction
from privacyportal.checklists.states import Outcome, Result


def sent_back_has_reason(name: str) -> models.CheckConstraint:
    """Return the constraint that who sends something back says why."""
    return models.CheckConstraint(
        condition=Q(taken=True) | ~Q(note=""),
        name=f"{name}_sent_back_has_reason",
        violation_error_message=_("A refusal has its reason."),
    )


class HandedIn(AppendOnlyModel):
    """Something handed in for a second person: when and by whom; `number` counts the times."""

    number = models.PositiveSmallIntegerField(_("time"))
    at = models.DateTimeField(_("handed in at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed in by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class Verdict(AppendOnlyModel):
    """What the second person said to it: taken, or sent back with the reason."""

    taken = models.BooleanField(_("taken"))
    note = models.TextField(_("note of the second person"), blank=True)
    at = models.DateTimeField(_("said at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("said by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class ActionReport(HandedIn):
    """One report on a corrective action."""

    action = models.ForeignKey(
        CorrectiveAction, verbose_name=_("corrective action"), on_delete=models.PROTECT, related_name="reports"
    )
    text = models.TextField(_("what was done"), blank=True)

    class Meta:
        verbose_name = _("report on a corrective action")
        verbose_name_plural = _("reports on corrective actions")
        constraints = [models.UniqueConstraint(fields=["action", "number"], name="action_report_numbered")]

    def __str__(self) -> str:
        return f"{self.action_id} ({self.number})"


class ActionVerdict(Verdict):
    """What a second person said to a report."""

    report = models.OneToOneField(
        ActionReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="verdict"
    )

    class Meta:
        verbose_name = _("verdict on a report")
        verbose_name_plural = _("verdicts on reports")
        constraints = [sent_back_has_reason("action_verdict")]

    def __str__(self) -> str:
        return f"{self.report_id}"


class Submission(HandedIn):
    """One handing-in of an assessment, with what its answers came to."""

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.PROTECT, related_name="submissions"
    )
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=4, null=True, blank=True)
    rating = models.CharField(_("rating"), max_length=1, blank=True)
    outcome = models.CharField(_("assessment outcome"), max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("submission of an assessment")
        verbose_name_plural = _("submissions of assessments")
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="submission_numbered")]

    def __str__(self) -> str:
        return f"{self.assessment_id} ({self.number})"


class SubmissionVerdict(Verdict):
    """What a second person said to a submission."""

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="verdict"
    )

    class Meta:
        verbose_name = _("verdict on a submission")
        verbose_name_plural = _("verdicts on submissions")
        constraints = [sent_back_has_reason("submission_verdict")]

    def __str__(self) -> str:
        return f"{self.submission_id}"


class FormerAnswer(AppendOnlyModel):
    """An answer as it was handed in, kept when it is answered anew after it came back."""

    answer = models.ForeignKey(Answer, verbose_name=_("item answer"), on_delete=models.PROTECT, related_name="former")
    result = models.CharField(_("result"), max_length=16, choices=Result.choices)
    note = models.TextField(_("note"), blank=True)
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(_("replaced at"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("former answer")
        verbose_name_plural = _("former answers")
        constraints = [
            models.CheckConstraint(condition=Q(result__in=Result.values), name="former_answer_result_known"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.answered_at}"
