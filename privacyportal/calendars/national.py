"""Which days are national holidays of Japan, as the kept library knows them?"""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version as package_version

import holidays

# The years between which the library follows the law (国民の祝日に関する法律, from 1948); outside it names none.
FIRST_KNOWN, LAST_KNOWN = 1949, 2099


def source() -> str:
    """The library and its version."""
    return f"holidays {package_version('holidays')}"


def national_holidays(years: Iterable[int]) -> dict[date, str]:
    """National holidays, substitute holidays and bridge days of these years with their Japanese names, in order."""
    return dict(sorted(holidays.country_holidays("JP", years=years, language="ja").items()))
