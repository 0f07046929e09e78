"""How long may each duty take, from which day on, and who hears of it when?"""

from datetime import datetime, time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.publishing import DatedVersion, one_at_a_time
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.plan import (
    OPEN,
    Certainty,
    LevelCode,
    OffsetUnit,
    Role,
    Terms,
    Unit,
    label_of,
    prefixes_with,
    variant_label,
)
from privacyportal.references.models import Reference


def any_pause() -> list[str]:
    """Every reason for a pause stops the clock."""
    return ["*"]


class ClockRule(DatedVersion):
    """How long one duty may take and who hears of it when, from one day on; a change is a new version (T5).

    A limit follows the version of the day it began; its reminders follow the steps of the version in force. Where the
    law itself fixes the term, `law_amount` and `law_terms` hold what it says: nobody can go beyond.
    """

    duty = models.CharField(_("duty"), max_length=60)
    variant = models.CharField(_("variant"), max_length=40, blank=True, default="")
    amount = models.PositiveIntegerField(_("time allowed"), help_text=_("0: only dates that were promised or agreed."))
    unit = models.CharField(_("counted in"), max_length=20, choices=Unit)
    calendar = models.ForeignKey(
        BusinessCalendar, on_delete=models.PROTECT, related_name="rules", verbose_name=_("business calendar")
    )
    day_one = models.BooleanField(_("the day of the start is the first day"), default=False)
    roll_forward = models.BooleanField(_("a closed last day moves to the next open day"), default=False)
    until_midnight = models.BooleanField(_("the last day ends at midnight"), default=False)
    stopped_by = models.JSONField(
        _("pauses that stop it"),
        default=any_pause,
        blank=True,
        help_text=_("Codes of reasons; * for all, empty for none."),
    )
    certainty = models.CharField(_("how firm"), max_length=1, choices=Certainty, default=Certainty.TARGET)
    source = models.CharField(_("source"), max_length=300)
    law_amount = models.PositiveIntegerField(_("at most, by law"), null=True, blank=True, editable=False)
    law_terms = models.JSONField(_("how the law counts"), default=dict, blank=True, editable=False)
    mails_past = models.BooleanField(_("mail steps that are already past"), default=False)

    class Meta(DatedVersion.Meta):
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["duty", "variant", "-valid_from"]
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("clocks_rule", ["duty", "variant"]),
            models.CheckConstraint(
                condition=Q(law_amount=None) | Q(amount__range=(1, F("law_amount"))) | Q(drafted_at=None),
                name="clocks_rule_within_the_law",
                violation_error_message=_("The law allows no longer time."),
            ),
        ]

    def __str__(self) -> str:
        special = variant_label(self.duty, self.variant)
        return f"{label_of(self.duty)}{f'（{special}）' if special else ''}"

    @property
    def terms(self) -> Terms:
        """How it counts, to compare with what the law says."""
        return Terms(
            amount=self.amount,
            unit=self.unit,
            calendar=self.calendar.code,
            day_one=self.day_one,
            roll_forward=self.roll_forward,
            until_midnight=self.until_midnight,
            stopped_by=tuple(self.stopped_by),
        )

    @property
    def law(self) -> Terms | None:
        """What the law itself fixes, where it does."""
        return Terms.stored(self.law_amount, self.law_terms) if self.law_amount is not None else None


class RuleLevel(models.Model):
    """A step of a rule's ladder: when, and who hears of it."""

    rule = models.ForeignKey(
        ClockRule, on_delete=models.CASCADE, related_name="levels", verbose_name=_("deadline rule")
    )
    code = models.CharField(_("step"), max_length=20, choices=LevelCode)
    role = models.CharField(_("who is told"), max_length=20, choices=Role)
    order = models.PositiveSmallIntegerField(_("order"))
    offset = models.IntegerField(_("distance"), help_text=_("Negative: before the limit."))
    offset_unit = models.CharField(_("counted in"), max_length=20, choices=OffsetUnit)
    at_once = models.BooleanField(_("also outside business hours"), default=False)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["order", "code", "role"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "code", "role"], name="clocks_rule_level_once"),
            models.CheckConstraint(
                condition=~Q(offset_unit="percent") | Q(offset__range=(1, 100)),
                name="clocks_percent_from_1_to_100",
                violation_error_message=_("A percentage is between 1 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.get_role_display()}"


class RuleChange(models.Model):
    """A change of a rule that clocks have to follow: a few at once, many with the next sweeps, each in its turn.

    `mails_past`: whether steps that are already past by the change are mailed; unasked they are only recorded (E9).
    `not_before`: the day on which a version with other steps begins, if that is to come. `done_up_to` is the key of the
    last reference that has followed.
    """

    class Scope(models.TextChoices):
        """Whom the change concerns."""

        LADDER = "ladder", _("open deadlines by any version of this rule")
        TERMS = "terms", _("open deadlines that began since the rule's first day")
        RECORDS = "records", _("every record that can have the duty")

    rule = models.ForeignKey(
        "clocks.ClockRule", on_delete=models.CASCADE, related_name="followed", verbose_name=_("deadline rule")
    )
    scope = models.CharField(_("whom it concerns"), max_length=10, choices=Scope)
    mails_past = models.BooleanField(_("mail what is already past"), default=False)
    changed_at = models.DateTimeField(_("changed at"))
    not_before = models.DateField(_("to be followed from"), null=True, blank=True)
    done_up_to = models.BigIntegerField(default=0, editable=False)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a rule to be followed")
        verbose_name_plural = _("changes of rules to be followed")
        indexes = [
            models.Index(fields=["id"], condition=Q(settled_at=None), name="clocks_changes_to_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.scope}"

    def references(self) -> models.QuerySet[Reference]:
        """Return the records whose clocks the change can touch."""
        if self.scope == self.Scope.RECORDS:
            return Reference.objects.filter(prefix__in=prefixes_with(self.rule.duty))
        clocks = self.rule.clocks.model._default_manager.filter(duty=self.rule.duty, state__in=OPEN)
        concerned = Q(started_at__gte=datetime.combine(self.rule.valid_from, time.min, TOKYO))
        if self.scope == self.Scope.LADDER:
            concerned |= Q(rule__variant=self.rule.variant)
        clocks = clocks.filter(concerned)
        return Reference.objects.filter(pk__in=clocks.values("reference"))
