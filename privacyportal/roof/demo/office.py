"""When do people in an office do things? Moments inside the desk's hours."""

from datetime import date, datetime, time
from functools import cached_property

from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.calendars.arithmetic import add_business_days, add_business_minutes, next_open
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import open_hours

DAY_MINUTES = 480


class Office:
    """Time as it passes at the desk, seen from the present moment `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today: date = tokyo_day(now)

    @cached_property
    def hours(self) -> OpenHours:
        """The desk's open hours."""
        return open_hours("DESK")

    def after(self, moment: datetime, *, days: float = 0, minutes: int = 0) -> datetime:
        """Return the moment so many working days and working minutes later."""
        total = max(1, int(days * DAY_MINUTES) + minutes)
        return add_business_minutes(self.hours, next_open(self.hours, moment), total).astimezone(TOKYO)

    def on(self, day: date, minute: int = 0) -> datetime:
        """Return a moment `minute` minutes after the desk opens on a day, or on the next day on which it opens."""
        opened = next_open(self.hours, datetime.combine(day, time(0), TOKYO))
        return add_business_minutes(self.hours, opened, max(1, minute % DAY_MINUTES)).astimezone(TOKYO)

    def working_days_ago(self, days: int, minute: int = 0) -> datetime:
        """Return a moment so many working days before today, never after now."""
        return min(self.on(self.working_day(-days), minute), self.now)

    def working_day(self, days: int) -> date:
        """Return the day so many working days from today: ahead, or back if negative."""
        return add_business_days(self.hours, self.today, days)
