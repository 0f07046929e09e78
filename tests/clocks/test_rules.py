"""Rules are the compliance officer's: changed with a date, corrected before they begin, and followed by open clocks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.dates import table_day
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks import plan, river
from privacyportal.clocks.models import Clock, ClockRule, Level, Notice, RuleChange
from privacyportal.clocks.plan import Facts, LevelCode, OffsetUnit, Role
from privacyportal.clocks.river import catalogue
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.clocks.show.problems import problems
from tests.factories.clocks import DUTY, make_rule, tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
NOW = tokyo("2026-12-04T10:00")
TODAY = date(2026, 12, 4)
pytestmark = pytest.mark.usefixtures("baba", "endo")
type MakeCompany = Callable[..., Vendor]
type SignIn = Callable[[User], Client]


def started(company: MakeCompany) -> Vendor:
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


def officer(name: str = "baba") -> User:
    return User.objects.get(username=name)


def amended(rule: ClockRule, by: User | None = None, *, valid_from: date = TODAY, **terms: Any) -> ClockRule:
    by = by or officer()
    return river.amend_rule(obj=rule, valid_from=valid_from, change_reason="決定", by=by, at=NOW, **terms)


def with_step(rule: ClockRule, *, offset: int, valid_from: date = TODAY, **terms: Any) -> ClockRule:
    draft = amended(rule, valid_from=valid_from, **terms)
    river.set_level(
        rule=draft, code=LevelCode.EARLY, role=Role.OWNER, order=1, offset=offset,
        offset_unit=OffsetUnit.BUSINESS_DAYS, by=officer(), at=NOW,
    )  # fmt: skip
    return draft


def published(draft: ClockRule, by: User | None = None, at: datetime = NOW) -> ClockRule:
    return river.publish_rule(obj=draft, by=by or officer("endo"), at=at)


def test_a_draft_changes_nothing_before_a_second_person_publishes_it(
    company: MakeCompany, rule: ClockRule, baba: User, endo: User
) -> None:
    """A23: one officer alone set the final leak report to 600 days, at once."""
    vendor = started(company)
    draft = amended(rule, baba, valid_from=date(2026, 11, 24), amount=12)
    river.recalculate(at=NOW)
    clock = Clock.objects.get(reference=vendor.reference)
    assert (clock.due_on, clock.rule_id) == (date(2026, 12, 8), rule.pk)
    with pytest.raises(Refused) as refused:
        published(draft, baba)
    assert [refusal.code for refusal in refused.value.refusals] == ["backoffice.second_person"]
    published(draft, endo)
    clock.refresh_from_db()
    assert (clock.due_on, clock.rule_id) == (date(2026, 12, 10), draft.pk)
    rule.refresh_from_db()
    assert (rule.valid_to, rule.stage) == (date(2026, 11, 24), Stage.PUBLISHED)
    assert (draft.drafted_by, draft.published_by, draft.published_at) == (baba, endo, NOW)
    assert draft.impact == "期限前の1件の期限が変わります（うち0件は、すでに過ぎた日になります）。"


@pytest.mark.parametrize("change", ["correct", "set_step", "drop_step"])
def test_whoever_changed_a_draft_is_not_its_second_person(change: str, rule: ClockRule, baba: User, endo: User) -> None:
    draft = amended(rule, baba, amount=7)
    if change == "correct":
        river.correct_rule(obj=draft, amount=8, by=endo, at=NOW)
    elif change == "set_step":
        river.set_level(rule=draft, code="early", role="owner", order=9, offset=-9, offset_unit="days", by=endo, at=NOW)
    else:
        river.drop_level(rule=draft, level=draft.levels.get(code="escalate_head"), by=endo, at=NOW)
    with pytest.raises(Refused):
        published(draft, endo)


def test_what_is_published_is_neither_corrected_nor_does_it_gain_or_lose_a_step(rule: ClockRule) -> None:
    level = rule.levels.get(code="escalate_head")
    with pytest.raises(Conflict):
        river.drop_level(rule=rule, level=level, by=officer(), at=NOW)
    with pytest.raises(Conflict):
        river.correct_rule(obj=rule, amount=1, by=officer(), at=NOW)
    with pytest.raises(Conflict):
        river.withdraw_rule(obj=rule, reason="取りやめ", by=officer(), at=NOW)
    assert rule.levels.count() == 5


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


def law_of(rule: ClockRule) -> ClockRule:
    rule.law_amount, rule.law_terms = rule.amount, rule.terms.to_store()
    rule.save()
    return rule


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"amount": 11}, "amount"),
        ({"amount": 0}, "amount"),
        ({"unit": "months", "amount": 1}, "unit"),
        ({"roll_forward": True}, "roll_forward"),
        ({"until_midnight": True}, "until_midnight"),
    ],
)
def test_nobody_gives_more_time_than_the_law(rule: ClockRule, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        amended(law_of(rule), **terms)
    assert [refusal.field for refusal in refused.value.refusals] == [field]
    assert ClockRule.objects.filter(duty=DUTY).count() == 1


def test_less_time_than_the_law_is_allowed_and_the_laws_own_again_afterwards(rule: ClockRule) -> None:
    shorter = published(amended(law_of(rule), amount=5))
    again = amended(shorter, amount=10, valid_from=date(2026, 12, 5))
    assert (shorter.amount, again.law_amount) == (5, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockRule.objects.filter(pk=again.pk).update(amount=11)


@pytest.mark.parametrize(("variant", "days"), [("", 30), ("wrongful_purpose", 60)])
def test_the_final_leak_report_ships_with_the_acts_own_term(variant: str, days: int) -> None:
    rule = ClockRule.objects.get(duty="cases.leak_final_report", variant=variant)
    assert (rule.law_amount, rule.law_terms["calendar"], rule.law_terms["day_one"]) == (days, "GOV", True)
    with pytest.raises(Refused):
        amended(rule, amount=600)


def test_a_version_never_begins_on_or_before_a_day_that_was_judged_by_the_present_one(
    company: MakeCompany, rule: ClockRule
) -> None:
    done = company(Facts(started_at=RECEIVED, stopped_at=tokyo("2026-12-01T10:00")))
    river.refresh(reference=done.reference, at=NOW)
    with pytest.raises(Refused) as refused:
        published(amended(rule, valid_from=date(2026, 11, 24), amount=1))
    assert [refusal.code for refusal in refused.value.refusals] == ["backoffice.backwards"]
    draft = ClockRule.objects.get(duty=DUTY, stage=Stage.DRAFT)
    river.correct_rule(obj=draft, valid_from=date(2026, 11, 25), by=officer(), at=NOW)
    assert published(draft).valid_from == date(2026, 11, 25)
    assert Clock.objects.get(reference=done.reference).rule_id == rule.pk


def test_there_is_one_draft_at_a_time_and_a_withdrawn_one_stays_readable(
    rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    """E11: withdrawing ended on a 404."""
    draft = amended(rule, baba, valid_from=date(2027, 1, 1), amount=7)
    with pytest.raises(Refused):
        amended(rule, baba, amount=8)
    browser = as_user(baba)
    response = browser.post(f"/admin/clocks/clockrule/{draft.pk}/do/withdraw/", {"reason": "取りやめ"}, follow=True)
    assert response.status_code == 200
    assert "取下げ済み" in response.content.decode()
    rule.refresh_from_db()
    assert (rule.valid_to, rule.covers(TODAY)) == (None, True)


def test_a_version_to_come_gives_way_to_one_that_begins_earlier(rule: ClockRule) -> None:
    later = published(amended(rule, valid_from=date(2027, 4, 1), amount=7))
    sooner = published(amended(later, valid_from=date(2027, 1, 1), amount=8))
    later.refresh_from_db()
    rule.refresh_from_db()
    assert (later.stage, rule.valid_to, sooner.valid_to) == (Stage.WITHDRAWN, date(2027, 1, 1), None)


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


def test_the_second_person_is_shown_what_would_move_before_it_moves(
    company: MakeCompany, rule: ClockRule, baba: User, endo: User, as_user: SignIn
) -> None:
    vendor = started(company)
    terms = {
        "valid_from": "2026-11-24", "amount": "12", "unit": "business_days", "calendar": str(rule.calendar_id),
        "certainty": "T", "source": "決定", "stopped_by": ["person_documents"], "change_reason": "決定による",
    }  # fmt: skip
    line = f"{vendor.reference.number} {table_day(date(2026, 12, 8))} → {table_day(date(2026, 12, 10))}"
    with time_machine.travel(NOW, tick=False):
        made = as_user(baba).post(f"/admin/clocks/clockrule/{rule.pk}/do/amend/", terms)
        draft = ClockRule.objects.get(duty=DUTY, stage=Stage.DRAFT)
        assert made.headers["Location"] == f"/admin/clocks/clockrule/{draft.pk}/change/"
        browser, path = as_user(endo), f"/admin/clocks/clockrule/{draft.pk}/do/publish/"
        form = browser.get(path)
        assert line in form.content.decode()
        shown = form.context["form"]["shown"].value()
        assert browser.post(path, {"shown": "何も変わらない"}).status_code == 200
        assert browser.post(path, {"shown": shown}).status_code == 302
        new = ClockRule.objects.get(duty=DUTY, valid_to=None)
        assert new.stopped_by == ["person_documents"]
        assert Clock.objects.get(reference=vendor.reference).due_on == date(2026, 12, 10)
        page = browser.get(f"/admin/clocks/clockrule/{new.pk}/change/").content.decode()
    assert "person_documents" not in page


def test_a_version_to_come_shows_the_limit_of_what_will_begin(
    company: MakeCompany, rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    """E16: a future rule had no preview."""
    draft = amended(rule, valid_from=date(2027, 1, 12), amount=5)
    with time_machine.travel(NOW, tick=False):
        for version in (draft, published(draft)):
            page = as_user(baba).get(f"/admin/clocks/clockrule/{version.pk}/change/").content.decode()
            assert "2027-01-26" in page  # ten business days from the 12th
            assert "2027-01-19" in page


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


def test_what_a_release_changes_waits_as_a_draft_for_an_officer(endo: User) -> None:
    key = {"duty": "vendors.review", "variant": "low"}
    ClockRule.objects.filter(**key).update(amount=24)
    ClockRule.objects.filter(duty="vendors.review", variant="high").update(amount=3, drafted_at=NOW)
    for _twice in range(2):
        catalogue.install(by=PORTAL, at=NOW)
    draft = ClockRule.objects.get(stage=Stage.DRAFT)
    assert (draft.duty, draft.variant, draft.amount, draft.drafted_by) == ("vendors.review", "low", 12, None)
    assert ClockRule.objects.get(**key, stage=Stage.PUBLISHED).amount == 24
    assert published(draft, endo).valid_from == date(2026, 12, 5)


def test_every_vendor_is_reviewed_at_least_yearly() -> None:
    months = {row.variant: row.amount for row in ClockRule.objects.filter(duty="vendors.review")}
    assert months == {"high": 6, "medium": 12, "low": 12, "abroad": 12}


def test_the_history_of_a_record_says_that_a_rule_moved_its_deadline(company: MakeCompany, rule: ClockRule) -> None:
    """E16: a deadline moved, and its record's history had no line of it."""
    vendor, other = started(company), company(Facts(started_at=tokyo("2026-11-20T10:00")))
    river.refresh(reference=other.reference, at=RECEIVED)
    published(amended(rule, valid_from=date(2026, 11, 24), amount=12))
    entry = AuditEntry.objects.get(action="clocks.limit_moved")
    assert entry.reference == vendor.reference.number
    assert entry.changes == {"duty": DUTY, "last_day": ["2026-12-08", "2026-12-10"]}
