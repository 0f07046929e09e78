"""What is due, by which rule, and at which moment does each step of its ladder fall due?"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet
from privacyportal.calendars.models import CalendarVersion
from privacyportal.clocks.models.rules import ClockRule
from privacyportal.clocks.plan import OPEN, ClockState, LevelCode, Role, informational_codes, label_of, routine_codes
from privacyportal.references.models import Reference
from privacyportal.references.registry import about_visible


class ClockQuerySet(VisibleQuerySet):
    """Clocks by reader, record and moment."""

    def visible_to(self, user: Viewer) -> Self:
        """Clocks of the records that the person may see."""
        return self.filter(about_visible(user))

    def of(self, reference: Reference) -> Self:
        """All clocks of one record."""
        return self.filter(reference=reference)

    def open(self) -> Self:
        """Running or paused."""
        return self.filter(state__in=OPEN)

    def binding(self) -> Self:
        """Without dates that are only to be known."""
        return self.exclude(duty__in=informational_codes())

    def routine(self) -> Self:
        """What runs out and is renewed again and again: consents, certificates."""
        return self.filter(duty__in=routine_codes())

    def of_work(self) -> Self:
        """Everything else: cases and actions."""
        return self.exclude(duty__in=routine_codes())

    def overdue(self, at: datetime) -> Self:
        """Running past their limit; a limit met to the minute is met."""
        return self.binding().filter(state=ClockState.RUNNING, due_at__lt=at)

    def due_on(self, first: date, last: date) -> Self:
        """Running, with the last day in this span."""
        return self.binding().filter(state=ClockState.RUNNING, due_on__range=(first, last))

    def begun(self, duty: str, at: datetime) -> Self:
        """Running clocks of one duty whose time has begun by a moment: a lapse to come has not happened yet."""
        return self.filter(duty=duty, state=ClockState.RUNNING, started_at__lte=at)

    def running_of(self, reference: Reference) -> "Clock | None":
        """The nearest limit of a record that counts down now, or None."""
        return self.of(reference).filter(state=ClockState.RUNNING).binding().order_by("due_at", "pk").first()


class LevelQuerySet(VisibleQuerySet):
    """Levels by reader and by whether they have been dealt with."""

    def visible_to(self, user: Viewer) -> Self:
        """Steps of deadlines of the records that the person may see."""
        return self.filter(about_visible(user, "clock__reference"))

    def to_come(self) -> Self:
        """Not yet recorded, of clocks that run, in their present generation."""
        running = self.filter(clock__state=ClockState.RUNNING, clock__generation=F("generation"))
        return running.filter(recorded_at=None, fire_at__isnull=False)

    def fallen_due(self, at: datetime) -> Self:
        """Their moment has passed and nothing is recorded of them: never a window of time (E5)."""
        return self.filter(recorded_at__isnull=True, fire_at__lte=at)


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


def annotate_next_due[Q: QuerySet[models.Model]](queryset: Q, reference: str = "reference") -> Q:
    """Add the nearest open limit of each record: next_due_at, next_due_duty, next_due_state.

    `reference` names the record's relation to its reference. Works in one statement for any number of rows.
    """
    clocks = Clock.objects
    nearest = (
        clocks.filter(reference=OuterRef(f"{reference}_id"), state__in=OPEN)
        .exclude(duty__in=informational_codes())
        .order_by("due_at", "pk")
    )
    columns = {"next_due_at": "due_at", "next_due_duty": "duty", "next_due_state": "state"}
    return queryset.annotate(**{name: Subquery(nearest.values(column)[:1]) for name, column in columns.items()})
