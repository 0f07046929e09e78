"""Which day is a day of an era, and which days does no era have?"""

from datetime import date, timedelta

# First day of each era (元号法 and the edicts before it); each ends on the day before the next.
FIRST_DAYS = {
    "令和": date(2019, 5, 1),
    "平成": date(1989, 1, 8),
    "昭和": date(1926, 12, 25),
    "大正": date(1912, 7, 30),
    "明治": date(1868, 10, 23),
}
SHORT = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"} | {name[0]: name for name in FIRST_DAYS}
# Until then years of the old calendar were counted in moons (太政官布告第337号, 1872).
FIRST_SOLAR_DAY = date(1873, 1, 1)


def full_name(era: str) -> str:
    """Return 令和 for 令和, 令 or R."""
    return SHORT.get(era, era)


def last_day(era: str) -> date:
    """Return the last day of an era; of the present one, the last day there is."""
    later = [first for first in FIRST_DAYS.values() if first > FIRST_DAYS[era]]
    return min(later) - timedelta(days=1) if later else date.max


def first_year(era: str) -> int:
    """Return the year that is the era's first."""
    return FIRST_DAYS[era].year


def has(era: str, day: date) -> bool:
    """Return whether the day is one of the era's."""
    return FIRST_DAYS[era] <= day <= last_day(era)


def era_day(day: date) -> str:
    """Return a day as letters write it (令和8年11月2日, 令和元年5月1日); of days before 明治, the day itself."""
    for era, first in FIRST_DAYS.items():
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"
