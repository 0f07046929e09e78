"""How is what was found wanting put right?"""

from datetime import date, datetime

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.checklists import guards, mails
from privacyportal.checklists.models import Assessment, ChecklistItem, CorrectiveAction, Finding
from privacyportal.checklists.services.moving import move
from privacyportal.checklists.states import ActionStatus, FindingStatus
from privacyportal.clocks import river as clocks
from privacyportal.references import registry
from privacyportal.references.models import Reference


@deed
def raise_finding(
    *,
    subject: Reference,
    severity: str,
    description: str,
    assessment: Assessment | None = None,
    item: ChecklistItem | None = None,
    by: User | None,
    at: datetime,
) -> Finding:
    """Record that something about a subject is wanting; return the open finding."""
    finding = Finding.objects.create(
        reference=registry.issue("FINDING", at=at),
        subject=subject,
        assessment=assessment,
        item=item,
        severity=severity,
        description=description,
        raised_at=at,
        raised_by=by,
    )
    changes = {
        "subject": str(subject),
        "severity": str(severity),
        "item": item.code if item else "",
        "assessment": str(assessment) if assessment else "",
    }
    trail.record(action="checklists.finding_raised", obj=finding, by=by, at=at, changes=changes, section="6")
    return finding


@deed
def add_corrective_action(
    *, finding: Finding, description: str, owner: User, due_on: date, by: User | None, at: datetime
) -> CorrectiveAction:
    """Agree what will be done about a finding, by whom, by which Tokyo day; return the action.

    :raises Refused: when the finding is closed, or the day has passed.
    """
    refuse_if(
        [
            guards.finding_open(is_open=finding.status == FindingStatus.OPEN),
            guards.due_in_future(due_on, tokyo_day(at)),
        ],
        obj=finding,
    )
    action = CorrectiveAction.objects.create(
        reference=registry.issue("ACTION", at=at),
        finding=finding,
        description=description,
        owner=owner,
        due_on=due_on,
        added_at=at,
    )
    clocks.refresh(reference=action.reference, at=at)
    changes = {"finding": str(finding), "owner": owner.get_username(), "due_on": due_on}
    trail.record(action="checklists.action_added", obj=action, by=by, at=at, changes=changes, section="6")
    mails.tell_action(action, by=by, at=at)
    return action


@deed
def complete_action(*, action: CorrectiveAction, result: str, by: User | None, at: datetime) -> CorrectiveAction:
    """Say what was done; the action then awaits a second person.

    :raises Conflict: when it is not open any more.
    """
    move(action, "complete", done_at=at, done_by=by, result=result)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(action="checklists.action_done", obj=action, by=by, at=at, section="6")
    return action


@deed
def redo_action(*, action: CorrectiveAction, reason: str, by: User | None, at: datetime) -> CorrectiveAction:
    """Return an action whose result does not suffice; its due date stays.

    :raises Conflict: when it is not awaiting verification any more.
    """
    move(action, "redo", done_at=None, done_by=None)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(action="checklists.action_sent_back", obj=action, by=by, at=at, reason=reason, section="6")
    mails.tell_action(action, by=by, at=at)
    return action


@deed
def verify_action(*, action: CorrectiveAction, by: User | None, at: datetime) -> CorrectiveAction:
    """Confirm as a second person that an action was effective; the last one closes its finding.

    :raises Refused: when the person owns the action, or reported it as done.
    :raises Conflict: when it is not awaiting verification any more.
    """
    took_part = by is not None and by.pk in (action.owner_id, action.done_by_id)
    refuse_if([guards.verified_by_another(is_same=took_part)], obj=action)
    move(action, "verify", verified_at=at, verified_by=by)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(action="checklists.action_verified", obj=action, by=by, at=at, section="6")
    finding = action.finding
    if finding.status == FindingStatus.OPEN and not _unverified(finding):
        close_finding(finding=finding, reason="", by=by, at=at)
    return action


@deed
def close_finding(*, finding: Finding, reason: str, by: User | None, at: datetime) -> Finding:
    """Close a finding whose actions are all verified, or one without actions for a written reason.

    :raises Refused: when an action is not verified yet.
    :raises Conflict: when it is closed already.
    """
    refuse_if([guards.actions_verified(open_numbers=_unverified(finding))], obj=finding)
    move(finding, "close", closed_at=at)
    trail.record(action="checklists.finding_closed", obj=finding, by=by, at=at, reason=reason, section="6")
    return finding


def _unverified(finding: Finding) -> list[str]:
    rows = finding.actions.exclude(status=ActionStatus.VERIFIED).select_related("reference")
    return [str(action) for action in rows.order_by("pk")]
