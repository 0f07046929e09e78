"""How does a draft get its week and its dated days?"""

from calendar import isleap
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.calendars.hours import Slot
from privacyportal.calendars.models import CalendarDay, CalendarVersion, OpenSlot
from privacyportal.calendars.services.drafts import CHANGE, require_draft
from privacyportal.calendars.states import Layer

MOST_DAYS = 366
MOST_YEARS = 20


@deed(right=CHANGE, on="version", words=_("Set dates"), by_portal=True)
def set_days(*, version: CalendarVersion, days: Iterable[CalendarDay], by: Actor, at: datetime) -> None:
    """Put days (unsaved rows) into a draft, each in place of what its layer said of that date before.

    :raises Conflict: when the version is no longer a draft.
    """
    require_draft(version)
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


@deed(right=CHANGE, on="version", words=_("Set dates"))
def set_day(
    *,
    version: CalendarVersion,
    on: date,
    kind: str,
    name: str,
    layer: str = Layer.LOCAL,
    opens: time | None = None,
    closes: time | None = None,
    by: Actor,
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


@deed(right=CHANGE, on="version", words=_("Set dates"))
def set_range(
    *,
    version: CalendarVersion,
    first: date,
    last: date,
    kind: str,
    name: str,
    layer: str = Layer.FIRM,
    slots: Iterable[Slot] = (),
    until_year: int | None = None,
    by: Actor,
    at: datetime,
) -> list[date]:
    """Say the same of all days from `first` to `last`, and of each following year's until `until_year` (C2).

    `slots` are the hours of special days. The range may cross 31 December; what is stored are concrete dates, and
    29 February only where there is one. Return the dates.

    :raises Conflict: when the version is no longer a draft.
    :raises ValidationError: when days, years or hours do not fit.
    """
    dates = expand(first, last, until_year)
    hours: list[Slot | None] = list(slots) or [None]
    rows = [
        CalendarDay(on=on, kind=kind, name=name, layer=layer, opens=slot and slot.opens, closes=slot and slot.closes)
        for on in dates
        for slot in hours
    ]
    rows[0].version = version
    rows[0].validate_constraints(exclude={"version"})
    set_days(version=version, days=rows, by=by, at=at)
    return dates


def expand(first: date, last: date, until_year: int | None = None) -> list[date]:
    """The concrete dates of a range, repeated each year as long as it begins in or before `until_year`.

    :raises ValidationError: when the range is backwards or too long, or reaches too far ahead.
    """
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise ValidationError({"until": _("The last day must not be before the first, nor over a year later.")})
    years = (until_year or first.year) - first.year
    if not 0 <= years <= MOST_YEARS:
        raise ValidationError({"until_year": _("Every year: from this one to at most 20 years ahead.")})
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    return sorted({moved for ahead in range(years + 1) for day in days for moved in _years_on(day, ahead)})


def _years_on(day: date, ahead: int) -> Iterator[date]:
    if (day.month, day.day) != (2, 29) or isleap(day.year + ahead):
        yield day.replace(year=day.year + ahead)


@deed(right=CHANGE, on="version", words=_("Take dates out"))
def drop_days(*, version: CalendarVersion, first: date, last: date, layer: str, by: Actor, at: datetime) -> list[date]:
    """Take what one layer says of the days from `first` to `last` out of a draft; return the dates that had it.

    :raises Conflict: when the version is no longer a draft.
    :raises Refused: when that layer says nothing of these days.
    """
    require_draft(version)
    rows = version.days.filter(layer=layer, on__range=(first, last))
    dates = sorted(set(rows.values_list("on", flat=True)))
    refuse_if([None if dates else _nothing_there()], obj=version)
    rows.delete()
    trail.record(
        action="calendars.days_dropped",
        obj=version,
        by=by,
        at=at,
        changes={"version": str(version), "days": [f"{on} {layer}" for on in dates[:50]]},
    )
    return dates


def _nothing_there() -> Refusal:
    return Refusal(
        code="calendars.nothing_to_drop",
        cannot=_("Nothing can be taken out."),
        missing=_("Nothing of this kind is entered on these days."),
        next_step=_("Choose the layer and the days that the tab “Opening hours and dated days” shows."),
    )


@deed(right=CHANGE, on="version", words=_("Set the week's hours"), by_portal=True)
def set_week(*, version: CalendarVersion, slots: Iterable[OpenSlot], by: Actor, at: datetime) -> None:
    """Replace a draft's weekly hours by these unsaved rows.

    :raises Conflict: when the version is no longer a draft.
    """
    require_draft(version)
    rows = list(slots)
    for row in rows:
        row.version = version
    version.slots.all().delete()
    OpenSlot.objects.bulk_create(rows)
    trail.record(
        action="calendars.week_set", obj=version, by=by, at=at, changes={"slots": [_slot_text(row) for row in rows]}
    )


def _slot_text(slot: OpenSlot) -> str:
    return f"{slot.weekday} {slot.opens:%H:%M}-{slot.closes:%H:%M}"
