"""What does staff see of deadlines, of the rules behind them, and of who was told?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_day, table_instant, tokyo_day
from privacyportal.backoffice.narrowing import Narrowing
from privacyportal.backoffice.panels import Panel
from privacyportal.clocks.models import Clock, Level, Notice, SweepRun
from privacyportal.clocks.models.clocks import ClockQuerySet
from privacyportal.clocks.plan import ClockState
from privacyportal.clocks.show import panels
from privacyportal.clocks.show.admin.rules import DutyFilter
from privacyportal.clocks.show.display import badge, of_clock, table_limit
from privacyportal.notifications.states import Status
from privacyportal.search.boxes import AboutAdmin

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class OfClockAdmin(AboutAdmin, ReadOnlyModelAdmin):
    """A list of things that belong to a deadline, found by the number of its record."""

    list_select_related = ("clock__reference",)
    about = "clock__reference"

    @display(description=_("reference number"), ordering="clock__reference__number")
    def number(self, obj: Notice | Level) -> SafeString:
        """The record's number, leading to it."""
        link = reverse("reference", args=[obj.clock.reference.number])
        return format_html('<a href="{}">{}</a>', link, obj.clock.reference)

    @display(description=_("duty"), ordering="clock__duty")
    def duty_label(self, obj: Notice | Level) -> str:
        """The duty in words."""
        return str(obj.clock.label)


WEEK = timedelta(days=7)


class AttentionFilter(Narrowing[ClockQuerySet]):
    """What needs attention; the list opens on everything that is not done."""

    title = _("what needs attention")
    parameter_name = "attention"

    options = (
        ("overdue", _("Overdue")),
        ("today", _("Due today")),
        ("week", _("Due within a week")),
        ("paused", _("Paused")),
        ("done", _("Done")),
        ("all", _("All")),
    )

    def narrowed(self, rows: ClockQuerySet, request: HttpRequest) -> ClockQuerySet:
        """Return the chosen clocks."""
        now = timezone.now()
        today = tokyo_day(now)
        match self.value():
            case "overdue":
                return rows.overdue(now)
            case "today":
                return rows.due_on(today, today)
            case "week":
                return rows.due_on(today, today + WEEK)
            case "paused":
                return rows.filter(state=ClockState.PAUSED)
            case "done":
                return rows.exclude(state__in=[ClockState.RUNNING, ClockState.PAUSED])
            case "all":
                return rows
        return rows.open()

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """Name the default for what it is."""
        given = list(super().choices(changelist))
        given[0]["display"] = gettext("Not done")
        return iter(given)


@admin.register(Clock)
class ClockAdmin(AboutAdmin, ReadOnlyModelAdmin):
    """Everything that is ever due, nearest first."""

    list_display = ("distance", "number", "duty_label", "limit", "started", "how_firm")
    list_filter = (AttentionFilter, DutyFilter)
    list_select_related = ("reference", "rule")
    list_display_links = ("duty_label",)
    ordering = ("due_at", "pk")
    fields = ("number", "duty_label", "limit", "started")
    readonly_fields = fields

    def get_header(self, request: HttpRequest, obj: Clock) -> dict[str, object]:
        """Number, duty and distance."""
        distance = of_clock(obj, timezone.now())
        return {
            "number": obj.reference.number,
            "title": obj.label,
            "state": {"label": distance.text, "tone": distance.tone},
            "facts": [(_("last day"), long_day(obj.due_on))],
        }

    def get_panels(self, request: HttpRequest, obj: Clock) -> list[Panel]:
        """Why this date, and who is told."""
        found = [row for row in panels.deadlines(obj.reference, timezone.now()) if row.clock.pk == obj.pk]
        return [Panel("deadlines", _("Deadlines (why this date)"), "clocks/deadlines.html", {"deadlines": found})]

    @display(description=_("time left"), ordering="due_at")
    def distance(self, obj: Clock) -> SafeString:
        """How far away, with word and colour."""
        return badge(of_clock(obj, timezone.now()))

    @display(description=_("reference number"), ordering="reference__number")
    def number(self, obj: Clock) -> SafeString:
        """The record's number, leading to it."""
        return format_html('<a href="{}">{}</a>', reverse("reference", args=[obj.reference.number]), obj.reference)

    @display(description=_("duty"), ordering="duty")
    def duty_label(self, obj: Clock) -> str:
        """The duty in words."""
        return obj.label

    @display(description=_("limit"), ordering="due_at")
    def limit(self, obj: Clock) -> str:
        """The last day and the time on it, Tokyo time."""
        return table_limit(obj.due_at)

    @display(description=_("started at"), ordering="started_at")
    def started(self, obj: Clock) -> str:
        """When it began, Tokyo time."""
        return table_instant(obj.started_at)

    @display(description=_("how firm"))
    def how_firm(self, obj: Clock) -> str:
        """Law, guideline or target."""
        return obj.rule.get_certainty_display()


@admin.register(Notice)
class NoticeAdmin(OfClockAdmin):
    """Every step that fell due, and how it ended."""

    list_display = ("fell_due", "number", "duty_label", "level", "role", "outcome", "mail", "why")
    list_filter = ("outcome", "level", "role")
    ordering = ("-recorded_at", "-pk")
    fields = ("number", "duty_label", "level", "role", "fell_due", "outcome", "mail", "why", "error")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Add what became of the mails, the least good first."""
        rows = Notice.objects.visible_to(request.user).with_mail()
        return rows.order_by(*self.get_ordering(request))

    def get_panels(self, request: HttpRequest, obj: Notice) -> list[Panel]:
        """No tabs: the record's page shows the whole ladder."""
        return []

    @display(description=_("fell due at"), ordering="fire_at")
    def fell_due(self, obj: Notice) -> str:
        """The moment, Tokyo time."""
        return table_instant(obj.fire_at)

    @display(description=_("mail"))
    def mail(self, obj: Notice) -> str:
        """What became of its mail; of several, the one that has come least far."""
        return str(Status(obj.mail_status).label) if obj.mail_status else ""

    @display(description=_("reason"))
    def why(self, obj: Notice) -> str:
        """Why nobody was told."""
        return obj.reason_text


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyModelAdmin):
    """The sweeps: when, how late, how many."""

    list_display = (
        "started", "ended", "lag_seconds", "recorded", "superseded", "queued", "suppressed", "braked", "failed",
    )  # fmt: skip
    ordering = ("-started_at",)
    fields = (
        "at", "started_at", "ended_at", "lag_seconds",
        "recorded", "superseded", "queued", "suppressed", "braked", "failed",
    )  # fmt: skip
    readonly_fields = fields

    def get_panels(self, request: HttpRequest, obj: SweepRun) -> list[Panel]:
        """No tabs."""
        return []

    @display(description=_("started at"), ordering="started_at")
    def started(self, obj: SweepRun) -> str:
        """Start, Tokyo time."""
        return table_instant(obj.started_at)

    @display(description=_("ended at"), ordering="ended_at")
    def ended(self, obj: SweepRun) -> str:
        """End, Tokyo time; empty when it never came to one."""
        return table_instant(obj.ended_at)
