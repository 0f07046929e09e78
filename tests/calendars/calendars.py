"""Calendars without a database, for the vectors and properties."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from privacyportal.calendars.hours import DatedDay, OpenHours, Slot

TOKYO = ZoneInfo("Asia/Tokyo")
SHARED_HOLIDAYS = Path(__file__).resolve().parents[3] / "shared" / "data" / "holidays" / "syukujitsu_2026-02_cp932.csv"

MORNING = Slot(time(9), time(12))
AFTERNOON = Slot(time(13), time(17))
WHOLE_DAY = Slot(time(9), time(17))
YEAR_END_DESK = ((12, 31), (1, 1), (1, 2), (1, 3))
YEAR_END_GOV = ((12, 29), (12, 30), *YEAR_END_DESK)


def working_week(*slots: Slot) -> tuple[tuple[Slot, ...], ...]:
    """Monday to Friday with these slots."""
    return (slots,) * 5 + ((), ())


def office_holidays() -> dict[date, str]:
    """National holidays of 2026 and 2027 from the library."""
    return dict(holidays.country_holidays("JP", years=(2025, 2026, 2027, 2028)))


def official_holidays() -> dict[date, str]:
    """National holidays from the Cabinet Office's own file."""
    with SHARED_HOLIDAYS.open(encoding="cp932") as lines:
        rows = list(csv.reader(lines))[1:]
    return {date(*map(int, row[0].split("/"))): row[1] for row in rows}


def closed(named: dict[date, str], year_end: Iterable[tuple[int, int]]) -> dict[date, DatedDay]:
    """The dated closures of a calendar."""
    days = {day: DatedDay((), name, "national") for day, name in named.items()}
    for year in (2025, 2026, 2027, 2028):
        for month, day in year_end:
            days[date(year, month, day)] = DatedDay((), "year end", "firm")
    return days


def desk(*slots: Slot, without: Iterable[date] = ()) -> OpenHours:
    """The desk's calendar with these slots a day (09:00-17:00 if none), some holidays left out on request."""
    named = {day: name for day, name in office_holidays().items() if day not in set(without)}
    return OpenHours(zone=TOKYO, week=working_week(*(slots or (WHOLE_DAY,))), days=closed(named, YEAR_END_DESK))


def government(named: dict[date, str] | None = None) -> OpenHours:
    """The government's calendar, closed from 29 December to 3 January."""
    days = closed(office_holidays() if named is None else named, YEAR_END_GOV)
    return OpenHours(zone=TOKYO, week=working_week(WHOLE_DAY), days=days)


def tokyo(text: str) -> datetime:
    """An instant from Tokyo wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)
