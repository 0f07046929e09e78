"""Do open deadlines follow a rule that is published, all of them, and silent about the past?"""

from datetime import date

import pytest

from privacyportal.audit.models import AuditEntry
from privacyportal.clocks import plan, river
from privacyportal.clocks.models import Clock, ClockRule, Level, Notice, RuleChange
from privacyportal.clocks.plan import Facts
from privacyportal.clocks.river.sweeping import sweep
from tests.clocks.rules import NOW, RECEIVED, MakeCompany, amended, officer, published, started, with_step
from tests.factories.clocks import DUTY, make_rule, tokyo

pytestmark = pytest.mark.usefixtures("baba", "endo")


def test_open_deadlines_lose_a_step_when_its_removal_is_published(company: MakeCompany, rule: ClockRule) -> None:
    vendor = started(company)
    draft = amended(rule, valid_from=date(2026, 12, 7))
    river.drop_level(rule=draft, level=draft.levels.get(code="escalate_head"), by=officer(), at=NOW)
    head = Level.objects.filter(clock__reference=vendor.reference, code="escalate_head")
    published(draft)
    assert head.get().fire_at == tokyo("2026-12-17T09:00")
    sweep(at=tokyo("2026-12-07T00:01"))
    assert head.get().fire_at is None
    assert Clock.objects.get(reference=vendor.reference).due_on == date(2026, 12, 8)


def test_a_new_step_reaches_open_deadlines_and_is_silent_about_the_past(company: MakeCompany, rule: ClockRule) -> None:
    vendor = started(company)
    first = published(with_step(rule, offset=-6))
    notice = Notice.objects.get(clock__reference=vendor.reference, level="early")
    assert (notice.outcome, notice.reason) == ("suppressed", "recalculated")
    published(with_step(first, offset=-1, valid_from=date(2026, 12, 5)))
    sweep(at=tokyo("2026-12-05T00:01"))
    assert Level.objects.get(code="early").recorded_at == NOW


def test_whoever_asks_for_it_mails_a_step_that_is_already_past(company: MakeCompany, rule: ClockRule) -> None:
    vendor = started(company)
    published(with_step(rule, offset=-6, mails_past=True))
    sweep(at=NOW)
    assert Notice.objects.get(clock__reference=vendor.reference, level="early").reason != "recalculated"


def test_many_open_deadlines_follow_with_the_sweeps_and_none_is_left_out(
    company: MakeCompany, rule: ClockRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(5):
        started(company)
    monkeypatch.setattr("privacyportal.clocks.river.rules.follow", lambda change, at: 0)
    published(with_step(rule, offset=-6))
    assert not Level.objects.filter(code="early").exists()
    river.recalculate(at=NOW, limit=2)
    assert Level.objects.filter(code="early").count() == 2
    river.recalculate(at=NOW, limit=2)
    river.recalculate(at=NOW, limit=2)
    assert Level.objects.filter(code="early").count() == 5
    assert RuleChange.objects.get().settled_at == NOW


def test_an_outside_bodys_clock_counts_on_the_bodys_own_days(company: MakeCompany) -> None:
    make_rule(3)
    ours, theirs = started(company), company(Facts(started_at=tokyo("2026-12-28T10:00"), calendar="GOV"))
    river.refresh(reference=theirs.reference, at=NOW)
    clock = Clock.objects.get(reference=theirs.reference)
    assert (clock.due_on, clock.calendar_version.calendar.code) == (date(2027, 1, 6), "GOV")
    assert Clock.objects.get(reference=ours.reference).calendar_version.calendar.code == "DESK"
    assert plan.label_of(DUTY)


def test_the_history_of_a_record_says_that_a_rule_moved_its_deadline(company: MakeCompany, rule: ClockRule) -> None:
    """E16: a deadline moved, and its record's history had no line of it."""
    vendor, other = started(company), company(Facts(started_at=tokyo("2026-11-20T10:00")))
    river.refresh(reference=other.reference, at=RECEIVED)
    published(amended(rule, valid_from=date(2026, 11, 24), amount=12))
    entry = AuditEntry.objects.get(action="clocks.limit_moved")
    assert entry.reference == vendor.reference.number
    assert entry.changes == {"duty": DUTY, "last_day": ["2026-12-08", "2026-12-10"]}
