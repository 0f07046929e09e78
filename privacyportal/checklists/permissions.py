"""Who may answer, sign off, mend and verify?"""

from typing import Any

from django.db.models import Model

from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.references import registry
from privacyportal.references.models import Reference

ANSWER = "checklists.answer_assessment"
SIGN_OFF = "checklists.sign_off_assessment"
CHANGE_FINDING = "checklists.change_finding"
CHANGE_ACTION = "checklists.change_correctiveaction"
IMPORT = "checklists.change_checklisttemplate"


def is_responsible(user: Any, subject: Reference) -> bool:
    """Return whether the subject was personally given to the person to supervise."""
    model = registry.kind_of(subject).model_class
    codename = f"{model._meta.app_label}.supervise_{model._meta.model_name}"
    return bool(user.has_perm(codename, registry.object_for(subject)))


def is_supervised(model: type[Model]) -> bool:
    """Return whether records of a kind are supervised: they have a right of that name."""
    options = model._meta
    return f"supervise_{options.model_name}" in {codename for codename, _name in options.permissions}


def works_on_subjects(user: Any) -> bool:
    """Return whether the role lets the person work on records that are given to them personally."""
    options = [kind.model_class._meta for kind in registry.kinds()]
    return any(user.has_perm(f"{o.app_label}.view_assigned_{o.model_name}") for o in options)


def may_answer(user: Any, assessment: Assessment) -> bool:
    """Return whether the person may answer this assessment: by role, or because the subject is theirs."""
    return user.has_perm(ANSWER) or is_responsible(user, assessment.subject)


def may_mend(user: Any, finding: Finding) -> bool:
    """Return whether the person may agree corrective actions on this finding."""
    return user.has_perm(CHANGE_FINDING) or is_responsible(user, finding.subject)


def may_complete(user: Any, action: CorrectiveAction) -> bool:
    """Return whether the person may report on this action: its owner, or by role."""
    return action.owner_id == user.pk or user.has_perm(CHANGE_ACTION)
