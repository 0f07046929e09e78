"""What does staff see of the calendars, and how does a new version come into force?"""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ActionForm, ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin, actor
from privacyportal.backoffice.dates import long_day, long_instant, table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn, another_decides
from privacyportal.calendars import effects, services
from privacyportal.calendars.actions import ON_CALENDAR, ON_VERSION
from privacyportal.calendars.forms import CalendarForm, PublishForm
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.panels import changes_panel, days_panel, files_panel
from privacyportal.calendars.states import VersionStatus
from privacyportal.search.boxes import FoldedAdmin

TONES = {
    VersionStatus.DRAFT: "waiting",
    VersionStatus.PUBLISHED: "done",
    VersionStatus.RETIRED: "ended",
    VersionStatus.WITHDRAWN: "ended",
}


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(FoldedAdmin):
    """The calendars and what is in force of each; an outside body's or a partner's own is added here (C9)."""

    add_permission = "calendars.change_calendarversion"
    form = CalendarForm
    list_display = ("code", "name", "timezone", "in_force")
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code",)
    fields = ("code", "name_ja", "name_en", "timezone")
    object_actions = ON_CALENDAR

    def get_readonly_fields(self, request: HttpRequest, obj: BusinessCalendar | None = None) -> Sequence[str]:
        """Fix everything once deadlines may count on it."""
        return self.fields if obj else ()

    def get_header(self, request: HttpRequest, obj: BusinessCalendar) -> dict[str, object]:
        """Code, name and zone."""
        return {"number": obj.code, "title": obj.name, "state": None, "facts": [(_("time zone"), obj.timezone)]}

    def create(self, request: HttpRequest, form: ModelForm) -> BusinessCalendar:
        """Name a new calendar."""
        return services.create_calendar(by=actor(request), at=timezone.now(), **form.cleaned_data)

    def after_action_url(self, action: ObjectAction, obj: BusinessCalendar) -> str:
        """Go on to the draft that was made."""
        made = obj.versions.filter(status=VersionStatus.DRAFT).order_by("-number").first()
        return reverse("admin:calendars_calendarversion_change", args=[made.pk]) if made else self.object_url(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BusinessCalendar]:
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
    def in_force(self, obj: BusinessCalendar) -> str:
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
    object_actions = ON_VERSION

    def get_turn(self, request: HttpRequest, obj: CalendarVersion) -> Turn | None:
        """Return who puts a draft in force: not who drafted it."""
        return another_decides(obj.drafted_by) if obj.is_draft else None

    def get_header(self, request: HttpRequest, obj: CalendarVersion) -> dict[str, object]:
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
        """What a draft changes and moves; the week and the dated days; the files that went in."""
        shown = [days_panel(obj)]
        if obj.is_draft:
            shown = [changes_panel(obj), *effects.panels(request, obj), *shown]
        files = files_panel(obj)
        return [*shown, files] if files else shown

    def run_action(self, request: HttpRequest, action: ObjectAction, obj: CalendarVersion, form: ActionForm) -> None:
        """Do it; say so when a version was put in force on numbers that were no longer true."""
        super().run_action(request, action, obj, form)
        if isinstance(form, PublishForm) and form.is_outdated:
            messages.warning(request, _("Since this page was opened the effect has changed. Now: %s.") % form.now)

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
