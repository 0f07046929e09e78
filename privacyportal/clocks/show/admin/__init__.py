"""What does staff see of deadlines, of the rules behind them, and of who was told?"""

from privacyportal.clocks.show.admin.clocks import ClockAdmin, NoticeAdmin, SweepRunAdmin
from privacyportal.clocks.show.admin.reminders import LevelAdmin
from privacyportal.clocks.show.admin.rules import ClockRuleAdmin, DutyFilter
from privacyportal.clocks.show.admin.thresholds import ThresholdAdmin

__all__ = [
    "ClockAdmin",
    "ClockRuleAdmin",
    "DutyFilter",
    "LevelAdmin",
    "NoticeAdmin",
    "SweepRunAdmin",
    "ThresholdAdmin",
]
