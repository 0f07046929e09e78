"""How are the facts of a leak and its reports to the authority recorded?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.models import Case, LeakFiling, LeakReport
from cases.services.declaring import case_deed, step_deed
from cases.services.moving import finish, locked, note_step, wanting
from cases.states import HANDLE, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if

SECTION = "5"
Which = LeakFiling.Which
STEP_OF = {
    Which.FIRST: steps.LEAK_FIRST,
    Which.FURTHER: steps.LEAK_FURTHER,
    Which.FINAL: steps.LEAK_FINAL,
}


@step_deed(steps.LEAK_FACTS)
def record_leak_facts(
    *, case: Case, known_at: datetime, wrongful_purpose: bool, reason: str = "", by: Actor, at: datetime
) -> LeakReport:
    """Record or put right since when any department knew, and whether an attack is likely; both limits follow.

    :raises Refused: when the moment lies in the future, or a change of recorded facts has no reason.
    """
    case = locked(case)
    leak = LeakReport.objects.filter(case=case).first()
    reasoned = guards.reason_given(reason, what=steps.LEAK_FACTS.words) if leak else None
    refuse_if([guards.not_in_future(known_at, now=at, field="known_at"), reasoned], obj=case)
    stored, _created = LeakReport.objects.update_or_create(
        case=case, defaults={"known_at": known_at, "wrongful_purpose": wrongful_purpose}
    )
    note_step(case, steps.LEAK_FACTS, by=by, at=at, reason=reason)
    changes = {"known_at": known_at, "wrongful_purpose": wrongful_purpose}
    finish(case, "cases.leak_facts_recorded", by=by, at=at, changes=changes, reason=reason, section=SECTION)
    return stored


@case_deed(right=HANDLE, words=_("report of a leak"))
def record_leak_report(
    *,
    case: Case,
    which: str,
    reported_at: datetime,
    reported_to: str,
    receipt_number: str = "",
    by: Actor,
    at: datetime,
) -> LeakReport:
    """Record a report that was made, to whom and under which receipt: the preliminary (`first`), `further`, the final.

    Each is a row of its own; nothing of an earlier one is overwritten (Enforcement Rules, Article 8).

    :raises Refused: when the moment lies in the future or before the firm knew, or the addressee is missing.
    :raises Conflict: when it was made already, the final one was, or the leak was found not reportable.
    """
    case = locked(case)
    leak = LeakReport.objects.get(case=case)
    refuse_if(_refusals(leak, reported_at, reported_to, at), obj=case)
    is_made = which != Which.FURTHER and leak.filings.filter(which=which).exists()
    if is_made or leak.waived_at is not None or leak.final_reported_at is not None:
        raise Conflict(_("This report has been made already, or the leak was found not reportable."))
    LeakFiling.objects.create(
        leak=leak,
        which=which,
        reported_at=reported_at,
        known_at=leak.known_at,
        reported_to=reported_to,
        receipt_number=receipt_number,
        recorded_at=at,
        recorded_by=by.account,
    )
    note_step(case, STEP_OF[Which(which)], by=by, at=at)
    changes = {"happened_at": reported_at, "reported_to": reported_to, "receipt_number": receipt_number}
    finish(case, f"cases.leak_{which}_reported", by=by, at=at, changes=changes, section=SECTION)
    return LeakReport.objects.get(pk=leak.pk)


def _refusals(leak: LeakReport, reported_at: datetime, reported_to: str, now: datetime) -> list[Refusal | None]:
    return [
        guards.not_in_future(reported_at, now=now, field="reported_at"),
        guards.not_before(reported_at, earliest=leak.known_at, field="reported_at"),
        guards.addressee_given(reported_to),
    ]


@step_deed(steps.LEAK_WAIVED)
def waive_leak_report(*, case: Case, reason: str, by: Actor, at: datetime) -> LeakReport:
    """Find, as an approver and for a written reason, that a leak need not be reported; its limits end.

    :raises Refused: without a reason.
    :raises Conflict: when it was found so, or finally reported, already.
    """
    case = locked(case)
    refuse_if(wanting(case, steps.LEAK_WAIVED, reason=reason), obj=case)
    leak = LeakReport.objects.owed().filter(case=case)
    if not leak.update(waived_at=at, waived_by=by.account, waived_reason=reason):
        raise Conflict(_("This report has been made already, or the leak was found not reportable."))
    note_step(case, steps.LEAK_WAIVED, by=by, at=at, reason=reason)
    finish(case, "cases.leak_waived", by=by, at=at, reason=reason, section=SECTION)
    return LeakReport.objects.get(case=case)
