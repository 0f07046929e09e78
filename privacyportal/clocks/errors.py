"""What keeps a deadline from being computed?"""


class NoRule(Exception):
    """No rule for a duty is in force on the day it starts; nothing is guessed in its place."""


class UnknownDuty(Exception):
    """A clock or rule names a duty that no app has declared."""
