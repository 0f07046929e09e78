"""Which items of a checklist are asked of this subject, on this occasion?"""

from collections.abc import Set as AbstractSet

from privacyportal.checklists.models import ChecklistItem
from privacyportal.checklists.states import Occasion

EVERYONE = "all"
TERMINATION = "termination"
ONLY_BEFORE_START = "onboarding"
ONLY_AT_THE_END = "at_termination"


def is_asked(item: ChecklistItem, *, occasion: str, applies_to: AbstractSet[str]) -> bool:
    """Return whether an item belongs to an assessment.

    `applies_to` says what the subject is like: my_number, foreign, cloud, sub-outsourcing, termination. Items for the
    end of the work wait for the termination; items for the start only are not asked again at a periodic assessment.
    """
    if item.applies_to not in (EVERYONE, *applies_to):
        return False
    if item.frequency == ONLY_AT_THE_END:
        return TERMINATION in applies_to
    return not (item.frequency == ONLY_BEFORE_START and occasion == Occasion.PERIODIC)
