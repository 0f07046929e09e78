"""What was handed over when somebody left or moved: from whom, to whom, by whom?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models.people import User
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.backoffice.querysets import VisibleQuerySet


class Handover(AppendOnlyModel):
    """One record that changed hands; `charge` is the kind of charge, `record` the number or code it is known by.

    Without a successor it ended with the person: others sit at the desk.
    """

    person = models.ForeignKey(User, verbose_name=_("handed over by"), on_delete=models.PROTECT, related_name="given")
    successor = models.ForeignKey(
        User, verbose_name=_("successor"), on_delete=models.PROTECT, null=True, related_name="taken"
    )
    charge = models.CharField(_("kind of charge"), max_length=60)
    record = models.CharField(_("record"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("handed over at"))
    by = models.ForeignKey(User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["successor", "at"], name="handover_by_successor")]

    def __str__(self) -> str:
        return self.record
