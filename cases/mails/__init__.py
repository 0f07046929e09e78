"""Which mails does a case send that are no deadlines, and to whom outside may a case be spoken of?"""

from cases.mails.inside import (
    ask_for_approval,
    ask_for_explanation,
    ask_for_extension,
    tell_assignment,
    tell_decision,
    tell_explanation_decided,
    tell_extension_decided,
)
from cases.mails.outside import party

__all__ = [
    "ask_for_approval",
    "ask_for_explanation",
    "ask_for_extension",
    "party",
    "tell_assignment",
    "tell_decision",
    "tell_explanation_decided",
    "tell_extension_decided",
]
