"""Which open hours are in force now, as a value to compute with?"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet

from privacyportal.calendars.errors import NoCalendar
from privacyportal.calendars.hours import DatedDay, OpenHours, Slot
from privacyportal.calendars.memo import remember
from privacyportal.calendars.models import CalendarDay, CalendarVersion
from privacyportal.calendars.states import PRECEDENCE, DayKind, VersionStatus


class InForce(NamedTuple):
    """A published version and its hours."""

    version: CalendarVersion
    hours: OpenHours


def in_force(code: str) -> InForce:
    """The published version of a calendar, found anew at every call; its content is kept in the process.

    :raises NoCalendar: when there is no such calendar or nothing of it is published (C8).
    """
    version = _in_force(CalendarVersion.objects.select_related("calendar"), code)
    return InForce(version, hours_of(version))


def open_hours(code: str) -> OpenHours:
    """The hours in force of a calendar.

    :raises NoCalendar: as `in_force`.
    """
    # Of the row nothing is needed but what the hours are kept by.
    return hours_of(_in_force(CalendarVersion.objects.only("digest"), code))


def _in_force(rows: QuerySet[CalendarVersion], code: str) -> CalendarVersion:
    version = rows.filter(calendar__code=code, status=VersionStatus.PUBLISHED).first()
    if version is None:
        raise NoCalendar(code)
    return version


def display_hours(code: str) -> OpenHours:
    """The hours in force as a page shows them: looked up once a request, at most ten seconds old.

    :raises NoCalendar: as `in_force`.
    """
    return remember(f"calendars.{code}", lambda: open_hours(code))


def hours_of(version: CalendarVersion) -> OpenHours:
    """The hours of one version, published or not."""
    if not version.digest:
        return build(version)
    return _published(version.pk, version.digest)


@lru_cache(maxsize=64)
def _published(pk: int, digest: str) -> OpenHours:
    # The digest belongs to the key: a key alone may come again after a restore.
    return build(CalendarVersion.objects.select_related("calendar").get(pk=pk, digest=digest))


def build(version: CalendarVersion) -> OpenHours:
    """Read a version's slots and days; the highest layer of a date decides."""
    week: list[list[Slot]] = [[] for _weekday in range(7)]
    for slot in version.slots.order_by("weekday", "opens"):
        week[slot.weekday].append(Slot(slot.opens, slot.closes))
    slots = tuple(tuple(day) for day in week)
    ordinary = next((day for day in slots if day), ())
    return OpenHours(
        zone=version.calendar.zone,
        week=slots,
        days=_dated(version.days.order_by("on", "opens"), ordinary),
        name=version.calendar.code,
        version=version.number,
        version_id=version.pk,
        known_until=version.known_until,
    )


def _dated(days: Iterable[CalendarDay], ordinary: tuple[Slot, ...]) -> dict[date, DatedDay]:
    layers: dict[date, dict[str, list[CalendarDay]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        layers[day.on][day.layer].append(day)
    return {on: _decide(by_layer, ordinary) for on, by_layer in layers.items()}


def _decide(by_layer: dict[str, list[CalendarDay]], ordinary: tuple[Slot, ...]) -> DatedDay:
    rows = by_layer[max(by_layer, key=PRECEDENCE.index)]
    special = tuple(Slot(row.opens, row.closes) for row in rows if row.opens and row.closes is not None)
    if not special and rows[0].kind == DayKind.OPEN:
        special = ordinary
    return DatedDay(special, rows[0].name, rows[0].layer)


def digest_of(version: CalendarVersion) -> str:
    """A hash over everything that a version says, by which two versions are seen to be the same."""
    slots = version.slots.order_by("weekday", "opens").values_list("weekday", "opens", "closes")
    days = version.days.order_by("on", "layer", "opens").values_list("on", "kind", "layer", "name", "opens", "closes")
    lines = [version.calendar.timezone, *(str(row) for row in slots), *(str(row) for row in days)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
