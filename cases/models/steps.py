"""Which steps did a case take, when did it wait, who proposed and approved the answer, who else was asked?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import guards
from cases.models.case import Case
from cases.models.correspondence import Correspondence
from cases.querysets import OfCaseQuerySet
from cases.states import Outcome, PauseReason, ReopenReason, Status, step_label
from privacyportal.accounts.models import Desk
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deciding import decided_by_a_second_person, refusal_has_reason
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.erasure.models import ErasableModel, erased_is_empty


class CaseStep(AppendOnlyModel):
    """One move of a case from state to state: which, when, by whom."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(_("step"), max_length=30)
    from_status = models.CharField(_("from state"), max_length=20, choices=Status.choices, blank=True)
    to_status = models.CharField(_("to state"), max_length=20, choices=Status.choices)
    at = models.DateTimeField(_("date and time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("done by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(fields=["case", "at"], name="step_by_case")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"

    @property
    def label(self) -> str:
        """Return the step's name in the reader's language."""
        return step_label(self.action)


class Reopening(AppendOnlyModel):
    """A case taken up again: why, what it had come to, and from when to when it was at rest."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="reopenings")
    kind = models.CharField(_("why"), max_length=12, choices=ReopenReason.choices)
    reason = models.TextField(_("reason"))
    rested_at = models.DateTimeField(_("at rest since"))
    reopened_at = models.DateTimeField(_("reopened at"))
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reopened by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    former_outcome = models.CharField(_("former outcome"), max_length=20, choices=Outcome.choices, blank=True)
    former_answered_at = models.DateTimeField(_("formerly answered at"), null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = [
            models.CheckConstraint(condition=Q(reopened_at__gte=F("rested_at")), name="reopening_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CasePause(models.Model):
    """A time in which the clock stands still: from the request that went out to the arrival of its answer."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=20, choices=PauseReason.choices)
    request = models.ForeignKey(
        Correspondence, verbose_name=_("request sent"), on_delete=models.PROTECT, related_name="started_pauses"
    )
    answer = models.ForeignKey(
        Correspondence,
        verbose_name=_("answer received"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_pauses",
    )
    started_at = models.DateTimeField(_("paused from"))
    ended_at = models.DateTimeField(_("paused until"), null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="pause_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="pause_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class AnswerProposal(ErasableModel):
    """A drafted answer and its decision by a second person."""

    content = ("text", "ground", "decision_reason")

    class Decision(models.TextChoices):
        """What the second person said."""

        PENDING = "pending", _("awaiting approval")
        APPROVED = "approved", pgettext_lazy("answer", "approved")
        SENT_BACK = "sent_back", pgettext_lazy("answer", "sent back")
        LAPSED = "lapsed", _("lapsed by withdrawal of the case")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="proposals")
    text = models.TextField(_("answer"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    ground = models.TextField(_("reasons given"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
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
    decision_reason = models.TextField(_("reason"), blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed answer")
        verbose_name_plural = _("proposed answers")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decision="pending"), name="proposal_one_pending"),
            *decided_by_a_second_person(
                "proposal",
                asked_by="proposed_by",
                asked_at="proposed_at",
                taken=["approved"],
                refused=["sent_back"],
                open_ones=["pending", "lapsed"],
            ),
            refusal_has_reason("proposal", refused=["sent_back"], unless=Q(erasure__isnull=False)),
            erased_is_empty("proposal_erased_is_empty", "text", "ground", "decision_reason"),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()


class Referral(models.Model):
    """A case passed to or from an outside body: with consent, receipt, the day its answer is due, and its result."""

    class Direction(models.TextChoices):
        """Which way the case went."""

        FROM_BODY = "from_body", _("came from the body")
        TO_BODY = "to_body", _("taken to the body")

    class Kind(models.TextChoices):
        """What it is about."""

        REFERRAL = "referral", _("referral")
        EXPLANATION = "explanation", _("request for explanation or materials")
        PASSED_ON = "passed_on", _("passed on to the partner's desk")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="referrals")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    desk = models.ForeignKey(Desk, verbose_name=_("body's desk"), on_delete=models.PROTECT, related_name="referrals")
    referred_at = models.DateTimeField(_("date and time"))
    consented_at = models.DateTimeField(_("person's consent obtained at"), null=True, blank=True)
    body_number = models.CharField(_("number at the body"), max_length=60, blank=True)
    answer_by_on = models.DateField(_("answer due on"), null=True, blank=True)
    shared = models.TextField(_("what was passed"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="from_body") | Q(consented_at__isnull=False, consented_at__lte=F("referred_at")),
                name="referral_out_has_consent",
                violation_error_message=_("A case is passed on only with the person's consent obtained before."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.desk}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the referral as far as its days are in order, whatever door it comes by.

        :raises Refused: when they are not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the day named for the answer comes with the request or after it.

        :raises Refused: when it does not.
        """
        if self.answer_by_on is not None:
            asked_on = tokyo_day(self.referred_at)
            refuse_if([guards.day_after_request(answer_by_on=self.answer_by_on, asked_on=asked_on)])
