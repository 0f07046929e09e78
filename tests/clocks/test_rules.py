"""Rules are the compliance officer's: changed with a date, corrected before they begin, and followed by open clocks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import table_day
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks import plan, river
from privacyportal.clocks.models import Clock, ClockRule, Level, Notice, RuleChange
from privacyportal.clocks.plan import Facts, LevelCode, OffsetUnit, Role
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.clocks.show.problems import problems
from tests.factories.clocks import DUTY, make_rule, tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
NOW = tokyo("2026-12-04T10:00")
TODAY = date(2026, 12, 4)
type MakeCompany = Callable[..., Vendor]
type SignIn = Callable[[User], Client]


def started(company: MakeCompany) -> Vendor:
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


def add_step(rule: ClockRule, *, offset: int, **fields: Any) -> None:
    river.set_level(
        rule=rule, code=LevelCode.EARLY, role=Role.OWNER, order=1, offset=offset,
        offset_unit=OffsetUnit.BUSINESS_DAYS, by=None, at=NOW, **fields,
    )  # fmt: skip


def test_a_new_step_reaches_open_deadlines_and_is_silent_about_the_past(company: MakeCompany, rule: ClockRule) -> None:
    vendor = started(company)
    add_step(rule, offset=-6)
    notice = Notice.objects.get(clock__reference=vendor.reference, level="early")
    assert (notice.outcome, notice.reason) == ("suppressed", "recalculated")
    add_step(rule, offset=-1)
    assert Level.objects.get(code="early").recorded_at is not None


def test_whoever_asks_for_it_mails_a_step_that_is_already_past(company: MakeCompany, rule: ClockRule) -> None:
    vendor = started(company)
    add_step(rule, offset=-6, mails_past=True)
    sweep(at=NOW)
    assert Notice.objects.get(clock__reference=vendor.reference, level="early").reason != "recalculated"


def test_many_open_deadlines_follow_with_the_sweeps_and_none_is_left_out(
    company: MakeCompany, rule: ClockRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(5):
        started(company)
    monkeypatch.setattr("privacyportal.clocks.river.rules.follow", lambda change, at: 0)
    add_step(rule, offset=-6)
    assert not Level.objects.filter(code="early").exists()
    river.recalculate(at=NOW, limit=2)
    assert Level.objects.filter(code="early").count() == 2
    river.recalculate(at=NOW, limit=2)
    river.recalculate(at=NOW, limit=2)
    assert Level.objects.filter(code="early").count() == 5
    assert RuleChange.objects.get().settled_at == NOW


def test_a_change_from_a_past_day_shows_what_would_move_before_it_moves(
    company: MakeCompany, rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    vendor = started(company)
    path = f"/admin/clocks/clockrule/{rule.pk}/do/amend/"
    terms = {
        "valid_from": "2026-11-24", "amount": "12", "unit": "business_days", "calendar": str(rule.calendar_id),
        "certainty": "T", "source": "決定", "stopped_by": ["person_documents"],
    }  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        browser = as_user(baba)
        page = browser.post(path, terms).content.decode()
        assert f"{vendor.reference.number} {table_day(date(2026, 12, 8))} → {table_day(date(2026, 12, 10))}" in page
        assert ClockRule.objects.count() == ClockRule.objects.exclude(duty=DUTY).count() + 1
        assert browser.post(path, {**terms, "is_seen": "on"}).status_code == 302
        new = ClockRule.objects.get(duty=DUTY, valid_to=None)
        assert new.stopped_by == ["person_documents"]
        assert Clock.objects.get(reference=vendor.reference).due_on == date(2026, 12, 10)
        shown = browser.get(f"/admin/clocks/clockrule/{new.pk}/change/").content.decode()
    assert "本人への書類提出の依頼" in shown or "書類" in shown
    assert "person_documents" not in shown


def test_a_rule_that_has_not_begun_is_corrected_and_withdrawn_and_one_that_has_is_not(rule: ClockRule) -> None:
    new = river.amend_rule(obj=rule, valid_from=date(2027, 1, 1), amount=7, by=None, at=NOW)
    river.correct_rule(obj=new, amount=8, by=None, at=NOW)
    assert ClockRule.objects.get(pk=new.pk).amount == 8
    river.withdraw_rule(obj=new, reason="取りやめ", by=None, at=NOW)
    rule.refresh_from_db()
    assert rule.valid_to is None
    with pytest.raises(Refused):
        river.correct_rule(obj=rule, amount=1, by=None, at=NOW)


def test_overlaps_gaps_and_missing_rules_are_shown_as_errors(rule: ClockRule, baba: User, as_user: SignIn) -> None:
    def wrong() -> list[str]:
        return [row.text for row in problems(TODAY) if row.duty == DUTY and row.is_error]

    assert wrong() == []
    ClockRule.objects.filter(pk=rule.pk).update(valid_to=date(2026, 12, 1))
    assert len(wrong()) == 1
    make_rule(5, valid_from=date(2026, 11, 1))
    assert len(wrong()) == 1
    page = as_user(baba).get("/admin/clocks/clockrule/").content.decode()
    assert wrong()[0] in page


def test_every_declared_duty_has_its_rules() -> None:
    assert [row.text for row in problems(TODAY) if row.duty != DUTY] == []


def test_an_outside_bodys_clock_counts_on_the_bodys_own_days(company: MakeCompany) -> None:
    make_rule(3)
    ours, theirs = started(company), company(Facts(started_at=tokyo("2026-12-28T10:00"), calendar="GOV"))
    river.refresh(reference=theirs.reference, at=NOW)
    clock = Clock.objects.get(reference=theirs.reference)
    assert (clock.due_on, clock.calendar_version.calendar.code) == (date(2027, 1, 6), "GOV")
    assert Clock.objects.get(reference=ours.reference).calendar_version.calendar.code == "DESK"
    assert plan.label_of(DUTY)
