"""How is what was found wanting put right?"""

from datetime import date, datetime

from django.core.files.base import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.charging import receiving
from privacyportal.accounts.models import User
from privacyportal.attachments import services as attachments
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.writing import locked, move, write
from privacyportal.checklists import guards, mails, rights
from privacyportal.checklists.models import (
    ActionReport,
    ActionVerdict,
    Assessment,
    ChecklistItem,
    CorrectiveAction,
    Finding,
)
from privacyportal.checklists.states import CLOSE, COMPLETE, REDO, VERIFY, ActionStatus, FindingStatus
from privacyportal.clocks import river as clocks
from privacyportal.references import registry
from privacyportal.references.models import Reference


@deed(right=rights.CHANGE_FINDING, on="subject", words=_("finding"))
def raise_finding(
    *,
    subject: Reference,
    severity: str,
    description: str,
    assessment: Assessment | None = None,
    item: ChecklistItem | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Record that something about a subject is wanting; return the open finding."""
    return record_finding(
        subject=subject, severity=severity, description=description, assessment=assessment, item=item, by=by, at=at
    )


def record_finding(
    *,
    subject: Reference,
    severity: str,
    description: str,
    assessment: Assessment | None,
    item: ChecklistItem | None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Enter a finding, raised by hand or by a sign-off whose signer need not hold the right to raise one."""
    finding = Finding.objects.create(
        reference=registry.issue("FINDING", at=at),
        subject=subject,
        assessment=assessment,
        item=item,
        severity=severity,
        description=description,
        raised_at=at,
        raised_by=by.account,
    )
    changes = {
        "subject": str(subject),
        "severity": str(severity),
        "item": item.code if item else "",
        "assessment": str(assessment) if assessment else "",
    }
    trail.record(action="checklists.finding_raised", obj=finding, by=by, at=at, changes=changes, section="6")
    return finding


@deed(right=rights.MEND, on="finding", words=_("agreement on a corrective action"))
def add_corrective_action(
    *, finding: Finding, description: str, owner: User, due_on: date, by: Actor, at: datetime
) -> CorrectiveAction:
    """Agree what will be done about a finding, by whom, by which Tokyo day; return the action.

    :raises Refused: when the finding is closed, or the day has passed.
    :raises Conflict: when the owner's account is closed.
    """
    owner, stored = receiving(owner), locked(finding, "reference")
    if not owner.is_active:
        raise Conflict(gettext("The account is closed already."))
    refuse_if(
        [
            guards.finding_open(is_open=stored.status == FindingStatus.OPEN),
            guards.due_in_future(due_on, tokyo_day(at)),
        ],
        obj=stored,
    )
    action = CorrectiveAction.objects.create(
        reference=registry.issue("ACTION", at=at),
        finding=stored,
        description=description,
        owner=owner,
        due_on=due_on,
        added_at=at,
    )
    clocks.refresh(reference=action.reference, at=at)
    changes = {"finding": str(stored), "owner": owner.get_username(), "due_on": due_on}
    trail.record(action="checklists.action_added", obj=action, by=by, at=at, changes=changes, section="6")
    mails.tell_action(action, by=by, at=at)
    return action


def hand_over(
    action: CorrectiveAction, *, person: User, to: User | None, reason: str, by: Actor, at: datetime
) -> CorrectiveAction:
    """Give an action to the successor of an owner who leaves or moves, inside that deed; who reported on it stays."""
    stored = locked(action, "reference")
    if to is None:
        return stored
    write(stored, owner=to)
    clocks.refresh(reference=stored.reference, at=at)
    changes = {"owner": [person.get_username(), to.get_username()]}
    trail.record(
        action="checklists.action_handed_over", obj=stored, by=by, at=at, changes=changes, reason=reason, section="6"
    )
    return stored


@deed(right=COMPLETE.right, on="action", words=COMPLETE.words)
def complete_action(
    *, action: CorrectiveAction, result: str, file: "File[bytes] | None" = None, by: Actor, at: datetime
) -> CorrectiveAction:
    """Say what was done, with what proves it; the report stays, and whoever may verify it is asked to.

    :raises Conflict: when it is not open any more.
    :raises FileRefused: when the file is of a kind that is not kept.
    """
    move(action, COMPLETE, done_at=at, done_by=by.account, result=result)
    number = action.reports.count() + 1
    ActionReport.objects.create(action=action, number=number, text=result, at=at, by=by.account)
    if file is not None:
        attachments.attach(reference=action.reference, file=file, label=_report_label(number), by=by, at=at)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(
        action="checklists.action_done",
        obj=action,
        by=by,
        at=at,
        changes={"report": number},
        reason=result,
        section="6",
    )
    mails.ask_to_verify(action, by=by, at=at)
    return action


def _report_label(number: int) -> str:
    return gettext("report %(number)d") % {"number": number}


@deed(right=REDO.right, on="action", words=REDO.words)
def redo_action(*, action: CorrectiveAction, reason: str, by: Actor, at: datetime) -> CorrectiveAction:
    """Return an action whose result does not suffice; its due date stays, and so do the report and the reason.

    :raises Conflict: when it is not awaiting verification any more.
    """
    move(action, REDO, done_at=None, done_by=None)
    _say(action, taken=False, note=reason, by=by, at=at)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(action="checklists.action_sent_back", obj=action, by=by, at=at, reason=reason, section="6")
    mails.tell_action(action, by=by, at=at)
    return action


@deed(right=VERIFY.right, on="action", words=VERIFY.words)
def verify_action(*, action: CorrectiveAction, note: str, by: Actor, at: datetime) -> CorrectiveAction:
    """Confirm as a second person that an action was effective, and by what; the last one closes its finding.

    :raises Refused: when the person owns the action or reported it as done, or says nothing of what was looked at.
    :raises Conflict: when it is not awaiting verification any more.
    """
    refuse_if(
        [guards.verified_by_another(is_same=took_part(action, by)), guards.verification_explained(note)], obj=action
    )
    move(action, VERIFY, verified_at=at, verified_by=by.account)
    _say(action, taken=True, note=note, by=by, at=at)
    clocks.refresh(reference=action.reference, at=at)
    trail.record(action="checklists.action_verified", obj=action, by=by, at=at, reason=note, section="6")
    finding = locked(action.finding, "reference")
    if finding.status == FindingStatus.OPEN and not unverified(finding):
        _close(finding, reason="", by=by, at=at)
    return action


@deed(right=CLOSE.right, on="finding", words=CLOSE.words)
def close_finding(*, finding: Finding, reason: str, by: Actor, at: datetime) -> Finding:
    """Close a finding whose actions are all verified, or one without actions for a written reason.

    :raises Refused: when an action is not verified yet.
    :raises Conflict: when it is closed already.
    """
    refuse_if([guards.actions_verified(open_numbers=unverified(locked(finding)))], obj=finding)
    return _close(finding, reason=reason, by=by, at=at)


def _close(finding: Finding, *, reason: str, by: Actor, at: datetime) -> Finding:
    move(finding, CLOSE, closed_at=at, closed_reason=reason)
    trail.record(action="checklists.finding_closed", obj=finding, by=by, at=at, reason=reason, section="6")
    return finding


def _say(action: CorrectiveAction, *, taken: bool, note: str, by: Actor, at: datetime) -> None:
    """Keep what the second person said beside the report it was said to."""
    report = action.reports.order_by("-number").first()
    if report is not None:
        ActionVerdict.objects.create(report=report, taken=taken, note=note, at=at, by=by.account)


def took_part(action: CorrectiveAction, by: Actor) -> bool:
    """Return whether the actor owns an action or reported it as done."""
    return by.is_same_person(action.owner) or by.is_same_person(action.done_by)


def unverified(finding: Finding) -> list[str]:
    """Return the numbers of a finding's actions that nobody has verified."""
    rows = finding.actions.exclude(status=ActionStatus.VERIFIED).select_related("reference")
    return [str(action) for action in rows.order_by("pk")]
