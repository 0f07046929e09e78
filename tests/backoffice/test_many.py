"""One thing done to many rows of a list: seen before, right and state of each row, one report, mails as chosen."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from cases import services
from cases.models import Case
from cases.states import Status
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.models import AuditEntry, RefusedAttempt
from privacyportal.backoffice import many
from privacyportal.notifications.models import Message
from privacyportal.notifications.releasing import release
from tests.factories.cases import MONDAY, open_case

pytestmark = pytest.mark.django_db
LIST = "/admin/cases/case/"
HIDDEN = re.compile(r'name="(portal_once|portal_rows)" value="([^"]*)"')
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(time_machine: TimeMachineFixture) -> None:
    """Noon of the Monday on which the cases came in."""
    time_machine.move_to(MONDAY + timedelta(hours=2), tick=False)


@pytest.fixture
def five() -> list[Case]:
    """Five cases, received one after the other."""
    return [open_case(at=MONDAY) for _number in range(5)]


def choose(browser: Client, name: str, cases: list[Case], **more: str) -> HttpResponse:
    """Choose rows of the list and what to do with them."""
    typed = {"action": f"many_{name}", "_selected_action": [str(case.pk) for case in cases], **more}
    return browser.post(f"{LIST}?show=all", typed)


def hidden(page: HttpResponse) -> dict[str, str]:
    """What the page sends back by itself."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.content.decode())}


def send(browser: Client, page: HttpResponse, name: str, **typed: str) -> HttpResponse:
    """Send the page."""
    return browser.post(f"{LIST}many/{name}/", {"portal_notice": "one", "portal_why": "整理", **hidden(page), **typed})


