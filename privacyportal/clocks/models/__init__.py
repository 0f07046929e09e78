"""What is due, by which rule, what has been said about it, and who wants to hear it how?"""

from privacyportal.clocks.models.changes import RuleChange
from privacyportal.clocks.models.clocks import Clock, Level
from privacyportal.clocks.models.feeds import CalendarFeed
from privacyportal.clocks.models.notices import Notice, SweepRun
from privacyportal.clocks.models.rules import ClockRule, RuleLevel, any_pause
from privacyportal.clocks.models.wishes import ReminderPreference, ReminderSettings

__all__ = [
    "CalendarFeed",
    "Clock",
    "ClockRule",
    "Level",
    "Notice",
    "ReminderPreference",
    "ReminderSettings",
    "RuleChange",
    "RuleLevel",
    "SweepRun",
    "any_pause",
]
