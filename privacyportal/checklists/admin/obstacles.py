"""What keeps somebody from a step of supervision, whatever they type? The deeds' own guards, asked before."""

from collections.abc import Sequence

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Refusal
from privacyportal.checklists import guards
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.checklists.services import findings
from privacyportal.checklists.services.assessments import took_part


def own_answers(assessment: Assessment, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from signing off: that they answered or submitted it."""
    return [guards.second_person(is_same=took_part(assessment, by))]


def own_action(action: CorrectiveAction, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from verifying an action: that they own it or reported it."""
    return [guards.verified_by_another(is_same=findings.took_part(action, by))]


def unverified_actions(finding: Finding, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps a finding open: its actions that nobody has verified."""
    return [guards.actions_verified(open_numbers=findings.unverified(finding))]
