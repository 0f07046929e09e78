"""What does a leak demand of us, and what remains to be done when a case has ended?"""

from cases.models import Case, LeakReport
from cases.states import ENDED, Kind
from privacyportal.clocks.plan import Facts

WRONGFUL = "wrongful_purpose"


def first_report_facts(case: Case) -> Facts | None:
    """From the moment any department knew to the preliminary report (Enforcement Rules, Article 8(1))."""
    leak = leak_of(case)
    if leak is None:
        return None
    return Facts(
        started_at=leak.known_at,
        stopped_at=leak.first_reported_at or leak.final_reported_at,
        cancelled=leak.waived_at is not None,
    )


def final_report_facts(case: Case) -> Facts | None:
    """From the same moment to the final report: 30 days, 60 where an attack is likely (Article 8(2))."""
    leak = leak_of(case)
    if leak is None:
        return None
    return Facts(
        started_at=leak.known_at,
        stopped_at=leak.final_reported_at,
        cancelled=leak.waived_at is not None,
        variant=WRONGFUL if leak.wrongful_purpose else "",
    )


def disposal_facts(case: Case) -> Facts | None:
    """From the end of a request to the recorded disposal of its identity documents; held while a body has the case."""
    if case.kind != Kind.DISCLOSURE or case.status not in ENDED or not case.identity_checks.all():
        return None
    ended_at = case.closed_at or case.withdrawn_at
    if ended_at is None:
        return None
    disposals = [row.disposed_at for row in case.disposals.all() if row.disposed_at >= ended_at]
    is_held = any(row.answered_at is None for row in case.referrals.all())
    return Facts(
        started_at=ended_at,
        stopped_at=min(disposals, default=None),
        cancelled=not disposals and is_held,
        restarts=case.reopened_count,
    )


def leak_of(case: Case) -> LeakReport | None:
    """Return the report of a leak that the case is about, if it is about one."""
    return case.leak_report
