"""When was the policy last reviewed, and who has pledged to keep it and been trained?"""

from datetime import datetime
from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.policies import guards
from privacyportal.policies.models.policy import PolicyVersion
from privacyportal.policies.querysets import PledgeQuerySet
from privacyportal.references.models import Reference


class PolicyReview(AppendOnlyModel):
    """A look at the version in effect: does it still hold (policy section 14)?"""

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="reviews"
    )
    reviewed_on = models.DateField(_("reviewed on"))
    result = models.TextField(_("result of the review"))
    needs_change = models.BooleanField(_("a new version is needed"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy review")
        verbose_name_plural = _("policy reviews")
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_on:%Y-%m-%d}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the review once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the version was in effect on the day of the deed, and the review made by then.

        :raises Refused: when it was not.
        """
        day = tokyo_day(self.recorded_at)
        refuse_if([guards.in_effect(self.version.covers(day)), guards.reviewed_by_now(self.reviewed_on, day)])


class StaffPledge(models.Model):
    """The sheet of one member of staff on which pledges to keep the policy are signed, year by year."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("member of staff"), on_delete=models.PROTECT, related_name="pledge"
    )
    opened_at = models.DateTimeField(_("asked for since"))

    objects = PledgeQuerySet.as_manager()

    # Read with the list and the page.
    last_signed_at: datetime | None

    class Meta:
        verbose_name = _("staff pledge")
        verbose_name_plural = _("staff pledges")
        permissions = [("view_own_pledge", _("Can see and sign their own pledge"))]

    def __str__(self) -> str:
        return str(self.person)


class PledgeSigning(AppendOnlyModel):
    """One signature: which version of the policy, when."""

    pledge = models.ForeignKey(
        StaffPledge, verbose_name=_("staff pledge"), on_delete=models.PROTECT, related_name="signings"
    )
    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, null=True, related_name="signings"
    )
    signed_at = models.DateTimeField(_("signed at"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.signed_at:%Y-%m-%d}"


class Training(AppendOnlyModel):
    """That a member of staff was trained: in what, when, with which result (policy section 5, Guidelines 10-4)."""

    pledge = models.ForeignKey(
        StaffPledge, verbose_name=_("staff pledge"), on_delete=models.PROTECT, related_name="trainings"
    )
    course = models.CharField(_("course"), max_length=200)
    taken_on = models.DateField(_("trained on"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(course=""),
                name="training_names_course",
                violation_error_message=_("A training names its course."),
            ),
            models.UniqueConstraint(fields=["pledge", "course", "taken_on"], name="training_recorded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on:%Y-%m-%d} {self.course}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the training once it has taken place, whatever door it comes by.

        :raises Refused: when its day is still to come.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether it had taken place when it was recorded.

        :raises Refused: when its day is still to come.
        """
        refuse_if([guards.trained_by_now(self.taken_on, tokyo_day(self.recorded_at))])
