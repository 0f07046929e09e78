"""When is somebody there? A calendar's open hours as a plain value, without a database."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from privacyportal.calendars.errors import NoOpenTime

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
# Longest stretch without open time that is still believed to be meant.
SEARCH_DAYS = 800
# Fewer questions than these are answered day by day; more of them draw all years of the decades around in one line.
RARELY, DECADE = 300, 10


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


class Line(NamedTuple):
    """Open days and open stretches of the years from `first` to `last` in order, and the open time before each stretch.

    `is_dense` says that there is some in each of these years.
    """

    first: int
    last: int
    is_dense: bool
    days: list[date]
    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]

    def opened(self, instant: datetime) -> timedelta:
        """How much open time there is on the line before a moment on it."""
        place = bisect_right(self.starts, instant) - 1
        return self.before[place] + min(instant, self.ends[place]) - self.starts[place]

    def next_open(self, instant: datetime) -> datetime:
        """A moment on the line itself when open, else the next opening."""
        place = bisect_right(self.ends, instant)
        return max(self.starts[place], instant)

    def passed(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first moment by which so much open time (more than none) has run since a moment; None beyond the line."""
        reached = self.opened(start) + amount
        place = bisect_left(self.before, reached) - 1
        return self.starts[place] + (reached - self.before[place]) if reached <= self.before[-1] else None

    def after(self, day: date, amount: int) -> date | None:
        """The open day that comes `amount` open days (from 1) after a day; None beyond the line."""
        place = bisect_right(self.days, day) + amount - 1
        return self.days[place] if place < len(self.days) else None


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
    _lines: list[Line] = field(default_factory=list, init=False, repr=False)
    _asked: Iterator[int] = field(default_factory=count, init=False, repr=False)

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

    def line(self, start: datetime, end: datetime) -> Line | None:
        """The open time of all years around two moments in one line; None for who asks so rarely that walking is less.

        Between moments on it, no search for open time ends with NoOpenTime: there is none where a year has none.
        """
        first, last = start.year - 1, end.year + SEARCH_DAYS // 365 + 2
        known = self._lines[-1] if self._lines else None
        if known is None or first < known.first or last > known.last:
            if next(self._asked) < RARELY or first <= MINYEAR or last >= MAXYEAR - DECADE:
                return None
            first, last = first - first % DECADE, last - last % DECADE + DECADE
            known = self._drawn(max(first, MINYEAR), last)
            self._lines[:] = [known]
        return known if known.is_dense else None

    def _drawn(self, first: int, last: int) -> Line:
        """Return the line from the beginning of a year to the end of another."""
        days, starts, ends, before, years = [], [], [], [], set()
        day, total = date(first, 1, 1), timedelta(0)
        while day.year <= last:
            if self.is_open_day(day):
                days.append(day)
            for start, end in self.intervals(day):
                starts.append(start)
                ends.append(end)
                before.append(total)
                total += end - start
                years.add(day.year)
            day += ONE_DAY
        return Line(first, last, len(years) == last - first + 1, days, starts, ends, before)
