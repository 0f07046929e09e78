"""What can a text in an address mean? A key, a day, an instant that a database can hold, or nothing at all."""

from datetime import date, datetime

from django.utils.dateparse import parse_date, parse_datetime

# No record here is older or later; at the ends of the calendar an hour's difference of zones leaves it.
FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_KEY = 2**63 - 1
_DIGITS = 19


def key(text: str) -> int | None:
    """Return the number of a row, in plain digits and no larger than a database can hold; None for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    found = int(text)
    return found if found <= LARGEST_KEY else None


def day(text: str) -> date | None:
    """Return the day that a text names (2026-11-24); None for a day that does not exist or lies out of range."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def instant(text: str) -> datetime | None:
    """Return the instant that a text names with its zone; None where there is none, or it lies out of range."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
