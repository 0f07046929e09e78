"""When is somebody there? A calendar's open hours as a plain value, without a database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from privacyportal.calendars.errors import NoOpenTime

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
# Longest stretch without open time that is still believed to be meant.
SEARCH_DAYS = 800


class Slot(NamedTuple):
    """Open from `opens` to just before `closes`, local wall time; `closes` 00:00 is midnight."""

    opens: time
    closes: time

    def __str__(self) -> str:
        closes = f"{self.closes:%H:%M}" if self.closes != MIDNIGHT else "24:00"
        return f"{self.opens:%H:%M}-{closes}"


class Interval(NamedTuple):
    """A half-open stretch of time between two instants in UTC."""

    start: datetime
    end: datetime


class DatedDay(NamedTuple):
    """What a calendar says of one date: its slots (none: closed), its name, whose decision."""

    slots: tuple[Slot, ...]
    name: str = ""
    layer: str = ""


@dataclass(frozen=True, eq=False)
class OpenHours:
    """The weekly slots and dated exceptions of one calendar version, in its own zone.

    `week` holds seven tuples of slots, Monday first. `known_until` is the last date
    for which holidays were entered; later answers are only as good as the week.
    """

    zone: ZoneInfo
    week: tuple[tuple[Slot, ...], ...]
    days: Mapping[date, DatedDay] = field(default_factory=dict)
    name: str = ""
    version: int | None = None
    version_id: int | None = None
    known_until: date | None = None
    _opened: dict[date, tuple[Interval, ...]] = field(default_factory=dict, init=False, repr=False)

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The slots open on `day`."""
        dated = self.days.get(day)
        return self.week[day.weekday()] if dated is None else dated.slots

    def is_open_day(self, day: date) -> bool:
        """Whether any slot is open on `day`."""
        return bool(self.slots(day))

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The open stretches of `day` as instants, in order, never overlapping."""
        if day not in self._opened:
            self._opened[day] = tuple(self._open(day))
        return self._opened[day]

    def _open(self, day: date) -> Iterator[Interval]:
        # Wall times that a clock change skips are moved with it, so two slots may come to meet.
        last = self.instant(day, MIDNIGHT)
        for slot in self.slots(day):
            end_day = day + ONE_DAY if slot.closes == MIDNIGHT else day
            start, end = max(self.instant(day, slot.opens), last), self.instant(end_day, slot.closes)
            if start < end:
                yield Interval(start, end)
                last = end

    def instant(self, day: date, at: time) -> datetime:
        """The instant, in UTC, at which the calendar's clocks show `at` on `day`."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def local_day(self, instant: datetime) -> date:
        """The date on the calendar's wall at `instant`."""
        return instant.astimezone(self.zone).date()

    def opening(self, day: date) -> datetime:
        """When `day` opens; for a closed day, when an ordinary working day would.

        Raises NoOpenTime if the week has no slot at all.
        """
        for slots in (self.slots(day), *self.week):
            if slots:
                return self.instant(day, slots[0].opens)
        raise NoOpenTime(self.name)

    def closing(self, day: date) -> datetime:
        """When `day` closes; for a closed day, its midnight."""
        ends = [interval.end for interval in self.intervals(day)]
        return ends[-1] if ends else self.midnight(day)

    def midnight(self, day: date) -> datetime:
        """The instant at which `day` is over."""
        return self.instant(day + ONE_DAY, MIDNIGHT)

    def from_instant(self, start: datetime) -> Iterator[Interval]:
        """Open stretches from `start` on, the first cut to begin no earlier than it.

        Raises NoOpenTime after SEARCH_DAYS days in a row without any.
        """
        day = self.local_day(start) - ONE_DAY  # a slot may reach past midnight when zones differ
        empty = 0
        while empty <= SEARCH_DAYS:
            empty += 1
            for interval in self.intervals(day):
                if interval.end > start:
                    empty = 0
                    yield Interval(max(interval.start, start), interval.end)
            day += ONE_DAY
        raise NoOpenTime(self.name)
