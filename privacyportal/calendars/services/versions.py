"""How does a calendar begin, and how does a version of it come into force, or not?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.publishing import second_person
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.calendars import effects
from privacyportal.calendars.loading import digest_of
from privacyportal.calendars.models import BusinessCalendar, CalendarDay, CalendarVersion, OpenSlot
from privacyportal.calendars.services.drafts import CHANGE, require_draft
from privacyportal.calendars.states import DayKind, VersionStatus

# Who has done any of these to a draft is not its second person.
CHANGES = (
    "calendars.drafted",
    "calendars.source_corrected",
    "calendars.days_set",
    "calendars.days_dropped",
    "calendars.week_set",
    "calendars.holidays_imported",
    "calendars.year_confirmed",
)


@deed(right=CHANGE, words=_("Calendar registered"), by_portal=True)
def create_calendar(
    *, code: str, name_ja: str, name_en: str, timezone: str, by: Actor, at: datetime
) -> BusinessCalendar:
    """Name a new calendar; it answers nothing until a version is published."""
    calendar = BusinessCalendar(code=code, name_ja=name_ja, name_en=name_en, timezone=timezone)
    calendar.full_clean()
    calendar.save()
    trail.record(action="calendars.created", obj=calendar, by=by, at=at, changes={"code": code, "zone": timezone})
    return calendar


@deed(right=CHANGE, on="calendar", words=_("Draft a new version"), by_portal=True)
def draft(*, calendar: BusinessCalendar, source: str = "", by: Actor, at: datetime) -> CalendarVersion:
    """Start the next version as a copy of the one in force, if there is one."""
    BusinessCalendar.objects.select_for_update().get(pk=calendar.pk)
    last = calendar.versions.aggregate(last=Max("number"))["last"] or 0
    old = calendar.versions.filter(status=VersionStatus.PUBLISHED).first()
    known_until = old.known_until if old else None
    version = CalendarVersion.objects.create(
        calendar=calendar, number=last + 1, source=source, known_until=known_until, drafted_at=at, drafted_by=by.account
    )
    if old:
        OpenSlot.objects.bulk_create(_copies(old.slots.all(), version))
        CalendarDay.objects.bulk_create(_copies(old.days.all(), version))
    trail.record(action="calendars.drafted", obj=version, by=by, at=at, changes={"version": str(version)})
    return version


@deed(right=CHANGE, on="version", words=_("Put in force"), by_portal=True)
def publish(*, version: CalendarVersion, by: Actor, at: datetime) -> CalendarVersion:
    """Put a draft in force and retire its predecessor.

    What moves with it stands in the trail.

    :raises Refused: when a person who drafted or changed it publishes it, it has no open hours, or another version
        came into force after it was drafted (C6, C7).
    :raises Conflict: when it is no longer a draft.
    """
    BusinessCalendar.objects.select_for_update().get(pk=version.calendar_id)
    require_draft(version)
    refuse_if([second_person(version, by, CHANGES), _some_open_time(version), _outrun(version)], obj=version)
    effect = effects.measure(version)
    version.calendar.versions.filter(status=VersionStatus.PUBLISHED).update(status=VersionStatus.RETIRED)
    moved = CalendarVersion.objects.filter(pk=version.pk, status=VersionStatus.DRAFT).update(
        status=VersionStatus.PUBLISHED, published_at=at, published_by=by.account, digest=digest_of(version)
    )
    if not moved:
        raise Conflict(_("This calendar version is no longer a draft."))
    version.refresh_from_db()
    changes = {"version": str(version), **effect.counts()}
    trail.record(action="calendars.published", obj=version, by=by, at=at, changes=changes)
    return version


@deed(right=CHANGE, on="version", words=_("Correct the source"))
def correct_source(*, version: CalendarVersion, source: str, by: Actor, at: datetime) -> None:
    """Put right where a draft's changes come from.

    :raises Conflict: when it is no longer a draft.
    """
    require_draft(version)
    before = version.source
    CalendarVersion.objects.filter(pk=version.pk).update(source=source)
    version.refresh_from_db()
    changes = {"version": str(version), "source": [before, source]}
    trail.record(action="calendars.source_corrected", obj=version, by=by, at=at, changes=changes)


@deed(right=CHANGE, on="version", words=_("Withdraw the draft"))
def withdraw(*, version: CalendarVersion, reason: str, by: Actor, at: datetime) -> None:
    """Give a draft up; it stays readable, and its number is not used again.

    :raises Conflict: when it is no longer a draft.
    """
    require_draft(version)
    CalendarVersion.objects.filter(pk=version.pk).update(status=VersionStatus.WITHDRAWN)
    version.refresh_from_db()
    changes = {"version": str(version)}
    trail.record(action="calendars.withdrawn", obj=version, by=by, at=at, changes=changes, reason=reason)


@deed(right=CHANGE, on="version", words=_("Confirm the holidays of a year"))
def confirm_year(*, version: CalendarVersion, year: int, source: str, by: Actor, at: datetime) -> None:
    """Vouch in a draft that the holidays of all years until `year` are entered, on the word of `source`.

    It counts once a second person has published the draft: what is in force is vouched for by two.

    :raises Refused: when the version names no day of that year, so that nothing can have been checked, or the year has
        been confirmed before.
    :raises Conflict: when the version is no longer a draft.
    """
    require_draft(version)
    refuse_if([_nothing_entered(version, year), _confirmed_before(version, year)], obj=version)
    CalendarVersion.objects.filter(pk=version.pk).update(known_until=date(year, 12, 31))
    version.refresh_from_db()
    changes = {"version": str(version), "year": year}
    trail.record(action="calendars.year_confirmed", obj=version, by=by, at=at, changes=changes, reason=source)


def _outrun(version: CalendarVersion) -> Refusal | None:
    if not version.calendar.versions.filter(published_at__gt=version.drafted_at).exists():
        return None
    return Refusal(
        code="calendars.outrun",
        cannot=_("This calendar version cannot be published."),
        missing=_("Another version has come into force since it was drafted, and its changes are missing here."),
        next_step=_("Withdraw this draft and draft a new version."),
    )


def _nothing_entered(version: CalendarVersion, year: int) -> Refusal | None:
    if version.days.filter(on__year=year).exists():
        return None
    return Refusal(
        code="calendars.year_empty",
        cannot=_("The holidays of this year cannot be confirmed."),
        missing=_("This version names no day of that year."),
        next_step=_("Load the Cabinet Office's file or enter the days."),
        field="year",
    )


def _confirmed_before(version: CalendarVersion, year: int) -> Refusal | None:
    if version.known_until is None or version.known_until.year < year:
        return None
    return Refusal(
        code="calendars.year_confirmed",
        cannot=_("The holidays of this year cannot be confirmed."),
        missing=_("They have been confirmed already."),
        next_step=_("Enter a later year, or correct the days in a new version."),
        field="year",
    )


def _some_open_time(version: CalendarVersion) -> Refusal | None:
    if version.slots.exists() or version.days.filter(kind=DayKind.SPECIAL).exists():
        return None
    return Refusal(
        code="calendars.no_open_time",
        cannot=_("This calendar version cannot be published."),
        missing=_("It has no open hours."),
        next_step=_("Enter the opening hours of the week."),
    )


def _copies[R: (OpenSlot, CalendarDay)](rows: Iterable[R], version: CalendarVersion) -> list[R]:
    copies = []
    for row in rows:
        row.pk, row.version = None, version
        copies.append(row)
    return copies
