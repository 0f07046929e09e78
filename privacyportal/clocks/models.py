"""What is due, by which rule, and what has been said about it?"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import label
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.clocks.feed_models import CalendarFeed  # noqa: F401  Django looks for models here.
from privacyportal.clocks.querysets import ClockQuerySet, LevelQuerySet, NoticeQuerySet, RuleQuerySet
from privacyportal.clocks.registry import label_of
from privacyportal.clocks.rule_models import RuleChange  # noqa: F401  Django looks for models here.
from privacyportal.clocks.states import (
    Certainty,
    ClockState,
    LevelCode,
    OffsetUnit,
    Outcome,
    Role,
    Unit,
    Warnings,
)
from privacyportal.references.models import Reference


def any_pause() -> list[str]:
    """Every reason for a pause stops the clock."""
    return ["*"]


class ClockRule(models.Model):
    """How long one duty may take, from one day on; a change is a new row from another day (T5)."""

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
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    certainty = models.CharField(_("how firm"), max_length=1, choices=Certainty, default=Certainty.TARGET)
    source = models.CharField(_("source"), max_length=300)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["duty", "variant", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "variant", "valid_from"], name="clocks_rule_once_a_day"),
            models.UniqueConstraint(
                fields=["duty", "variant"], condition=Q(valid_to=None), name="clocks_one_rule_without_end"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="clocks_rule_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{label_of(self.duty)}{f' ({self.variant})' if self.variant else ''}"


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


class Clock(models.Model):
    """One duty of one record: a cache of what its events and the rules say, rebuilt by `refresh`."""

    reference = models.ForeignKey(
        Reference, on_delete=models.PROTECT, related_name="clocks", verbose_name=_("reference number")
    )
    duty = models.CharField(_("duty"), max_length=60)
    variant = models.CharField(max_length=40, blank=True, default="", editable=False)
    rule = models.ForeignKey(
        ClockRule, on_delete=models.PROTECT, related_name="clocks", verbose_name=_("deadline rule")
    )
    calendar_version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, related_name="clocks", verbose_name=_("calendar version")
    )
    generation = models.PositiveIntegerField(_("generation"), default=1)
    restarts = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("limit"))
    due_on = models.DateField(_("last day"))
    is_fixed = models.BooleanField(_("promised or agreed date"), default=False)
    stopped_at = models.DateTimeField(_("done at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    remaining = models.IntegerField(_("left when paused"), null=True, blank=True)
    refreshed_at = models.DateTimeField(_("computed at"))

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(
                fields=["reference", "due_at"], condition=Q(state__in=["running", "paused"]), name="clocks_next"
            ),
            models.Index(fields=["due_at"], condition=Q(state="running"), name="clocks_running_by_limit"),
            models.Index(fields=["due_on"], name="clocks_by_day"),
            models.Index(fields=["duty", "state", "due_at"], name="clocks_by_duty"),
            models.Index(
                fields=["calendar_version", "reference"],
                condition=Q(state__in=["running", "paused"]),
                name="clocks_open_by_calendar",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "duty"], name="clocks_one_clock_per_duty"),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "missed"]) | Q(stopped_at__isnull=False), name="clocks_results_are_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_at__isnull=False), name="clocks_pauses_are_dated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.label}"

    @property
    def label(self) -> str:
        """The duty's name in the reader's language."""
        return str(label_of(self.duty))

    @property
    def is_open(self) -> bool:
        """Whether it still runs or is paused."""
        return self.state in {ClockState.RUNNING, ClockState.PAUSED}


class Level(models.Model):
    """One step of one clock's ladder with the moment it falls due; none while the clock stands still."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="levels", verbose_name=_("deadline"))
    generation = models.PositiveIntegerField(_("generation"))
    code = models.CharField(_("step"), max_length=20, choices=LevelCode)
    role = models.CharField(_("who is told"), max_length=20, choices=Role)
    order = models.PositiveSmallIntegerField(_("order"))
    at_once = models.BooleanField(_("also outside business hours"), default=False)
    fire_at = models.DateTimeField(_("falls due at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    held_at = models.DateTimeField(_("held back since"), null=True, blank=True)
    hold_reason = models.CharField(_("reason for holding back"), max_length=200, blank=True)

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a deadline")
        verbose_name_plural = _("steps of deadlines")
        ordering = ["order", "code", "role"]
        indexes = [
            models.Index(
                fields=["fire_at"], condition=Q(recorded_at=None, fire_at__isnull=False), name="clocks_levels_to_come"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["clock", "generation", "code", "role"], name="clocks_level_once"),
            models.CheckConstraint(
                condition=Q(held_at=None, hold_reason="") | Q(held_at__isnull=False) & ~Q(hold_reason=""),
                name="clocks_holds_have_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.get_role_display()}"


class SweepRun(models.Model):
    """One look at everything that fell due: when, how late, what came of it."""

    at = models.DateTimeField(_("for the moment"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    recorded = models.PositiveIntegerField(_("recorded"), default=0)
    superseded = models.PositiveIntegerField(_("replaced by a later step"), default=0)
    queued = models.PositiveIntegerField(_("mails prepared"), default=0)
    suppressed = models.PositiveIntegerField(_("not sent"), default=0)
    failed = models.PositiveIntegerField(_("could not be prepared"), default=0)
    lag_seconds = models.PositiveIntegerField(_("lag in seconds"), default=0)
    braked = models.PositiveIntegerField(_("held back by the storm brake"), default=0)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-ended_at"], name="clocks_sweeps_ended")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """The record that a step fell due, once per clock, generation, step and role, and how it ended."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="notices", verbose_name=_("deadline"))
    generation = models.PositiveIntegerField(_("generation"))
    level = models.CharField(_("step"), max_length=20, choices=LevelCode)
    role = models.CharField(_("who is told"), max_length=20, choices=Role)
    fire_at = models.DateTimeField(_("fell due at"))
    due_at = models.DateTimeField(_("limit at that time"))
    at_once = models.BooleanField(_("also outside business hours"), default=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    error = models.TextField(_("error"), blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    sweep = models.ForeignKey(
        SweepRun, null=True, blank=True, on_delete=models.PROTECT, related_name="notices", verbose_name=_("sweep")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline notice")
        verbose_name_plural = _("deadline notices")
        ordering = ["-recorded_at", "-pk"]
        permissions = [
            ("steer_notice", "Can hold back, release and send reminders"),
            ("release_brake", "Can release what the storm brake holds back"),
        ]
        indexes = [
            models.Index(
                fields=["outcome", "id"],
                condition=Q(outcome__in=["pending", "held", "braked"]),
                name="clocks_notices_unsettled",
            ),
            models.Index(fields=["-recorded_at"], name="clocks_notices_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clock", "generation", "level", "role"], name="clocks_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.get_role_display()}"

    @property
    def key(self) -> str:
        """The key under which this notice's mails stand in the outbox."""
        return f"clocks.notice:{self.pk}"

    @property
    def reason_text(self) -> str:
        """Why nobody was told, in the reader's language."""
        return label(f"clocks.{self.reason}") if self.reason else ""


class ReminderSettings(models.Model):
    """What the firm sets for all reminders; one row."""

    brake_total = models.PositiveIntegerField(
        _("notices in one sweep before the storm brake acts"), default=500, validators=[MinValueValidator(1)]
    )
    brake_per_person = models.PositiveIntegerField(
        _("notices for one person in one sweep before the storm brake acts"),
        default=100,
        validators=[MinValueValidator(1)],
    )
    may_decline_warnings = models.BooleanField(_("early notices may be declined"), default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder settings")
        verbose_name_plural = _("reminder settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clocks_one_row_of_settings"),
            models.CheckConstraint(
                condition=Q(brake_total__gte=1, brake_per_person__gte=1), name="clocks_brake_lets_something_through"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Reminder settings"))


class ReminderPreference(models.Model):
    """How one person wants to be reminded, within what the firm allows."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reminder_preference",
        verbose_name=_("person"),
    )
    warnings = models.CharField(_("notices before a limit"), max_length=10, choices=Warnings, default=Warnings.EACH)

    class Meta:
        verbose_name = _("reminder preference")
        verbose_name_plural = _("reminder preferences")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_warnings_display()}"
