"""How does a case move from state to state? By its table, once, and recorded."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases import guards
from cases.models import Case, CaseStep
from cases.states import MOVES, STEP_LABELS, Kind
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.clocks import river as clocks

type Person = User | None


def locked(case: Case) -> Case:
    """Return the case as it is stored now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("reference", "route_row").get(pk=case.pk)


def can_move(case: Case, name: str) -> bool:
    """Return whether the table lets a case of this kind make this move from where it stands."""
    move = MOVES[Kind(case.kind)].get(name)
    return move is not None and case.status in move.sources


def move(case: Case, name: str, *, by: Person, at: datetime, reason: str = "", **facts: Any) -> CaseStep:
    """Make one move of the table, storing `facts` with it; return the recorded step.

    :raises Conflict: when the table has no such move from the stored state, or somebody else was faster.
    """
    step = MOVES[Kind(case.kind)].get(name)
    if step is None or case.status not in step.sources:
        raise _conflict(case, name)
    before = case.status
    moved = Case.objects.filter(pk=case.pk, status=before).update(status=step.target, **facts)
    if not moved:
        raise _conflict(case, name)
    case.refresh_from_db()
    return CaseStep.objects.create(
        case=case, action=name, from_status=before, to_status=step.target, at=at, by=by, reason=reason
    )


def note_step(case: Case, name: str, *, by: Person, at: datetime, reason: str = "") -> CaseStep:
    """Record a deed that leaves the state as it is."""
    return CaseStep.objects.create(
        case=case, action=name, from_status=case.status, to_status=case.status, at=at, by=by, reason=reason
    )


def finish(
    case: Case,
    action: str,
    *,
    by: Person,
    at: datetime,
    changes: dict[str, Any] | None = None,
    reason: str = "",
    section: str = "",
    suppress: str = "",
) -> Case:
    """End a deed: bring the clocks in line, record it in the trail; return the case as stored.

    :raises Refused: when the reason holds an individual number.
    """
    refuse_if([guards.no_individual_number(reason, field="reason")], obj=case)
    clocks.refresh_many(references=[case.reference], at=at, suppress=suppress)
    trail.record(action=action, obj=case, by=by, at=at, changes=changes or {}, reason=reason, section=section)
    case.refresh_from_db()
    return case


def _conflict(case: Case, name: str) -> Conflict:
    stored = Case.objects.get(pk=case.pk)
    return Conflict(
        _("%(number)s is in the state “%(state)s”; “%(step)s” is not possible from there.")
        % {"number": case.reference, "state": stored.get_status_display(), "step": STEP_LABELS.get(name, name)}
    )
