"""What can be done with calendars?"""

from privacyportal.calendars.services.days import drop_days, set_day, set_days, set_range, set_week
from privacyportal.calendars.services.holidays import draft_from_file, import_holidays
from privacyportal.calendars.services.versions import (
    confirm_year,
    correct_source,
    create_calendar,
    draft,
    publish,
    withdraw,
)

__all__ = [
    "confirm_year",
    "correct_source",
    "create_calendar",
    "draft",
    "draft_from_file",
    "drop_days",
    "import_holidays",
    "publish",
    "set_day",
    "set_days",
    "set_range",
    "set_week",
    "withdraw",
]
