"""Which individual numbers are needed no longer, until when does law keep them, and how were they disposed of?"""

from datetime import date, timedelta
from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.saving import Saving
from privacyportal.backoffice.querysets import OpenQuerySet
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.policies import number_guards as guards
from privacyportal.policies.models.master import PurposeOfUse
from privacyportal.policies.states import DisposalMethod, PurposeKind
from privacyportal.references.models import Reference


class NumberDisposal(models.Model):
    """Individual numbers whose need has ended, and their disposal (My Number Act, Article 20; policy section 3).

    The numbers themselves stand nowhere in the portal: `documents` says in which papers or system they are.
    """

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    affair = models.ForeignKey(
        PurposeOfUse, verbose_name=_("affair"), on_delete=models.PROTECT, related_name="number_disposals"
    )
    documents = models.CharField(
        _("documents that hold the numbers"),
        max_length=200,
        help_text=_("Which papers or system, of which year; never a number itself."),
    )
    need_ended_on = models.DateField(_("last day of the need"))
    kept_as = models.CharField(_("kept by law as"), max_length=30, blank=True)
    counted_from_on = models.DateField(_("years counted from"), null=True, blank=True)
    law_until_on = models.DateField(_("kept by law until"), null=True, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    disposed_on = models.DateField(_("disposed of on"), null=True, blank=True)
    method = models.CharField(_("method of disposal"), max_length=10, choices=DisposalMethod.choices, blank=True)
    certificate = models.CharField(_("certificate of disposal"), max_length=200, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("disposed of by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("disposal of individual numbers")
        verbose_name_plural = _("disposals of individual numbers")
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_as="", counted_from_on=None, law_until_on=None)
                | (~Q(kept_as="") & Q(counted_from_on__isnull=False, law_until_on__isnull=False)),
                name="number_disposal_law_counted",
            ),
            models.CheckConstraint(
                condition=Q(disposed_on=None, method="", disposed_by=None, checked_by=None, certificate="")
                | Q(
                    disposed_on__isnull=False,
                    method__in=DisposalMethod.values,
                    disposed_by__isnull=False,
                    checked_by__isnull=False,
                ),
                name="number_disposal_says_how",
                violation_error_message=_("A disposal says when, how, by whom and who checked it."),
            ),
            models.CheckConstraint(
                condition=Q(disposed_on=None)
                | (
                    Q(disposed_on__gt=F("need_ended_on"))
                    & (Q(law_until_on=None) | Q(disposed_on__gt=F("law_until_on")))
                ),
                name="number_disposal_after_need_and_law",
                violation_error_message=_("Numbers are disposed of when need and periods of law are over."),
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("disposed_by")),
                name="number_disposal_two_persons",
                violation_error_message=_("Who disposes of numbers does not check it."),
            ),
            models.CheckConstraint(
                condition=~Q(method=DisposalMethod.VENDOR) | ~Q(certificate=""),
                name="number_disposal_vendor_certifies",
                violation_error_message=_("A vendor that disposes of numbers certifies it."),
            ),
        ]

    def __str__(self) -> str:
        return self.documents

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the record as far as it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask what no constraint of one row can say: that the purpose is an affair for numbers, and what is gone stays.

        :raises Refused: when it is not, or when the disposal has been recorded already.
        """
        is_gone = type(self).objects.filter(pk=self.pk).exclude(disposed_on=None).exists()
        refuse_if(
            [
                guards.affair_of_numbers(is_of_numbers=self.affair.kind == PurposeKind.INDIVIDUAL_NUMBER),
                guards.still_there(is_open=not is_gone),
            ]
        )

    @property
    def from_on(self) -> date:
        """Return the first day on which the numbers are to go: need and periods of law are over."""
        return max(filter(None, [self.need_ended_on, self.law_until_on])) + timedelta(days=1)

    @property
    def is_open(self) -> bool:
        """Return whether the numbers are still there."""
        return self.disposed_on is None
