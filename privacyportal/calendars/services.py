"""What can be done with a calendar: draft a version, change its days, publish it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.calendars.loading import digest_of
from privacyportal.calendars.models import BusinessCalendar, CalendarDay, CalendarVersion, OpenSlot
from privacyportal.calendars.states import DayKind, Layer, VersionStatus

type Person = Any


@deed
def create_calendar(
    *, code: str, name_ja: str, name_en: str, timezone: str, by: Person, at: datetime
) -> BusinessCalendar:
    """Name a new calendar; it answers nothing until a version is published."""
    calendar = BusinessCalendar(code=code, name_ja=name_ja, name_en=name_en, timezone=timezone)
    calendar.full_clean()
    calendar.save()
    trail.record(action="calendars.created", obj=calendar, by=by, at=at, changes={"code": code, "zone": timezone})
    return calendar


@deed
def draft(*, calendar: BusinessCalendar, source: str = "", by: Person, at: datetime) -> CalendarVersion:
    """Start the next version as a copy of the one in force, if there is one."""
    BusinessCalendar.objects.select_for_update().get(pk=calendar.pk)
    last = calendar.versions.aggregate(last=Max("number"))["last"] or 0
    old = calendar.versions.filter(status=VersionStatus.PUBLISHED).first()
    known_until = old.known_until if old else None
    version = CalendarVersion.objects.create(
        calendar=calendar, number=last + 1, source=source, known_until=known_until, drafted_at=at, drafted_by=by
    )
    if old:
        OpenSlot.objects.bulk_create(_copies(old.slots.all(), version))
        CalendarDay.objects.bulk_create(_copies(old.days.all(), version))
    trail.record(action="calendars.drafted", obj=version, by=by, at=at, changes={"version": str(version)})
    return version


@deed
def set_days(*, version: CalendarVersion, days: Iterable[CalendarDay], by: Person, at: datetime) -> None:
    """Put days (unsaved rows) into a draft, each in place of what its layer said of that date before.

    :raises Conflict: when the version is no longer a draft.
    """
    _require_draft(version)
    rows = list(days)
    for row in rows:
        row.version = version
        row.clean_fields(exclude={"version"})
    for layer in Layer.values:
        dates = {row.on for row in rows if row.layer == layer}
        version.days.filter(layer=layer, on__in=dates).delete()
    CalendarDay.objects.bulk_create(rows)
    trail.record(
        action="calendars.days_set",
        obj=version,
        by=by,
        at=at,
        changes={"version": str(version), "days": [f"{row.on} {row.kind} {row.layer}" for row in rows[:50]]},
    )


@deed
def set_day(
    *,
    version: CalendarVersion,
    on: date,
    kind: str,
    name: str,
    layer: str = Layer.LOCAL,
    opens: time | None = None,
    closes: time | None = None,
    by: Person,
    at: datetime,
) -> None:
    """Close, open or give special hours to one date of a draft.

    :raises Conflict: when the version is no longer a draft.
    :raises ValidationError: when the hours do not fit the kind.
    """
    row = CalendarDay(version=version, on=on, kind=kind, name=name, layer=layer, opens=opens, closes=closes)
    row.clean_fields(exclude={"version"})
    row.validate_constraints(exclude={"version"})
    set_days(version=version, days=[row], by=by, at=at)


@deed
def set_week(*, version: CalendarVersion, slots: Iterable[OpenSlot], by: Person, at: datetime) -> None:
    """Replace a draft's weekly hours by these unsaved rows.

    :raises Conflict: when the version is no longer a draft.
    """
    _require_draft(version)
    rows = list(slots)
    for row in rows:
        row.version = version
    version.slots.all().delete()
    OpenSlot.objects.bulk_create(rows)
    trail.record(
        action="calendars.week_set", obj=version, by=by, at=at, changes={"slots": [_slot_text(row) for row in rows]}
    )


@deed
def publish(*, version: CalendarVersion, by: Person, at: datetime) -> CalendarVersion:
    """Put a draft in force and retire its predecessor.

    :raises Refused: when the person who drafted it publishes it, or it has no open hours (C6, C7).
    :raises Conflict: when it is no longer a draft.
    """
    refuse_if([_second_person(version, by), _some_open_time(version)], obj=version)
    _require_draft(version)
    version.calendar.versions.filter(status=VersionStatus.PUBLISHED).update(status=VersionStatus.RETIRED)
    moved = CalendarVersion.objects.filter(pk=version.pk, status=VersionStatus.DRAFT).update(
        status=VersionStatus.PUBLISHED, published_at=at, published_by=by, digest=digest_of(version)
    )
    if not moved:
        raise Conflict(_("This calendar version is no longer a draft."))
    version.refresh_from_db()
    trail.record(action="calendars.published", obj=version, by=by, at=at, changes={"version": str(version)})
    return version


def _second_person(version: CalendarVersion, by: Person) -> Refusal | None:
    if by is None or by.pk != version.drafted_by_id:
        return None
    return Refusal(
        code="calendars.second_person",
        cannot=_("You cannot publish this calendar version."),
        missing=_("You drafted it yourself, and every deadline depends on it."),
        next_step=_("Ask a second person to check and publish it."),
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


def _require_draft(version: CalendarVersion) -> None:
    if not CalendarVersion.objects.filter(pk=version.pk, status=VersionStatus.DRAFT).exists():
        raise Conflict(_("This calendar version is no longer a draft."))


def _copies(rows: Iterable[Any], version: CalendarVersion) -> list[Any]:
    copies = []
    for row in rows:
        row.pk, row.version = None, version
        copies.append(row)
    return copies


def _slot_text(slot: OpenSlot) -> str:
    return f"{slot.weekday} {slot.opens:%H:%M}-{slot.closes:%H:%M}"
