"""What became of a provision once it could not go on?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consents.guards.endings import ended_in_its_time
from consents.models.provisions import ThirdPartyProvision
from consents.states import Ending
from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.erasure.models import ErasableModel, erased_is_empty


class ProvisionEnding(ErasableModel, AppendOnlyModel):
    """That a provision was stopped, or goes on no more: how, since when, by whom; added once, never changed."""

    content = ("note",)

    provision = models.OneToOneField(
        ThirdPartyProvision, verbose_name=_("third-party provision"), on_delete=models.PROTECT, related_name="ending"
    )
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending.choices)
    ended_on = models.DateField(_("ended on"))
    note = models.TextField(_("what was done"))
    # Where one record serves for what was provided up to the end (Enforcement Rules 21(i) and (ii)).
    keep_until_on = models.DateField(_("record kept until"), null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("end of a provision")
        verbose_name_plural = _("ends of provisions")
        constraints = [
            models.CheckConstraint(condition=Q(ending__in=Ending.values), name="provision_ending_known"),
            models.CheckConstraint(condition=~Q(note="") | Q(erasure__isnull=False), name="provision_ending_says_what"),
            erased_is_empty("provision_ending_erased_is_empty", "note"),
        ]

    def __str__(self) -> str:
        return f"{self.ended_on} {self.get_ending_display()}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the end once its day is one on which the provision can have ended, whatever door it comes by.

        :raises Refused: when it is to come, or before the provision.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the day of the end lies between the provision and the record of its end.

        :raises Refused: when it does not.
        """
        day = tokyo_day(self.recorded_at)
        refuse_if([ended_in_its_time(ended_on=self.ended_on, provided_on=self.provision.provided_on, today=day)])
