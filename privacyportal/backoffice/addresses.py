"""What can a text in an address mean? A key, a day, an instant that a database can hold, or nothing at all."""

from datetime import date, datetime

from django.utils import timezone

from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Frame, Read

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
    """Return the day that a text names in any usual writing; None for what is no day, may be two or is out of range."""
    found = moments.day_only(text, Frame(timezone.now()))
    return found.value if isinstance(found, Read) and _is_in_range(found.value) else None


def instant(text: str) -> datetime | None:
    """Return the instant that a text names, in Tokyo time where it says no other; None as for days."""
    found = moments.instant(text, Frame(timezone.now()))
    return found.value if isinstance(found, Read) and _is_in_range(found.value) else None


def _is_in_range(found: date) -> bool:
    return FIRST_YEAR <= found.year <= LAST_YEAR
