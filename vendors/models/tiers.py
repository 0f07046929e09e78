"""To whom may individual numbers be entrusted further, by our own permission (My Number Act, Article 10)?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Refusal, refuse_if
from vendors.guards import tiers as guards
from vendors.models.vendor import Entrustment


class NumberPermission(AppendOnlyModel):
    """Our permission, as first entruster, that a company handles a contract's individual numbers at a further tier.

    `through` is the permission of the company that entrusts it, if that is not the vendor itself.
    """

    entrustment = models.ForeignKey(
        Entrustment, verbose_name=_("entrustment"), on_delete=models.PROTECT, related_name="number_permissions"
    )
    through = models.ForeignKey(
        "self",
        verbose_name=_("entrusted by, if not by the vendor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="further",
    )
    company = models.CharField(_("company permitted"), max_length=200)
    work = models.CharField(_("work entrusted further"), max_length=200)
    checked = models.TextField(_("how its safety for the numbers was checked"))
    permitted_on = models.DateField(_("permitted on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission to entrust numbers further")
        verbose_name_plural = _("permissions to entrust numbers further")
        constraints = [
            models.CheckConstraint(
                condition=~Q(company="") & ~Q(work="") & ~Q(checked=""),
                name="number_permission_says_whom",
                violation_error_message=_("A permission names the company, its work and how its safety was checked."),
            ),
        ]

    def __str__(self) -> str:
        return self.company

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the permission once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask the contract whether numbers of it may be entrusted further on that day.

        :raises Refused: when they may not.
        """
        refuse_if(self.refusals())

    def refusals(self) -> list[Refusal | None]:
        """Return what forbids the permission; nothing but None when it may stand."""
        contract = self.entrustment
        return [
            guards.contract_has_numbers(has_numbers=contract.holds_numbers),
            guards.contract_allows_it(is_allowed=contract.sub_outsourcing_allowed),
            guards.permitted_while_it_runs(
                runs=contract.is_in_force_on(self.permitted_on),
                is_ahead=self.permitted_on > tokyo_day(self.recorded_at),
            ),
            guards.same_contract(is_same=self.through is None or self.through.entrustment_id == self.entrustment_id),
        ]

    @property
    def tier(self) -> int:
        """Return how far from the vendor the company stands: 1 for whom the vendor entrusts itself."""
        return 1 if self.through is None else self.through.tier + 1