def test_an_officer_ends_duplicates_in_one_go(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser, first = as_user(baba), five[0]
    page = choose(browser, "end_as_duplicate", five[1:])
    assert "4件に実行します" in page.content.decode()
    report = send(browser, page, "end_as_duplicate", original=str(first.reference), reason="同じメール")
    assert "4件に実行しました" in report.content.decode()
    assert set(Case.objects.filter(duplicate_of=first).values_list("status", flat=True)) == {Status.DUPLICATE}
    entry = AuditEntry.objects.get(action=many.ACTION)
    assert (entry.reason, entry.changes["done"]) == ("同じメール", [str(case.reference) for case in five[1:]])


def test_a_row_that_cannot_is_left_and_told_before_and_after(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser, first = as_user(baba), five[0]
    services.end_as_duplicate(case=five[1], original=first, reason="同じ", by=baba, at=MONDAY)
    page = choose(browser, "end_as_duplicate", five)
    assert "1件はそのままにします" in page.content.decode()
    report = send(
        browser, page, "end_as_duplicate", original=str(first.reference), reason="同じメール"
    ).content.decode()
    assert "3件に実行しました" in report
    assert "2件はそのままにしました" in report
    assert Case.objects.get(pk=first.pk).status == Status.RECEIVED


def test_a_refused_row_is_undone_alone_and_its_attempt_is_kept(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    last = open_case(at=timezone.now(), received_at=timezone.now())
    page = choose(browser, "end_as_duplicate", [five[0], last])
    report = send(browser, page, "end_as_duplicate", original=str(five[1].reference), reason="同じ").content.decode()
    assert "2件に実行しました" in report
    page = choose(browser, "end_as_duplicate", [five[2], five[3]])
    report = send(browser, page, "end_as_duplicate", original=str(five[2].reference), reason="同じ").content.decode()
    assert "1件はそのままにしました" in report
    assert Case.objects.get(pk=five[2].pk).status == Status.RECEIVED
    page = choose(browser, "end_as_duplicate", [five[2]])
    send(browser, page, "end_as_duplicate", original=str(last.reference), reason="同じ")
    assert RefusedAttempt.objects.filter(changes__code="cases.duplicate_received_first").count() == 1


def test_what_is_missing_shows_the_page_again_as_typed(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "end_as_duplicate", five[1:])
    again = send(browser, page, "end_as_duplicate", original="", reason="同じメール")
    assert "同じメール" in again.content.decode()
    assert hidden(again)["portal_rows"] == hidden(page)["portal_rows"]
    assert not AuditEntry.objects.filter(action=many.ACTION).exists()


def test_twice_is_once(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "note", five)
    for _time in range(2):
        send(browser, page, "note", text="名簿を確認する。")
    assert [case.notes.count() for case in five] == [1] * 5


def test_a_record_that_changed_meanwhile_is_left(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "note", five)
    services.change_case(case=five[0], changes={"subject": "別の件"}, by=baba, at=timezone.now())
    report = send(browser, page, "note", text="名簿を確認する。").content.decode()
    assert "4件に実行しました" in report
    assert five[0].notes.count() == 0


@pytest.mark.parametrize("rows", ["", "x", "1:", "9" * 40, "-1:a"])
def test_what_no_page_sends_is_not_found(baba: User, as_user: SignIn, rows: str) -> None:
    answer = as_user(baba).post(f"{LIST}many/note/", {"portal_rows": rows, "portal_notice": "one", "text": "x"})
    assert answer.status_code == 404


def test_what_the_person_does_not_see_stops_all(aoki: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(aoki)
    elsewhere = Desk.objects.exclude(pk__in=aoki.desks.values("pk")).filter(kind__in=Desk.OURS).first()
    page = choose(browser, "note", five)
    Case.objects.filter(pk=five[4].pk).update(desk=elsewhere)
    assert send(browser, page, "note", text="x").status_code == 404
    assert [case.notes.count() for case in five] == [0] * 5


def test_who_may_not_is_offered_nothing(doi: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(doi)
    assert 'name="action"' not in browser.get(f"{LIST}?show=all").content.decode()
    assert browser.post(f"{LIST}many/note/", {"portal_rows": f"{five[0].pk}:x"}).status_code == 404


def test_an_individual_number_in_the_reason_stops_all(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "note", five)
    answer = send(browser, page, "note", text="確認", portal_why="1234 5678 9018").content.decode()
    assert "個人番号" in answer
    assert [case.notes.count() for case in five] == [0] * 5


def mails(to: User) -> list[tuple[str, str]]:
    """What waits for a person: kind and state."""
    return list(Message.objects.filter(recipient=to).order_by("pk").values_list("kind", "status"))


@pytest.mark.parametrize(
    ("notice", "states", "after"),
    [
        ("each", ["waiting"] * 5, 5),
        ("one", ["held"] * 5, 1),
        ("none", ["suppressed"] * 5, 0),
    ],
)
def test_the_new_handler_is_told_as_chosen(
    notice: str, states: list[str], after: int, aoki: User, baba: User, as_user: SignIn, five: list[Case]
) -> None:
    browser = as_user(baba)
    page = choose(browser, "assign", five)
    report = send(browser, page, "assign", handler=str(aoki.pk), reason="交代", portal_notice=notice)
    assert "5件に実行しました" in report.content.decode()
    assert [status for _kind, status in mails(aoki)] == states
    release(at=timezone.now(), most_per_person=3)
    leaving = [status for _kind, status in mails(aoki) if status == "waiting"]
    assert len(leaving) == after


def test_no_more_than_a_page_of_them(
    baba: User, as_user: SignIn, five: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST", 4)
    answer = choose(as_user(baba), "note", five)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?show=all")
    answer = choose(as_user(baba), "note", five[:1], select_across="1")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?show=all")


def test_a_row_that_left_the_list_meanwhile_says_why_nothing_becomes_of_it(
    baba: User, as_user: SignIn, five: list[Case]
) -> None:
    browser, first = as_user(baba), five[0]
    services.end_as_duplicate(case=five[1], original=first, reason="同じ", by=baba, at=timezone.now())
    typed = {"action": "many_end_as_duplicate", "_selected_action": [str(case.pk) for case in five[1:3]]}
    page = browser.post(f"{LIST}?show=open", typed).content.decode()
    assert "1件に実行します" in page
    assert str(five[1].reference) in page
    assert "1件はそのままにします" in page
    typed["_selected_action"] = [str(five[1].pk)]
    assert str(five[1].reference) in browser.post(f"{LIST}?show=open", typed).content.decode()


def test_a_row_that_is_not_shown_any_more_is_left_out_and_said(aoki: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(aoki)
    elsewhere = Desk.objects.exclude(pk__in=aoki.desks.values("pk")).filter(kind__in=Desk.OURS).first()
    Case.objects.filter(pk=five[4].pk).update(desk=elsewhere)
    page = choose(browser, "note", five).content.decode()
    assert "4件に実行します" in page
    assert "選んだうち1件は、いまは表示できないため除きました" in page
    assert str(five[4].reference) not in page
    answer = choose(browser, "note", five[4:])
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?show=all")


def test_the_way_back_leads_to_the_list_as_it_was(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "note", five)
    assert f'href="{LIST}?show=all"' in page.content.decode()
    assert f'action="{LIST}many/note/?show=all"' in page.content.decode()
    typed = {"portal_notice": "one", "portal_why": "整理", "text": "確認", **hidden(page)}
    report = browser.post(f"{LIST}many/note/?show=all", typed)
    assert f'href="{LIST}?show=all"' in report.content.decode()


def test_a_report_that_is_loaded_again_leads_to_the_list(baba: User, as_user: SignIn, five: list[Case]) -> None:
    browser = as_user(baba)
    page = choose(browser, "note", five)
    send(browser, page, "note", text="確認")
    typed = {"portal_notice": "one", "portal_why": "整理", "text": "確認", **hidden(page)}
    again = browser.post(f"{LIST}many/note/", typed, follow=True)
    assert again.status_code == 200
    assert again.request["PATH_INFO"] == LIST
    assert [case.notes.count() for case in five] == [1] * 5


@pytest.mark.parametrize("key", ["abc", "-1", "9" * 40, "1;2", ""])
def test_rows_that_no_list_has_are_a_bad_request(baba: User, as_user: SignIn, key: str) -> None:
    typed = {"action": "many_note", "_selected_action": [key]}
    assert as_user(baba).post(f"{LIST}?show=all", typed).status_code == 400


def test_all_rows_of_a_list_are_those_that_it_shows(baba: User, as_user: SignIn, five: list[Case]) -> None:
    open_case(at=MONDAY, subject="別の件名")
    browser = as_user(baba)
    typed = {"action": "many_note", "select_across": "1", "_selected_action": [str(five[0].pk)]}
    assert "6件に実行します" in browser.post(f"{LIST}?show=all", typed).content.decode()
    led = browser.post(f"{LIST}?show=all", {"q": "別の件名"})["Location"]
    assert "1件に実行します" in browser.post(led, typed).content.decode()
