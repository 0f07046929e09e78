"""Once a year: who may see and do what, why, when last used, and what did the head of the department say to it?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacyportal.accounts.models import Department, User
from privacyportal.policies.querysets import AccessGrantQuerySet, AccessReviewQuerySet
from privacyportal.references.models import Reference


class AccessReview(models.Model):
    """The yearly look at what the staff of one department may see and do (policy section 5; Guidelines 10-6)."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="access_reviews"
    )
    opened_at = models.DateTimeField(_("review opened at"))
    closed_at = models.DateTimeField(_("review closed at"), null=True, blank=True)

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        ordering = ["-opened_at", "-pk"]
        permissions = [("view_own_accessreview", _("Can see and decide on the access review of their own department"))]
        constraints = [
            models.UniqueConstraint(
                fields=["department"], condition=Q(closed_at=None), name="access_review_one_open_a_department"
            )
        ]

    def __str__(self) -> str:
        return str(self.department)

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be decided."""
        return self.closed_at is None


class AccessGrant(models.Model):
    """One thing that gives somebody access, as it stood when the review was opened, and what was decided on it.

    `code` is that of a role or a desk, or the sign-in name of whom the person is deputy of; `holds` what rests on it.
    """

    class Kind(models.TextChoices):
        """Why somebody may see or do something."""

        ROLE = "role", _("role")
        DESK = "desk", _("seat at a desk")
        DEPUTY = "deputy", _("deputy of")

    class Decision(models.TextChoices):
        """What became of it."""

        PENDING = "pending", pgettext_lazy("access", "to be decided")
        KEPT = "kept", pgettext_lazy("access", "confirmed")
        WITHDRAWN = "withdrawn", pgettext_lazy("access", "withdrawn")
        LAPSED = "lapsed", pgettext_lazy("access", "withdrawn by silence")
        STAYS = "stays", pgettext_lazy("access", "stays: nobody else could take its place")
        GONE = "gone", pgettext_lazy("access", "ended by itself")

    review = models.ForeignKey(
        AccessReview, verbose_name=_("access review"), on_delete=models.PROTECT, related_name="grants"
    )
    person = models.ForeignKey(
        User, verbose_name=_("member of staff"), on_delete=models.PROTECT, related_name="access_grants"
    )
    kind = models.CharField(_("why"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=150)
    holds = models.TextField(_("in charge of"), blank=True)
    last_sign_in_at = models.DateTimeField(_("last sign-in"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewed access")
        verbose_name_plural = _("reviewed accesses")
        ordering = ["person__username", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["review", "person", "kind", "code"], name="access_grant_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")),
                name="access_grant_not_ones_own",
                violation_error_message=_("Nobody decides on their own access."),
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at=None, decided_by=None)
                | (Q(decision__in=["lapsed", "stays", "gone"], decided_by=None) & Q(decided_at__isnull=False))
                | (Q(decision__in=["kept", "withdrawn"], decided_by__isnull=False, decided_at__isnull=False)),
                name="access_grant_decided_by_somebody_or_silence",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["kept", "withdrawn"]) | ~Q(reason=""),
                name="access_grant_decided_with_reason",
                violation_error_message=_("A decision on somebody's access has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()} {self.code}"
