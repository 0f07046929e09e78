"""How does a case move from state to state? By its step, once, and recorded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import guards
from cases.models import Case, CaseStep
from cases.permissions import may_read_persons
from cases.states import Need, StepByKind
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, Refusal
from privacyportal.clocks import river as clocks


def locked(case: Case) -> Case:
    """Return the case as it is stored now, locked until the transaction ends."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("reference", "route_row", "handler")
    stored: Case = rows.get(pk=case.pk)
    return stored


def can_take(case: Case, step: StepByKind) -> bool:
    """Return whether the table lets a case of this kind take this step from where it stands."""
    return step.is_open_to(case.kind, case.status)


def wanting(case: Case, step: StepByKind, *, reason: str = "") -> list[Refusal | None]:
    """Return what a step needs and does not have."""
    refusals: list[Refusal | None] = []
    if Need.REASON in step.needs:
        refusals.append(guards.reason_given(reason, what=step.words))
    return [*refusals, *lacking(case, step)]


def lacking(case: Case, step: StepByKind) -> list[Refusal | None]:
    """Return what a step needs of the record itself and does not have, whatever is typed."""
    if Need.IDENTITY not in step.needs:
        return []
    refusal = guards.identity_first(kind=case.kind, is_verified=case.identity_verified_at is not None)
    return [pointing(refusal, case, "verify_identity")]


def move(case: Case, step: StepByKind, *, by: Actor, at: datetime, reason: str = "", **facts: object) -> CaseStep:
    """Make one move of the table, storing `facts` with it; return the recorded step.

    The step is on record first: the database asks for it before a case is withdrawn that awaits a second person.

    :raises Conflict: when the table has no such move from the stored state, or somebody else was faster.
    """
    move = step.move_of(case.kind)
    if move is None or case.status not in move.sources:
        raise _conflict(case, step)
    before = case.status
    noted = _note(case, step, before, move.target, by=by, at=at, reason=reason)
    if not Case.objects.filter(pk=case.pk, status=before).update(status=move.target, **facts):
        raise _conflict(case, step)
    for name, value in {"status": move.target, **facts}.items():
        setattr(case, name, value)
    return noted


def note_step(case: Case, step: StepByKind, *, by: Actor, at: datetime, reason: str = "") -> CaseStep:
    """Record a deed that leaves the state as it is."""
    return _note(case, step, case.status, case.status, by=by, at=at, reason=reason)


def begin(case: Case, step: StepByKind, *, by: Actor, at: datetime, reason: str = "") -> CaseStep:
    """Record the first step of a case."""
    return _note(case, step, "", case.status, by=by, at=at, reason=reason)


def finish(
    case: Case,
    action: str,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, object] | None = None,
    reason: str = "",
    section: str = "",
    suppress: str = "",
) -> Case:
    """End a deed on a case that it has locked and written: clocks in line, entry in the trail; return the case."""
    clocks.refresh_many(references=[case.reference], at=at, suppress=suppress)
    trail.record(action=action, obj=case, by=by, at=at, changes=dict(changes or {}), reason=reason, section=section)
    return case


def pointing(refusal: Refusal | None, case: Case, button: str) -> Refusal | None:
    """Return a refusal with the address of the button that mends it; None where there is none."""
    return refusal and replace(refusal, link=reverse(f"admin:cases_case_{button}", args=[case.pk]))


def person_of(by: Actor) -> User:
    """Return who acts, where only a person can.

    :raises Conflict: when nobody in person does.
    """
    if by.account is None:
        raise Conflict(_("Only a person can do this."))
    return by.account


def _note(case: Case, step: StepByKind, before: str, after: str, *, by: Actor, at: datetime, reason: str) -> CaseStep:
    return CaseStep.objects.create(
        case=case,
        action=step.name,
        from_status=before,
        to_status=after,
        at=at,
        by=by.account,
        reason=reason,
    )


def _conflict(case: Case, step: StepByKind) -> Conflict:
    stored = Case.objects.get(pk=case.pk)
    return Conflict(
        _("%(number)s is in the state “%(state)s”; “%(step)s” is not possible from there.")
        % {"number": case.reference, "state": stored.get_status_display(), "step": step.words}
    )


def read_by(case: Case, by: Actor) -> Refusal | None:
    """Return what forbids somebody to decide on what the case says: that they may not read it."""
    return guards.decider_reads(may_read=by.account is None or may_read_persons(by.account, case))
