"""How is a line of a ledger put into words?"""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO, WEEKDAYS, long_day
from privacyportal.calendars.hours import Interval
from privacyportal.calendars.ledger import Line, What

SATURDAY = 5


def line_day(line: Line) -> str:
    """The day, or first and last day, of a ledger's line."""
    first = long_day(line.on)
    return first if line.on == line.until else f"{first} – {long_day(line.until)}"


def line_slot(line: Line, zone: ZoneInfo = TOKYO) -> str:
    """The hours of a ledger's line on the walls of `zone`; 24:00 where they reach midnight."""
    return slot_text(line.slot, line.on, zone) if line.slot else ""


def slot_text(slot: Interval, on: date, zone: ZoneInfo) -> str:
    """A stretch of one day: 09:00–12:00."""
    start, end = (moment.astimezone(zone) for moment in slot)
    return f"{start:%H:%M}–{f'{end:%H:%M}' if end.date() == on else '24:00'}"


def line_text(line: Line) -> str:
    """What became of a day, in words."""
    words = {
        What.OUTSIDE: _("outside business hours: counts as received at the next opening"),
        What.DAY_ZERO: _("day of the start: not counted"),
        What.COUNTED: _("counted"),
        What.CLOSED: _("closed: %(name)s") % {"name": line.name or closed_weekday(line.on)},
        What.PAUSED: _("paused: not counted"),
        What.ROLLED: _("moved to the next open day"),
    }
    return words[line.what]


def closed_weekday(on: date) -> str:
    """Why a day without a name is closed: the weekend, or a weekday without hours."""
    return _("weekend") if on.weekday() >= SATURDAY else _("no hours on this weekday")


def weekday(on: date) -> str:
    """The day of the week in one character, as a ledger's line has it."""
    return WEEKDAYS[on.weekday()]
