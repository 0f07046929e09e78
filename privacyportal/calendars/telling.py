"""How does the trail tell a dated day and the hours of a weekday, of which it keeps the codes?"""

from privacyportal.backoffice.labels import Text
from privacyportal.calendars.states import DayKind, Layer, Weekday

_WORDS: dict[str, Text] = {choice.value: choice.label for choice in (*DayKind, *Layer)}


def told_day(kept: str) -> str:
    """Return a date with its kind and layer in words (`2027-01-01 closed national`)."""
    day, *codes = kept.split(" ")
    words = [str(_WORDS.get(code, code)) for code in codes]
    return " ".join([day, *words])


def told_hours(kept: str) -> str:
    """Return a weekday with its hours in words (`0 09:00-17:00`)."""
    weekday, _space, hours = kept.partition(" ")
    named = next((str(day.label) for day in Weekday if str(day.value) == weekday), weekday)
    return f"{named} {hours}"
