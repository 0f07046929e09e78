"""Which rows of a supervision may not be written while others say no, whoever writes them? Section 6."""

from privacyportal.audit.joining import Forbidden

HANDED_IN = "NEW.status <> 'draft' AND OLD.status = 'draft'"
ANSWERS = "EXISTS (SELECT 1 FROM checklists_answer a WHERE a.assessment_id = NEW.id AND"


def _handed_in(name: str, condition: str) -> Forbidden:
    """Return what may be said by no answer of an assessment that is handed in."""
    condition = f"{HANDED_IN} AND {ANSWERS} {condition})"
    return Forbidden(table="checklists_assessment", name=name, condition=condition, events=("UPDATE",))


def _begins(name: str, table: str, state: str) -> Forbidden:
    """Return that a record begins in its first state: what it came to is found, reported and decided afterwards."""
    return Forbidden(table=table, name=name, condition=f"NEW.status <> '{state}'", events=("INSERT",))


JOINS = (
    _begins("assessment_begins_as_draft", "checklists_assessment", "draft"),
    _begins("finding_begins_open", "checklists_finding", "open"),
    _begins("action_begins_open", "checklists_correctiveaction", "open"),
    Forbidden(
        table="checklists_assessment",
        name="assessment_signed_off_after_it_was_handed_in",
        condition="NEW.status = 'signed_off' AND OLD.status = 'draft'",
        events=("UPDATE",),
    ),
    Forbidden(
        table="checklists_correctiveaction",
        name="action_verified_after_its_report",
        condition="NEW.status = 'verified' AND OLD.status = 'open'",
        events=("UPDATE",),
    ),
    Forbidden(
        table="checklists_correctiveaction",
        name="action_due_after_it_is_agreed",
        condition="NEW.due_on < DAY_IN_TOKYO(NEW.added_at)",
        events=("INSERT",),
    ),
    _handed_in("assessment_handed_in_answered", "a.answered_at IS NULL"),
    _handed_in("assessment_handed_in_explained", "a.result = 'not_applicable' AND a.note = ''"),
    Forbidden(
        table="checklists_finding",
        name="finding_closed_after_its_actions",
        condition=(
            "NEW.status = 'closed' AND OLD.status <> 'closed' AND EXISTS (SELECT 1 FROM checklists_correctiveaction a "
            "WHERE a.finding_id = NEW.id AND a.status <> 'verified')"
        ),
        events=("UPDATE",),
    ),
    Forbidden(
        table="checklists_correctiveaction",
        name="action_for_an_open_finding",
        condition="EXISTS (SELECT 1 FROM checklists_finding f WHERE f.id = NEW.finding_id AND f.status = 'closed')",
        events=("INSERT",),
    ),
)
