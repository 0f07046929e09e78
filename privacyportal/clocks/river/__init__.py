"""What does the river offer to those above it? Clocks computed from events, rules changed, people found, mail decided.

Steering, braking, wishes, the sweep and the catalogue are asked for by their own names.
"""

from privacyportal.clocks.river.beginning import begin_many
from privacyportal.clocks.river.computing import (
    catching_up,
    follow,
    preview,
    recalculate,
    refresh,
    refresh_many,
    refresh_resting,
)
from privacyportal.clocks.river.dispatching import DEADLINE, HANDED_OVER, misaddressed, notice_of, unsent, why_not
from privacyportal.clocks.river.effects import Moved, effect_text, version_before, would_move
from privacyportal.clocks.river.loading import loaded, named, records_of
from privacyportal.clocks.river.people import Directory
from privacyportal.clocks.river.refreshing import CHUNK
from privacyportal.clocks.river.rulebook import CannotCompute, NoRule, RuleBook, value_of
from privacyportal.clocks.river.rules import (
    DRAFT_FIELDS,
    RULE_FIELDS,
    amend_rule,
    correct_rule,
    drop_level,
    enter_variant,
    publish_rule,
    set_level,
    withdraw_rule,
)

__all__ = [
    "CHUNK",
    "DEADLINE",
    "DRAFT_FIELDS",
    "HANDED_OVER",
    "RULE_FIELDS",
    "CannotCompute",
    "Directory",
    "Moved",
    "NoRule",
    "RuleBook",
    "amend_rule",
    "begin_many",
    "catching_up",
    "correct_rule",
    "drop_level",
    "effect_text",
    "enter_variant",
    "follow",
    "loaded",
    "misaddressed",
    "named",
    "notice_of",
    "preview",
    "publish_rule",
    "recalculate",
    "records_of",
    "refresh",
    "refresh_many",
    "refresh_resting",
    "set_level",
    "unsent",
    "value_of",
    "version_before",
    "why_not",
    "withdraw_rule",
    "would_move",
]
