"""How does a file of the Cabinet Office become part of a draft?"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.calendars.cabinet import GENERIC, HolidayFile
from privacyportal.calendars.differences import Differences, against_file
from privacyportal.calendars.models import BusinessCalendar, CalendarDay, CalendarVersion, HolidayImport
from privacyportal.calendars.national import national_holidays
from privacyportal.calendars.services.days import set_days
from privacyportal.calendars.services.drafts import CHANGE, require_draft
from privacyportal.calendars.services.versions import draft
from privacyportal.calendars.states import DayKind, Layer, VersionStatus


@deed(right=CHANGE, on="version", words=gettext_lazy("Load the Cabinet Office's file"))
def import_holidays(
    *, version: CalendarVersion, file: HolidayFile, file_name: str, by: Actor, at: datetime
) -> Differences:
    """Bring a draft's national holidays in line with a file for the years it covers, and vouch for these years (C3).

    Firm closures and local decisions stay. The generic 休日 does not replace the exact name of a substitute holiday.
    Return what changed; with no difference nothing but the confirmation is stored.

    :raises Conflict: when the version is no longer a draft.
    """
    require_draft(version)
    found = against_file(version, file)
    if found:
        version.days.filter(layer=Layer.NATIONAL, on__in=found.removed).delete()
        set_days(version=version, days=_rows(found), by=by, at=at)
    _confirm(version, file)
    made = HolidayImport.objects.create(
        version=version,
        file_name=file_name[:200],
        sha256=file.sha256,
        imported_at=at,
        imported_by=by.account,
        first_year=min(file.days).year,
        last_year=file.last_year,
        added=len(found.added),
        removed=len(found.removed),
        renamed=len(found.renamed),
        remarks=file.remarks,
    )
    counts = {"added": made.added, "removed": made.removed, "renamed": made.renamed}
    changes = {"version": str(version), "sha256": file.sha256, "until_year": file.last_year, **counts}
    trail.record(action="calendars.holidays_imported", obj=version, by=by, at=at, changes=changes)
    return found


@deed(right=CHANGE, on="calendar", words=gettext_lazy("Load the Cabinet Office's file"))
def draft_from_file(
    *, calendar: BusinessCalendar, file: HolidayFile, file_name: str, by: Actor, at: datetime
) -> CalendarVersion:
    """Draft the next version of a calendar with a file's holidays; a second person publishes it.

    :raises Conflict: when the version in force already says what the file says, or a draft has the same file.
    """
    BusinessCalendar.objects.select_for_update().get(pk=calendar.pk)
    waiting = calendar.versions.filter(status=VersionStatus.DRAFT, imports__sha256=file.sha256).first()
    if waiting:
        raise Conflict(_("The file is already in the draft %(version)s.") % {"version": waiting})
    if not is_news(calendar, file):
        raise Conflict(_("The version in force already says what the file says: there is nothing to do."))
    version = draft(calendar=calendar, source=source_text(file_name, at), by=by, at=at)
    import_holidays(version=version, file=file, file_name=file_name, by=by, at=at)
    return version


def is_news(calendar: BusinessCalendar, file: HolidayFile) -> bool:
    """Whether a file differs from the version in force or vouches for a later year than it."""
    in_force = calendar.versions.filter(status=VersionStatus.PUBLISHED).first()
    if in_force is None:
        return True
    known = in_force.known_until
    return known is None or known.year < file.last_year or bool(against_file(in_force, file))


def source_text(file_name: str, at: datetime) -> str:
    """How a version names the file it comes from."""
    text = _("Cabinet Office's file %(file)s of %(day)s") % {"file": file_name, "day": tokyo_day(at)}
    return text[:300]


def _confirm(version: CalendarVersion, file: HolidayFile) -> None:
    until = date(file.last_year, 12, 31)
    if version.known_until is None or version.known_until < until:
        CalendarVersion.objects.filter(pk=version.pk).update(known_until=until)
        version.known_until = until


def _rows(found: Differences) -> list[CalendarDay]:
    names = {**found.added, **{day: new for day, (_old, new) in found.renamed.items()}}
    exact = national_holidays({day.year for day in names})
    return [
        CalendarDay(on=day, kind=DayKind.CLOSED, layer=Layer.NATIONAL, name=_best(name, exact.get(day, name)))
        for day, name in names.items()
    ]


def _best(name: str, exact: str) -> str:
    return exact if name.startswith(GENERIC) else name
