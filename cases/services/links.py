"""How do cases hang together, and when does one open another?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases import guards
from cases.models import Case, CaseLink, LeakReport, RouteRow
from cases.services.declaring import case_deed, step_deed
from cases.services.moving import begin, finish, locked, note_step, wanting
from cases.services.routes import Plan, plan_route
from cases.states import HANDLE, Concerns, Kind, steps
from privacyportal.accounts.models import Desk
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.checklists.services.findings import record_finding
from privacyportal.checklists.states import Severity
from privacyportal.clocks import river as clocks
from privacyportal.references.registry import issue

LEAK_ROW_DESK = "INCIDENT"
# Stored text is the firm's, in Japanese, whatever language the typist reads.
STORED_LANGUAGE = "ja"


@case_deed(right=HANDLE, words=_("Link a case"))
def link_cases(*, case: Case, linked: Case, reason: str, by: Actor, at: datetime) -> CaseLink:
    """Note that two cases belong together, in whichever direction it is asked.

    :raises Refused: when the reason is missing.
    :raises Conflict: when they are the same or linked already.
    """
    refuse_if([guards.reason_given(reason, what=_("Link a case"))], obj=case)
    pairs = [(case.pk, linked.pk), (linked.pk, case.pk)]
    if case.pk == linked.pk or any(CaseLink.objects.filter(case=a, linked=b).exists() for a, b in pairs):
        raise Conflict(_("These cases are linked already, or are one and the same."))
    return note_link(case, linked, reason=reason, by=by, at=at)


def note_link(case: Case, linked: Case, *, reason: str, by: Actor, at: datetime) -> CaseLink:
    """Store within a deed that two cases belong together, and tell it in the history of both."""
    link = CaseLink.objects.create(case=case, linked=linked, reason=reason, linked_at=at)
    for one, other in ((case, linked), (linked, case)):
        changes = {"linked": str(other.reference)}
        trail.record(action="cases.linked", obj=one, by=by, at=at, changes=changes, reason=reason)
    return link


@case_deed(right=HANDLE, words=_("Open a linked case"))
def open_linked_case(*, case: Case, desk: Desk, subject: str, reason: str, by: Actor, at: datetime) -> Case:
    """Open a case beside this one at another desk of ours, without its persons; return the new one.

    :raises Refused: when the reason is missing or the subject holds an individual number.
    """
    refuse_if([guards.reason_given(reason, what=_("Open a linked case"))], obj=case)
    return _spawn(case, desk=desk, row=None, subject=subject, reason=reason, is_leak=False, by=by, at=at)


@step_deed(steps.LEAK)
def report_possible_leak(
    *,
    case: Case,
    reason: str,
    known_at: datetime | None = None,
    wrongful_purpose: bool = False,
    by: Actor,
    at: datetime,
) -> Case:
    """Note that facts of the case show a possible leak, and open the incident team's linked case; return that one.

    `known_at` is when any department knew, now where nobody says otherwise; the reports to the authority count from
    it, and `wrongful_purpose` gives the final one its longer limit (Enforcement Rules, Article 8).

    :raises Refused: when the reason is missing, or the moment lies in the future.
    :raises Conflict: when it was reported before.
    """
    case = locked(case)
    known_at = known_at or at
    refuse_if(
        [
            *wanting(case, steps.LEAK, reason=reason),
            guards.not_in_future(known_at, now=at, field="known_at"),
        ],
        obj=case,
    )
    if not Case.objects.filter(pk=case.pk, leak_suspected=False).update(leak_suspected=True):
        raise Conflict(_("A possible leak has been reported in this case already."))
    case.refresh_from_db()
    plan = _leak_plan(case)
    desk = plan.linked or Desk.objects.get(code=LEAK_ROW_DESK)
    subject = _leak_subject(case)
    leak = _spawn(case, desk=desk, row=plan.row, subject=subject, reason=reason, is_leak=True, by=by, at=at)
    LeakReport.objects.create(case=leak, known_at=known_at, wrongful_purpose=wrongful_purpose)
    clocks.refresh(reference=leak.reference, at=at)
    note_step(case, steps.LEAK, by=by, at=at, reason=reason)
    finish(case, "cases.leak_reported", by=by, at=at, changes={"linked": str(leak.reference)}, reason=reason)
    return leak


def spawn_leak_or_data_case(case: Case, desk: Desk | None, row: RouteRow, *, by: Actor, at: datetime) -> None:
    """Open the linked case that a row of the routing table names, at intake."""
    if desk is None:
        return
    subject = _leak_subject(case) if case.leak_suspected else _data_side_subject(case)
    spawned = _spawn(
        case, desk=desk, row=row, subject=subject, reason=row.reason, is_leak=case.leak_suspected, by=by, at=at
    )
    if case.leak_suspected:
        LeakReport.objects.create(case=spawned, known_at=case.received_at)
        clocks.refresh(reference=spawned.reference, at=at)


def open_finding(case: Case, row: RouteRow, *, by: Actor, at: datetime) -> None:
    """Open a finding on the vendor at which the matter arose, where the table's row is about vendors (Act, Article 25).

    It follows from the intake: whoever takes the call need not hold the right to raise findings.
    """
    if case.vendor is None or row.concerns != Concerns.VENDOR:
        return
    with override(STORED_LANGUAGE):
        said = str(_("A matter about the vendor's handling was received: %(number)s") % {"number": case.reference})
    finding = record_finding(
        subject=case.vendor.reference,
        severity=Severity.MINOR,
        description=said,
        assessment=None,
        item=None,
        by=by,
        at=at,
    )
    changes = {"finding": str(finding.reference)}
    trail.record(action="cases.finding_opened", obj=case, by=by, at=at, changes=changes, section="6")


def _spawn(
    case: Case, *, desk: Desk, row: RouteRow | None, subject: str, reason: str, is_leak: bool, by: Actor, at: datetime
) -> Case:
    spawned = Case.objects.create(
        reference=issue("CASE", at=at),
        kind=Kind.COMPLAINT,
        channel=case.channel,
        sender=case.sender,
        received_at=case.received_at,
        registered_at=at,
        registered_by=by.account,
        subject=subject,
        policy_section=case.policy_section,
        vendor=case.vendor,
        partner=case.partner,
        arrangement=case.arrangement,
        concerns=case.concerns,
        leak_suspected=is_leak,
        restricted=case.restricted,
        desk=desk,
        answering_desk=desk,
        route_row=row,
        route_reason=reason[:300],
    )
    begin(spawned, steps.OPENED, by=by, at=at, reason=reason)
    CaseLink.objects.create(case=case, linked=spawned, reason=reason[:200], linked_at=at)
    clocks.refresh(reference=spawned.reference, at=at)
    changes = {"linked": str(case.reference), "desk": desk.name}
    trail.record(action="cases.opened", obj=spawned, by=by, at=at, changes=changes, section="12")
    trail.record(action="cases.linked", obj=case, by=by, at=at, changes={"linked": str(spawned.reference)})
    return spawned


def _leak_plan(case: Case) -> Plan:
    return plan_route(
        kind=case.kind,
        sender=case.sender,
        concerns=case.concerns,
        leak_suspected=True,
        received_at=case.received_at,
        partner=case.partner,
        arrangement=case.arrangement,
    )


def _leak_subject(case: Case) -> str:
    with override(STORED_LANGUAGE):
        return str(_("Possible leak found in %(number)s")) % {"number": case.reference}


def _data_side_subject(case: Case) -> str:
    with override(STORED_LANGUAGE):
        return str(_("Personal-data side of %(number)s")) % {"number": case.reference}
