"""How did a vendor, a ground or a joint use stand on a day? A row for each change, added and never changed."""

from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet
from privacyportal.references.models import Reference


class Standing(AppendOnlyModel):
    """What a record was from a Tokyo day on: its state, and the facts that guards ask about."""

    reference = models.ForeignKey(
        Reference, verbose_name=_("number"), on_delete=models.PROTECT, related_name="vendor_standings"
    )
    state = models.CharField(_("state"), max_length=12)
    on = models.DateField(_("from this day"))
    at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    facts = models.JSONField(_("facts of that day"), default=dict, encoder=DjangoJSONEncoder)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing on a day")
        verbose_name_plural = _("standings by day")
        indexes = [models.Index(fields=["reference", "on"], name="standing_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"


def standing_on(reference_id: int, day: date) -> Standing | None:
    """Return the last change up to the end of a Tokyo day; None before the first."""
    rows = Standing.objects.filter(reference=reference_id, on__lte=day)
    found: Standing | None = rows.order_by("-on", "-at", "-pk").first()
    return found
