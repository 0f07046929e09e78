"""What does supervision forbid when an assessment, a finding or an action moves on?"""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

SECTION = "6"


def all_answered(codes: Collection[str]) -> Refusal | None:
    """Refuse while items wait for an answer; `codes` are theirs."""
    if not codes:
        return None
    return Refusal(
        code="checklists.unanswered",
        section=SECTION,
        cannot=_("The assessment cannot be submitted."),
        missing=_("Items without an answer: %(codes)s.") % {"codes": "、".join(codes)},
        next_step=_("Answer each item; what could not be seen is answered as not yet confirmed."),
    )


def exclusions_explained(codes: Collection[str]) -> Refusal | None:
    """Refuse where an item was set aside as not applicable without a word why."""
    if not codes:
        return None
    return Refusal(
        code="checklists.unexplained_exclusion",
        section=SECTION,
        cannot=_("The assessment cannot be submitted."),
        missing=_("Items set aside as not applicable without a reason: %(codes)s.") % {"codes": "、".join(codes)},
        next_step=_("Write in the note why the item does not apply."),
    )


def second_person(*, is_same: bool) -> Refusal | None:
    """Refuse a sign-off by someone who answered or submitted the assessment."""
    if not is_same:
        return None
    return Refusal(
        code="checklists.four_eyes",
        section=SECTION,
        cannot=_("You cannot sign off this assessment."),
        missing=_("You answered or submitted it yourself; a second person signs it off."),
        next_step=_("Ask another person with the right to sign off."),
    )


def verified_by_another(*, is_same: bool) -> Refusal | None:
    """Refuse a verification by the one who mended it, or who reported it as done for the owner."""
    if not is_same:
        return None
    return Refusal(
        code="checklists.action_four_eyes",
        section=SECTION,
        cannot=_("You cannot verify this corrective action."),
        missing=_("You are its owner or reported it as done; a second person verifies it."),
        next_step=_("Ask another person to verify it."),
    )


def verification_explained(note: str) -> Refusal | None:
    """Refuse a verification that does not say by what the effect was seen (P4: the effect is checked, and how)."""
    if note.strip():
        return None
    return Refusal(
        code="checklists.verification_unexplained",
        section=SECTION,
        cannot=_("This corrective action cannot be verified."),
        missing=_("It is not written down by what the effect was seen."),
        next_step=_("Write what you looked at and what you found."),
        field="note",
    )


def one_at_a_time(*, open_number: str) -> Refusal | None:
    """Refuse a second assessment with the same checklist while one is open."""
    if not open_number:
        return None
    return Refusal(
        code="checklists.already_open",
        section=SECTION,
        cannot=_("A new assessment cannot be started."),
        missing=_("The assessment %(number)s is not signed off yet.") % {"number": open_number},
        next_step=_("Finish the open assessment first."),
    )


def checklist_in_force(*, is_in_force: bool) -> Refusal | None:
    """Refuse to ask by a checklist that nobody else has looked at, or that another has replaced."""
    if is_in_force:
        return None
    return Refusal(
        code="checklists.not_in_force",
        section=SECTION,
        cannot=_("A new assessment cannot be started."),
        missing=_("This version of the checklist is not in force on that day."),
        next_step=_("Have it published by a second person, or use the version in force."),
    )


def due_in_future(due_on: date, today: date) -> Refusal | None:
    """Refuse a due day that has passed already."""
    if due_on >= today:
        return None
    return Refusal(
        code="checklists.due_in_past",
        section=SECTION,
        cannot=_("This due date cannot be set."),
        missing=_("The day has already passed."),
        next_step=_("Choose today or a later day."),
        field="due_on",
    )


def finding_open(*, is_open: bool) -> Refusal | None:
    """Refuse to add to a finding that is closed."""
    if is_open:
        return None
    return Refusal(
        code="checklists.finding_closed",
        section=SECTION,
        cannot=_("No corrective action can be added."),
        missing=_("The finding is closed."),
        next_step=_("Raise a new finding."),
    )


def actions_verified(*, open_numbers: Collection[str]) -> Refusal | None:
    """Refuse to close a finding while its actions are not verified."""
    if not open_numbers:
        return None
    return Refusal(
        code="checklists.actions_open",
        section=SECTION,
        cannot=_("The finding cannot be closed."),
        missing=_("Corrective actions not yet verified: %(numbers)s.") % {"numbers": "、".join(open_numbers)},
        next_step=_("Have each action done and verified by a second person."),
    )
