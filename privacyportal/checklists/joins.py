"""Which rows of a supervision may not be written while others say no, whoever writes them? Section 6."""

from privacyportal.audit.joining import Forbidden

HANDED_IN = "NEW.status = 'submitted' AND OLD.status = 'draft'"
ANSWERS = "EXISTS (SELECT 1 FROM checklists_answer a WHERE a.assessment_id = NEW.id AND"


def _handed_in(name: str, condition: str) -> Forbidden:
    """Return what may be said by no answer of an assessment that is handed in."""
    condition = f"{HANDED_IN} AND {ANSWERS} {condition})"
    return Forbidden(table="checklists_assessment", name=name, condition=condition, events=("UPDATE",))


JOINS = (
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
