"""What can be wrong with a calendar itself, so that no date may be computed from it?"""


class CalendarError(Exception):
    """A configuration fault: the calendar cannot answer, and nothing is guessed in its place."""


class NoCalendar(CalendarError):
    """No calendar of that name, or none of its versions is published."""


class NoOpenTime(CalendarError):
    """The calendar never opens within the time searched."""
