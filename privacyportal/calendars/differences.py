"""In what do two states of a calendar differ, day by day?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from privacyportal.calendars.cabinet import GENERIC, HolidayFile
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.national import FIRST_KNOWN, LAST_KNOWN, national_holidays
from privacyportal.calendars.states import Layer, VersionStatus


@dataclass(frozen=True)
class Differences:
    """What a new list of named days adds, takes away and calls otherwise (old name, new name)."""

    added: dict[date, str]
    removed: dict[date, str]
    renamed: dict[date, tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed)


def compare(old: Mapping[date, str], new: Mapping[date, str]) -> Differences:
    """The way from `old` to `new`; the generic 休日 does not replace an exact name."""
    both = {day for day in old.keys() & new.keys() if new[day] != old[day] and not new[day].startswith(GENERIC)}
    return Differences(
        added={day: new[day] for day in sorted(new.keys() - old.keys())},
        removed={day: old[day] for day in sorted(old.keys() - new.keys())},
        renamed={day: (old[day], new[day]) for day in sorted(both)},
    )


def national_days_of(version: CalendarVersion) -> dict[date, str]:
    """The national holidays of a version with their names."""
    return dict(version.days.filter(layer=Layer.NATIONAL).values_list("on", "name"))


def against_file(version: CalendarVersion, file: HolidayFile) -> Differences:
    """What the file would change in a version's national holidays, within the years that the file covers.

    Years before the first that the version knows are left out: the file goes back to 1955.
    """
    known = national_days_of(version)
    first = min(known or file.days).year
    held = {day: name for day, name in known.items() if min(file.days).year <= day.year <= file.last_year}
    return compare(held, {day: name for day, name in file.days.items() if day.year >= first})


def against_library(days: Mapping[date, str]) -> Differences:
    """What named days say and the kept library does not (added), and the reverse (removed), in the years they cover."""
    if not days:
        return Differences({}, {}, {})
    first, last = max(min(days).year, FIRST_KNOWN), min(max(days).year, LAST_KNOWN)
    library = national_holidays(range(first, last + 1))
    covered = {day: name for day, name in days.items() if first <= day.year <= last}
    found = compare(library, covered)
    return Differences(found.added, found.removed, {})


@dataclass(frozen=True)
class DayChange:
    """What was said of one date in the version in force, and what a draft says."""

    on: date
    before: str
    after: str


def against_force(version: CalendarVersion) -> list[DayChange]:
    """Dates of which a version says something else than the one in force, in order."""
    in_force = version.calendar.versions.filter(status=VersionStatus.PUBLISHED).first()
    before = _said(in_force) if in_force else {}
    after = _said(version)
    changed = (day for day in sorted(before.keys() | after.keys()) if before.get(day) != after.get(day))
    return [DayChange(day, before.get(day, ""), after.get(day, "")) for day in changed]


def _said(version: CalendarVersion) -> dict[date, str]:
    said: dict[date, list[str]] = {}
    for day in version.days.order_by("on", "layer", "opens"):
        hours = f" {day.opens:%H:%M}–{day.closes:%H:%M}" if day.opens and day.closes is not None else ""
        words = {"kind": f"{day.get_kind_display()}{hours}", "name": day.name, "layer": day.get_layer_display()}
        said.setdefault(day.on, []).append(_("%(kind)s: %(name)s (%(layer)s)") % words)
    return {on: ", ".join(texts) for on, texts in said.items()}
