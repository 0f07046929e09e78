"""What is due, by which rule, and at which moment does each step of its ladder fall due?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.calendars.models import CalendarVersion
from privacyportal.clocks.models.rules import ClockRule
from privacyportal.clocks.querysets import ClockQuerySet, LevelQuerySet
from privacyportal.clocks.registry import label_of
from privacyportal.clocks.states import ClockState, LevelCode, Role
from privacyportal.references.models import Reference


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
    elapsed = models.IntegerField(_("open time used, in minutes"), null=True, blank=True)
    margin = models.IntegerField(_("open time left when done, in minutes"), null=True, blank=True)
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

    @property
    def is_to_come(self) -> bool:
        """Whether it is still to fall due: of a clock that runs, in its present generation."""
        is_present = self.generation == self.clock.generation and self.clock.state == ClockState.RUNNING
        return is_present and self.recorded_at is None and self.fire_at is not None
