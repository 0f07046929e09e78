"""What about the policy has somebody to look at: a defect of its text, a changed purpose, a changed section?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.policies.models.master import PurposeOfUse
from privacyportal.policies.models.obligations import Obligation
from privacyportal.policies.models.policy import PolicySection, PolicyVersion
from privacyportal.policies.querysets import ReviewItemQuerySet
from privacyportal.policies.states import Occasion
from privacyportal.references.models import Reference


class ReviewItem(models.Model):
    """Work that follows from the policy: open until somebody has written what came of it."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion.choices)
    key = models.CharField(_("key"), max_length=120, editable=False)
    title = models.CharField(_("what is to be looked at"), max_length=300)
    finding = models.TextField(_("why"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    version = models.ForeignKey(
        PolicyVersion,
        verbose_name=_("policy version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_items",
    )
    section = models.ForeignKey(
        PolicySection,
        verbose_name=_("policy section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_items",
    )
    obligations = models.ManyToManyField(
        Obligation, verbose_name=_("obligations"), blank=True, related_name="review_items"
    )
    purpose = models.ForeignKey(
        PurposeOfUse,
        verbose_name=_("purpose of use"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_items",
    )
    raised_at = models.DateTimeField(_("raised at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.TextField(_("what came of it"), blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("review item of the policy")
        verbose_name_plural = _("review items of the policy")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="policies_review_item_raised_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="policies_review_item_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Return whether nobody has settled it yet."""
        return self.settled_at is None
