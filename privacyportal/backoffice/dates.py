"""How are days and instants written for people?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"


def table_day(on: date | None) -> str:
    """Return a day for a table column: 2026-11-24; nothing for None."""
    return on.isoformat() if on else ""


def table_instant(at: datetime | None) -> str:
    """Return an instant for a table column in Tokyo time: 2026-11-24 17:00; nothing for None."""
    return at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M") if at else ""


def long_day(on: date | None) -> str:
    """Return a day for running text: 2026年11月24日（火）, or Tue 24 Nov 2026 in English."""
    if on is None:
        return ""
    if get_language() == "ja":
        return f"{on.year}年{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"
    return f"{on:%a} {on.day} {on:%b %Y}"


def long_instant(at: datetime | None) -> str:
    """Return an instant for running text in Tokyo time: 2026年11月24日（火）17:00."""
    if at is None:
        return ""
    local = at.astimezone(TOKYO)
    separator = "" if get_language() == "ja" else " "
    return f"{long_day(local.date())}{separator}{local:%H:%M}"


def tokyo_day(at: datetime) -> date:
    """Return the Tokyo day of an instant."""
    return at.astimezone(TOKYO).date()
