"""What does staff see of the calendars, and how does a new version come into force?"""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_day, long_instant, table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.calendars import services
from privacyportal.calendars.forms import DayForm, DraftForm
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.states import VersionStatus

CHANGE = "calendars.change_calendarversion"
TONES = {VersionStatus.DRAFT: "waiting", VersionStatus.PUBLISHED: "done", VersionStatus.RETIRED: "ended"}


def draft(*, obj: BusinessCalendar, source: str, by: AbstractBaseUser, at: datetime) -> CalendarVersion:
    """Start the next version of a calendar."""
    return services.draft(calendar=obj, source=source, by=by, at=at)


def publish(*, obj: CalendarVersion, by: AbstractBaseUser, at: datetime) -> CalendarVersion:
    """Put a version in force."""
    return services.publish(version=obj, by=by, at=at)


def set_day(*, obj: CalendarVersion, by: AbstractBaseUser, at: datetime, **day: Any) -> None:
    """Set one date of a draft."""
    services.set_day(version=obj, by=by, at=at, **day)


def is_draft(version: CalendarVersion, user: Any) -> bool:
    """Whether a version may still be changed."""
    return version.is_draft


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(ReadOnlyModelAdmin):
    """The calendars and what is in force of each."""

    list_display = ("code", "name", "timezone", "in_force")
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code",)
    fields = ("code", "name_ja", "name_en", "timezone")
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="draft",
            label=_("Draft a new version"),
            run=draft,
            permission=CHANGE,
            form=DraftForm,
            help_text=_("The draft starts as a copy of the version in force. A second person publishes it."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add the number of the version in force."""
        published = CalendarVersion.objects.filter(calendar=OuterRef("pk"), status=VersionStatus.PUBLISHED)
        return super().get_queryset(request).annotate(version_in_force=Subquery(published.values("number")[:1]))

    def get_panels(self, request: HttpRequest, obj: BusinessCalendar) -> list[Panel]:
        """All versions."""
        versions = obj.versions.select_related("published_by", "drafted_by")
        return [Panel("versions", _("Versions"), "calendars/versions.html", {"versions": list(versions)})]

    @display(description=_("name"))
    def name(self, obj: BusinessCalendar) -> str:
        """The name in the reader's language."""
        return obj.name

    @display(description=_("version in force"))
    def in_force(self, obj: Any) -> str:
        """The number of the version in force."""
        return str(obj.version_in_force or _("none"))


@admin.register(CalendarVersion)
class CalendarVersionAdmin(ReadOnlyModelAdmin):
    """One version: its week, its dated days, and how it came into force."""

    list_display = ("state", "calendar_name", "number", "source", "known_until", "published")
    list_filter = ("calendar", "status")
    list_select_related = ("calendar", "published_by", "drafted_by")
    ordering = ("calendar__code", "-number")
    fields = ("calendar", "number", "source", "known_until", "digest")
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="set_day",
            label=_("Set a date"),
            run=set_day,
            permission=CHANGE,
            available=is_draft,
            form=DayForm,
            done=_("The date is set in the draft."),
        ),
        ObjectAction(
            name="publish",
            label=_("Put in force"),
            run=publish,
            permission=CHANGE,
            available=is_draft,
            tone="primary",
            help_text=_("Open deadlines follow the new version at the next sweep; nobody is mailed for the past."),
            done=_("The version is in force."),
        ),
    )

    def get_header(self, request: HttpRequest, obj: CalendarVersion) -> dict[str, Any]:
        """State, source and people."""
        return {
            "number": str(obj),
            "title": str(obj.calendar),
            "state": {"label": obj.get_status_display(), "tone": TONES[VersionStatus(obj.status)]},
            "facts": [
                (_("source"), obj.source),
                (_("drafted by"), str(obj.drafted_by or _("the portal"))),
                (_("published at"), long_instant(obj.published_at)),
                (_("published by"), str(obj.published_by or _("the portal")) if obj.published_at else ""),
                (_("holidays entered until"), long_day(obj.known_until)),
            ],
        }

    def get_panels(self, request: HttpRequest, obj: CalendarVersion) -> list[Panel]:
        """The week, and the dated days by year, latest first; this year and the next stand open."""
        days = groupby(obj.days.order_by("-on__year", "on"), key=lambda day: day.on.year)
        context = {
            "slots": list(obj.slots.all()),
            "years": [(year, list(rows)) for year, rows in days],
            "this_year": timezone.localdate().year,
        }
        return [Panel("days", _("Opening hours and dated days"), "calendars/days.html", context)]

    @display(description=_("state"), ordering="status")
    def state(self, obj: CalendarVersion) -> SafeString:
        """The state as a badge."""
        tone = TONES[VersionStatus(obj.status)]
        return format_html('<span class="portal-badge portal-tone-{}">{}</span>', tone, obj.get_status_display())

    @display(description=_("business calendar"), ordering="calendar__code")
    def calendar_name(self, obj: CalendarVersion) -> SafeString:
        """The calendar, leading to it."""
        link = reverse("admin:calendars_businesscalendar_change", args=[obj.calendar_id])
        return format_html('<a href="{}">{}</a>', link, obj.calendar)

    @display(description=_("published at"), ordering="published_at")
    def published(self, obj: CalendarVersion) -> str:
        """When it came into force, Tokyo time."""
        return table_instant(obj.published_at)
