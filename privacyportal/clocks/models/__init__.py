"""What is due, by which rule, what has been said about it, and who wants to hear it how?"""

from privacyportal.clocks.models.clocks import Clock, Level, annotate_next_due
from privacyportal.clocks.models.notices import Notice, SweepRun
from privacyportal.clocks.models.reminders import CalendarFeed, ReminderPreference
from privacyportal.clocks.models.rules import ClockRule, RuleChange, RuleLevel, any_pause
from privacyportal.clocks.models.thresholds import Threshold

__all__ = [
    "CalendarFeed",
    "Clock",
    "ClockRule",
    "Level",
    "Notice",
    "ReminderPreference",
    "RuleChange",
    "RuleLevel",
    "SweepRun",
    "Threshold",
    "annotate_next_due",
    "any_pause",
]
