"""What do people see of deadlines, and does it cost the same for one row as for fifty?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule, Notice
from privacyportal.clocks.plan import Facts, Pause
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications.models import Message
from tests.factories.clocks import EVENTS, tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
type MakeCompany = Callable[..., Vendor]
type SignIn = Callable[[User], Client]


def started(company: MakeCompany, facts: Facts | None = None) -> Vendor:
    vendor = company(facts or Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


def queries(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


LISTS = ["/admin/clocks/clock/", "/admin/clocks/notice/", "/admin/notifications/message/"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_one_row_as_for_twenty(
    path: str, company: MakeCompany, rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    browser = as_user(baba)
    started(company)
    sweep(at=tokyo("2026-12-03T09:00"))
    one = queries(browser, path)
    for _n in range(19):
        started(company)
    sweep(at=tokyo("2026-12-03T09:01"))
    assert Notice.objects.count() == 20
    assert queries(browser, path) == one


@time_machine.travel(tokyo("2026-12-09T10:00"), tick=False)
def test_the_list_opens_on_what_is_not_done_nearest_first_with_word_and_colour(
    company: MakeCompany, rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    late = started(company)
    later = started(company, Facts(started_at=tokyo("2026-12-01T10:00")))
    done = started(company, Facts(started_at=RECEIVED, stopped_at=tokyo("2026-11-30T10:00")))
    page = as_user(baba).get("/admin/clocks/clock/").content.decode()
    assert done.reference.number not in page
    assert page.index(late.reference.number) < page.index(later.reference.number)
    assert '<span class="portal-badge portal-tone-late">1営業日超過</span>' in page
    assert "残り4営業日" in page
    overdue = as_user(baba).get("/admin/clocks/clock/?attention=overdue").content.decode()
    assert late.reference.number in overdue
    assert later.reference.number not in overdue


def test_a_person_sees_only_the_deadlines_of_records_they_may_see(
    company: MakeCompany, rule: ClockRule, goto: User, ueda: User
) -> None:
    from privacyportal.clocks.models import Clock

    started(company)
    assert Clock.objects.visible_to(goto).count() == 1
    assert Clock.objects.visible_to(ueda).count() == 0


def test_the_records_page_says_why_this_date_and_who_was_told(
    company: MakeCompany, rule: ClockRule, baba: User, as_user: SignIn
) -> None:
    vendor = started(company)
    EVENTS[vendor.pk] = Facts(
        started_at=RECEIVED, pauses=[Pause(tokyo("2026-11-26T10:00"), tokyo("2026-11-27T10:00"), "person")]
    )
    river.refresh(reference=vendor.reference, at=RECEIVED)
    sweep(at=tokyo("2026-12-04T09:00"))
    clock = vendor.reference.clocks.get()
    page = as_user(baba).get(f"/admin/clocks/clock/{clock.pk}/change/").content.decode()
    assert "2026年12月9日（水）17:00" in page
    assert "起算日：不算入" in page
    assert "不算入：土曜日・日曜日" in page
    assert "期限計算の停止中：不算入" in page
    assert "10営業日" in page
    assert "後藤 由美: 送信待ち" in page


def test_a_rule_changes_from_a_day_on_and_keeps_its_ladder(
    rule: ClockRule, baba: User, endo: User, as_user: SignIn
) -> None:
    response = as_user(baba).post(
        f"/admin/clocks/clockrule/{rule.pk}/do/amend/",
        {
            "valid_from": "2027-01-01", "amount": "7", "unit": "business_days", "calendar": str(rule.calendar_id),
            "certainty": "T", "source": "2026年12月の決定", "change_reason": "短縮の決定",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()
    draft = ClockRule.objects.get(duty=rule.duty, stage="draft")
    path = f"/admin/clocks/clockrule/{draft.pk}/do/publish/"
    browser = as_user(endo)
    assert browser.post(path, {"shown": browser.get(path).context["form"]["shown"].value()}).status_code == 302
    rule.refresh_from_db()
    new = ClockRule.objects.get(duty=rule.duty, valid_to=None)
    assert (rule.valid_to, new.valid_from, new.amount) == (date(2027, 1, 1), date(2027, 1, 1), 7)
    assert new.levels.count() == rule.levels.count()
    again = browser.post(f"/admin/clocks/clockrule/{rule.pk}/do/amend/", {})
    assert again.status_code == 409


def test_a_step_is_added_moved_and_removed_on_a_draft_only(rule: ClockRule, baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    step: dict[str, Any] = {"code": "soon", "role": "manager", "order": 1, "offset": -2, "offset_unit": "business_days"}
    browser.post(f"/admin/clocks/clockrule/{rule.pk}/do/set_step/", step)
    assert not rule.levels.filter(role="manager", code="soon").exists()
    draft = river.amend_rule(obj=rule, valid_from=date(2027, 1, 1), by=baba, at=RECEIVED)
    path = f"/admin/clocks/clockrule/{draft.pk}/do/"
    assert browser.post(f"{path}set_step/", step).status_code == 302
    assert browser.post(f"{path}set_step/", {**step, "offset": -1}).status_code == 302
    level = draft.levels.get(code="soon", role="manager")
    assert level.offset == -1
    assert browser.post(f"{path}drop_step/", {"level": level.pk}).status_code == 302
    assert not draft.levels.filter(pk=level.pk).exists()


def test_a_page_with_a_date_needs_no_script_of_djangos_own(baba: User, as_user: SignIn) -> None:
    """C15: the page's own script stopped at `quickElement is not defined`."""
    rule = ClockRule.objects.get(duty="cases.body_answer", variant="")
    page = as_user(baba).get(f"/admin/clocks/clockrule/{rule.pk}/do/amend/").content.decode()
    assert "DateTimeShortcuts" not in page
    assert page.count('data-portal-reads="day"') == page.count('name="valid_from"') == 1


@pytest.mark.parametrize("person", ["kudo", "doi", "aoki"])
def test_only_the_compliance_officer_changes_rules(
    person: str, rule: ClockRule, request: pytest.FixtureRequest, as_user: SignIn
) -> None:
    browser = as_user(request.getfixturevalue(person))
    assert browser.post(f"/admin/clocks/clockrule/{rule.pk}/do/amend/", {}).status_code in {403, 404}


def test_everybody_reads_their_own_mails_and_only_compliance_sends_one_again(
    company: MakeCompany, rule: ClockRule, goto: User, ueda: User, baba: User, as_user: SignIn
) -> None:
    started(company)
    sweep(at=tokyo("2026-12-03T09:00"))
    message = Message.objects.get()
    Message.objects.filter(pk=message.pk).update(status="unknown", reason="no_answer")
    path = f"/admin/notifications/message/{message.pk}/"
    assert as_user(goto).get(f"{path}change/").status_code == 200
    assert as_user(ueda).get(f"{path}change/").status_code == 404
    assert as_user(goto).post(f"{path}do/resend/", {"reason": "x"}).status_code == 403
    page = as_user(baba).get(f"{path}change/").content.decode()
    assert "送達不明" in page
    assert as_user(baba).post(f"{path}do/resend/", {"reason": "本人に未着を確認"}).status_code == 302
    message.refresh_from_db()
    assert message.status == "waiting"
