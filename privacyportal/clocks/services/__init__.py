"""What can be done with clocks and their rules? Compute clocks from events; change a rule."""

from privacyportal.clocks.services.computing import (
    catching_up,
    follow,
    preview,
    recalculate,
    refresh,
    refresh_many,
)
from privacyportal.clocks.services.rules import (
    RULE_FIELDS,
    amend_rule,
    correct_rule,
    drop_level,
    enter_variant,
    set_level,
    withdraw_rule,
)

__all__ = [
    "RULE_FIELDS",
    "amend_rule",
    "catching_up",
    "correct_rule",
    "drop_level",
    "enter_variant",
    "follow",
    "preview",
    "recalculate",
    "refresh",
    "refresh_many",
    "set_level",
    "withdraw_rule",
]
