"""What was promised to the person, until when, and was it kept or extended? (T2)"""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.case import Case
from cases.models.correspondence import Correspondence
from cases.querysets import OfCaseQuerySet
from privacyportal.backoffice.deciding import decided_by_a_second_person, refusal_has_reason


class CasePromise(models.Model):
    """A day or moment promised in a letter or call; only an extension that the person was told of moves it."""

    class What(models.TextChoices):
        """What was promised."""

        ANSWER = "answer", _("the answer")
        WORD = "word", _("an interim word or a call back")
        DOCUMENTS = "documents", _("documents or measures")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="promises")
    what = models.CharField(_("what was promised"), max_length=12, choices=What.choices)
    by_on = models.DateField(_("promised day"))
    by_at = models.DateTimeField(_("promised time"), null=True, blank=True)
    made_in = models.ForeignKey(
        Correspondence, verbose_name=_("made in"), on_delete=models.PROTECT, related_name="promises"
    )
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("promised by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    kept_in = models.ForeignKey(
        Correspondence,
        verbose_name=_("kept by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_promises",
    )
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True, kept_in__isnull=True)
                | Q(kept_at__isnull=False, kept_in__isnull=False),
                name="promise_kept_by_a_letter",
                violation_error_message=_("A promise is kept by the letter that kept it, at its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.on:%Y-%m-%d}"

    @property
    def told(self) -> "list[PromiseExtension]":
        """Return the extensions that the person was told of, in their order."""
        return sorted((row for row in self.extensions.all() if row.told_at), key=lambda row: (row.told_at, row.pk))

    @property
    def on(self) -> date:
        """Return the day that holds now."""
        told = self.told
        return told[-1].to_on if told else self.by_on

    @property
    def at(self) -> datetime | None:
        """Return the moment that holds now, where one was named."""
        told = self.told
        return told[-1].to_at if told else self.by_at


class PromiseExtension(models.Model):
    """A later day for a promise: asked for with a reason, approved by a second person, then told to the person."""

    class Decision(models.TextChoices):
        """What the second person said."""

        PENDING = "pending", _("awaiting approval")
        APPROVED = "approved", pgettext_lazy("answer", "approved")
        REFUSED = "refused", pgettext_lazy("extension", "refused")

    promise = models.ForeignKey(
        CasePromise, verbose_name=_("promise"), on_delete=models.PROTECT, related_name="extensions"
    )
    to_on = models.DateField(_("new day"))
    to_at = models.DateTimeField(_("new time"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approver"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decision_reason = models.TextField(_("remark of the approver"), blank=True)
    letter = models.ForeignKey(
        Correspondence,
        verbose_name=_("letter that told the person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="extensions",
    )
    told_at = models.DateTimeField(_("person told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(decision__in=["pending", "approved"], told_at__isnull=True),
                name="extension_one_under_way",
            ),
            *decided_by_a_second_person(
                "extension", asked_by="asked_by", asked_at="asked_at", taken=["approved"], refused=["refused"]
            ),
            refusal_has_reason("extension", refused=["refused"]),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, letter__isnull=True)
                | Q(told_at__isnull=False, letter__isnull=False, decision="approved", decided_by__isnull=False),
                name="extension_told_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_on:%Y-%m-%d}"
