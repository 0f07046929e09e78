"""What are the open hours of a week that is only typed: slots, a zone, holidays, closures of every year?"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from privacyportal.calendars.hours import DatedDay, OpenHours, Slot
from privacyportal.calendars.national import LAST_KNOWN, national_holidays
from privacyportal.calendars.states import Layer

type MonthDay = tuple[int, int]


class ClosedDays(Mapping[date, DatedDay]):
    """The closed dates of every year, worked out when asked for.

    `named` are holidays from a file; None stands for those of Japan that the portal knows. A holiday that is also a
    closure of every year keeps its name.
    """

    def __init__(self, named: Mapping[date, str] | None, every_year: Collection[MonthDay], closure: str) -> None:
        self._named = named
        self._every_year = frozenset(every_year)
        self._closure = closure

    def __getitem__(self, day: date) -> DatedDay:
        names = national_of(day.year) if self._named is None else self._named
        if day in names:
            return DatedDay((), names[day], Layer.NATIONAL)
        if (day.month, day.day) in self._every_year:
            return DatedDay((), self._closure, Layer.FIRM)
        raise KeyError(day)

    def __iter__(self) -> Iterator[date]:
        return iter(self._named or ())

    def __len__(self) -> int:
        return len(self._named or ())


@lru_cache(maxsize=256)
def national_of(year: int) -> dict[date, str]:
    """The national holidays of one year as the portal knows them."""
    return national_holidays([year])


def typed_hours(
    *,
    slots: tuple[Slot, ...],
    weekdays: Collection[int],
    zone: ZoneInfo,
    named: Mapping[date, str] | None,
    every_year: Collection[MonthDay],
    closure: str,
) -> OpenHours:
    """Open hours that stand in no database; `weekdays` count from 0 for Monday, `closure` names `every_year`.

    Holidays are known until the end of the last year in `named`, or of what the portal's library knows.
    """
    last = LAST_KNOWN if named is None else max((day.year for day in named), default=None)
    return OpenHours(
        zone=zone,
        week=tuple(slots if weekday in weekdays else () for weekday in range(7)),
        days=ClosedDays(named, every_year, closure),
        name=" ".join(str(slot) for slot in slots),
        known_until=date(last, 12, 31) if last else None,
    )
