"""Does a draft of a rule change nothing before a second person, shown what would move, publishes it?"""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.dates import table_day
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.river import catalogue
from tests.clocks.rules import NOW, TODAY, MakeCompany, amended, officer, published, started
from tests.factories.clocks import DUTY
from tests.rewriting import published_as

pytestmark = pytest.mark.usefixtures("baba", "endo")
type SignIn = Callable[[User], Client]


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


def test_a_correction_is_told_by_the_draft_as_it_stands(rule: ClockRule, baba: User) -> None:
    draft = amended(rule, baba, amount=7)
    read_before = ClockRule.objects.get(pk=draft.pk)
    river.correct_rule(obj=draft, amount=8, by=baba, at=NOW)
    river.correct_rule(obj=read_before, amount=7, by=baba, at=NOW)
    told = AuditEntry.objects.filter(action="clocks.rule_corrected").latest("sequence")
    assert (ClockRule.objects.get(pk=draft.pk).amount, told.changes["amount"]) == (7, [8, 7])


def test_what_is_published_is_neither_corrected_nor_does_it_gain_or_lose_a_step(rule: ClockRule) -> None:
    level = rule.levels.get(code="escalate_head")
    with pytest.raises(Conflict):
        river.drop_level(rule=rule, level=level, by=officer(), at=NOW)
    with pytest.raises(Conflict):
        river.correct_rule(obj=rule, amount=1, by=officer(), at=NOW)
    with pytest.raises(Conflict):
        river.withdraw_rule(obj=rule, reason="取りやめ", by=officer(), at=NOW)
    assert rule.levels.count() == 5


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


def test_what_a_release_changes_waits_as_a_draft_for_an_officer(endo: User) -> None:
    key = {"duty": "vendors.review", "variant": "low"}
    published_as(ClockRule.objects.filter(**key), amount=24)
    published_as(ClockRule.objects.filter(duty="vendors.review", variant="high"), amount=3, drafted_at=NOW)
    for _twice in range(2):
        catalogue.install(by=PORTAL, at=NOW)
    draft = ClockRule.objects.get(stage=Stage.DRAFT)
    assert (draft.duty, draft.variant, draft.amount, draft.drafted_by) == ("vendors.review", "low", 12, None)
    assert ClockRule.objects.get(**key, stage=Stage.PUBLISHED).amount == 24
    assert published(draft, endo).valid_from == date(2026, 12, 5)
