"""What do the tabs of a calendar version show?"""

from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.panels import Panel
from privacyportal.calendars.differences import against_force, against_library, national_days_of
from privacyportal.calendars.models import CalendarVersion
from privacyportal.imports import reports

MOST_CHANGES = 200


def days_panel(version: CalendarVersion) -> Panel:
    """The week, and the dated days by year, latest first; this year and the next stand open."""
    days = groupby(version.days.order_by("-on__year", "on"), key=lambda day: day.on.year)
    context = {
        "slots": list(version.slots.all()),
        "years": [(year, list(rows)) for year, rows in days],
        "this_year": timezone.localdate().year,
    }
    return Panel("days", _("Opening hours and dated days"), "calendars/days.html", context)


def changes_panel(version: CalendarVersion) -> Panel:
    """The dates of which a draft says something else than the version in force, latest first."""
    changes = against_force(version)[::-1]
    in_force = version.calendar.versions.filter(status="published").first()
    week = [[str(slot) for slot in of.slots.all()] for of in (in_force, version) if of]
    context = {
        "changes": changes[:MOST_CHANGES],
        "total": len(changes),
        "week_before": week[0] if len(week) > 1 else [],
        "week_after": week[-1],
        "is_new_week": len(week) < 2 or week[0] != week[1],
    }
    return Panel("changes", _("Changes"), "calendars/changes.html", context)


def files_panel(version: CalendarVersion) -> Panel | None:
    """The files that went into a version, and where its holidays differ from the kept library; None without files."""
    imports = list(version.imports.select_related("imported_by"))
    if not imports:
        return None
    years = range(min(made.first_year for made in imports), max(made.last_year for made in imports) + 1)
    named = {day: name for day, name in national_days_of(version).items() if day.year in years}
    told = [(made, reports.lines(made.remarks)) for made in imports]
    context = {"imports": told, "library": against_library(named)}
    return Panel("files", _("Files and their comparison"), "calendars/files.html", context)
