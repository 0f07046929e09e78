"""What keeps a deadline from being computed?"""

from privacyportal.backoffice.refusals import PortalError


class CannotCompute(PortalError):
    """A rule or a calendar is missing; the person is told, and nothing is guessed in its place (C8)."""


class NoRule(CannotCompute):
    """No rule for a duty is in force on the day it starts."""


class NoCalendarInForce(CannotCompute):
    """The calendar that a rule counts on has no published version."""
