"""Which clocks have not yet followed a changed rule?"""

from datetime import datetime, time

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.registry import prefixes_with
from privacyportal.clocks.states import OPEN
from privacyportal.references.models import Reference


class RuleChange(models.Model):
    """A change of a rule that clocks have to follow: a few at once, many with the next sweeps, each in its turn.

    `mails_past`: whether steps that are already past by the change are mailed; unasked they are only recorded (E9).
    `done_up_to` is the key of the last reference that has followed.
    """

    class Scope(models.TextChoices):
        """Whom the change concerns."""

        LADDER = "ladder", _("open deadlines by this rule")
        TERMS = "terms", _("open deadlines that began since the rule's first day")
        RECORDS = "records", _("every record that can have the duty")

    rule = models.ForeignKey(
        "clocks.ClockRule", on_delete=models.CASCADE, related_name="followed", verbose_name=_("deadline rule")
    )
    scope = models.CharField(_("whom it concerns"), max_length=10, choices=Scope)
    mails_past = models.BooleanField(_("mail what is already past"), default=False)
    changed_at = models.DateTimeField(_("changed at"))
    done_up_to = models.BigIntegerField(default=0, editable=False)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a rule to be followed")
        verbose_name_plural = _("changes of rules to be followed")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(settled_at=None), name="clocks_changes_to_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.scope}"

    def references(self) -> models.QuerySet[Reference]:
        """Return the records whose clocks the change can touch."""
        if self.scope == self.Scope.RECORDS:
            return Reference.objects.filter(prefix__in=prefixes_with(self.rule.duty))
        clocks = self.rule.clocks.model._default_manager.filter(duty=self.rule.duty, state__in=OPEN)
        if self.scope == self.Scope.LADDER:
            clocks = clocks.filter(rule=self.rule_id)
        else:
            clocks = clocks.filter(started_at__gte=datetime.combine(self.rule.valid_from, time.min, TOKYO))
        return Reference.objects.filter(pk__in=clocks.values("reference"))
