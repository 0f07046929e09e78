"""Of which changes of a joint use's responsible party are people told without delay (Article 27(6))?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from vendors.guards import particulars as guards
from vendors.models.joint_use import JointUseArrangement


class PartyChange(models.Model):
    """That the responsible party has another name, address or representative, and where people were told of it.

    What it was before stands in the history of the joint use by day. Who the party is does not change here.
    """

    arrangement = models.ForeignKey(
        JointUseArrangement, verbose_name=_("joint use"), on_delete=models.PROTECT, related_name="party_changes"
    )
    changed_on = models.DateField(_("changed on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    publication = models.CharField(_("where it was announced"), max_length=300, blank=True)
    announced_at = models.DateTimeField(_("announcement recorded at"), null=True, blank=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("announcement recorded by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of the responsible party's particulars")
        verbose_name_plural = _("changes of the responsible party's particulars")
        ordering = ["changed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(announced_on=None, announced_at=None, announced_by=None, publication="")
                | (Q(announced_on__isnull=False, announced_at__isnull=False) & ~Q(publication="")),
                name="party_change_announced_somewhere",
                violation_error_message=_("An announcement says on which day and where it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.changed_on}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the change as far as it may stand, whatever door it comes by.

        :raises Refused: when a day is still to come.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether change and announcement had happened when they were recorded.

        :raises Refused: when one is still to come.
        """
        found = [guards.by_today(self.changed_on, tokyo_day(self.recorded_at), field="changed_on")]
        if self.announced_on is not None and self.announced_at is not None:
            found.append(guards.by_today(self.announced_on, tokyo_day(self.announced_at), field="announced_on"))
        refuse_if(found)
