"""Which explanation do we owe an outside body, who drafted it, and who approved it?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.steps import Referral
from privacyportal.backoffice.deciding import decided_by_a_second_person, refusal_has_reason


class Explanation(models.Model):
    """A drafted explanation to an outside body and its decision by a second person; each draft is a row of its own."""

    class Decision(models.TextChoices):
        """What the second person said."""

        PENDING = "pending", _("awaiting approval")
        APPROVED = "approved", pgettext_lazy("answer", "approved")
        SENT_BACK = "sent_back", pgettext_lazy("answer", "sent back")

    referral = models.ForeignKey(
        Referral, verbose_name=_("request of the outside body"), on_delete=models.PROTECT, related_name="explanations"
    )
    text = models.TextField(_("explanation"))
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("drafted by"), on_delete=models.PROTECT, related_name="+"
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

    class Meta:
        verbose_name = _("explanation to an outside body")
        verbose_name_plural = _("explanations to outside bodies")
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(decision__in=["pending", "approved"]),
                name="explanation_one_under_way",
                violation_error_message=_("A draft of this explanation is under way already."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_has_text"),
            *decided_by_a_second_person(
                "explanation", asked_by="drafted_by", asked_at="drafted_at", taken=["approved"], refused=["sent_back"]
            ),
            refusal_has_reason("explanation", refused=["sent_back"]),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
