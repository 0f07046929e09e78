"""Every button that the journeys do not press does what its label says."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.admin.deeds import ACTIONS
from cases.figures import condition
from cases.models import Case, CaseLink, Referral
from cases.states import Concerns, Status
from privacyportal.accounts.models import Desk, User
from tests.cases.test_journeys import buttons, press, said
from tests.factories.cases import MONDAY, investigated, open_case, partner, partner_desk

pytestmark = pytest.mark.django_db
SAID = said("2026-11-16T10:00")


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Everything happens on Monday 2026-11-16 at 10:00."""
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office(baba: User, as_user: Callable[[User], Client]) -> Client:
    """A compliance officer's browser."""
    return as_user(baba)


@pytest.fixture
def desk_browser(aoki: User, as_user: Callable[[User], Client]) -> Client:
    """A handler's browser."""
    return as_user(aoki)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_an_unassigned_case_is_taken_and_handed_over(
    desk_browser: Client, office: Client, aoki: User, baba: User
) -> None:
    case = open_case()
    assert "take" in buttons(desk_browser, case)
    press(desk_browser, case, "take")
    assert fresh(case).handler == aoki
    press(office, case, "assign", handler=baba.pk, reason="不在のため")
    assert fresh(case).handler == baba


def test_a_route_is_changed_with_a_reason_that_is_asked_for_beside_the_field(office: Client) -> None:
    case, general = open_case(), Desk.objects.get(code="GENERAL")
    refused = press(office, case, "reroute", desk=general.pk, reason="")
    assert "理由が未入力です" in refused.content.decode()
    press(office, case, "reroute", desk=general.pk, reason="個人情報に関するものではない")
    page = office.get(f"/admin/cases/case/{case.pk}/change/").content.decode()
    assert "個人情報に関するものではない" in page
    assert "振分表による振分理由" in page


def test_a_possible_leak_is_reported_once(desk_browser: Client, aoki: User) -> None:
    case = investigated(by=aoki)
    press(desk_browser, case, "report_leak", reason="名簿の誤送付が判明")
    assert CaseLink.objects.get(case=case).linked.desk.code == "INCIDENT"
    assert "report_leak" not in buttons(desk_browser, case)


def test_cases_are_linked_by_number_and_opened_beside_each_other(desk_browser: Client, aoki: User) -> None:
    case, other = investigated(by=aoki), open_case(by=aoki)
    press(desk_browser, case, "link", linked=other.reference.number, reason="同じ案内状")
    press(desk_browser, case, "open_linked", desk=other.desk.pk, subject="名簿の管理", reason="別の部署の確認")
    assert {link.linked.subject for link in case.links.all()} == {other.subject, "名簿の管理"}
    again = press(desk_browser, other, "link", linked=case.reference.number, reason="同じ案内状")
    assert "すでに関連案件として登録されている" in again.content.decode()


def test_a_file_is_kept_and_a_dangerous_one_refused(
    desk_browser: Client, aoki: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = open_case(by=aoki)
    letter = SimpleUploadedFile("案内状.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")
    press(desk_browser, case, "file", file=letter, label="案内状")
    assert case.reference.attachments.get().name == "案内状.pdf"
    program = SimpleUploadedFile("setup.exe", b"MZ\x90\x00", "application/octet-stream")
    refused = press(desk_browser, case, "file", file=program, label="")
    assert refused.status_code == 200
    assert case.reference.attachments.count() == 1


def test_a_case_is_withdrawn_and_reopened_by_who_may(desk_browser: Client, office: Client, aoki: User) -> None:
    case = investigated(by=aoki)
    press(desk_browser, case, "withdraw", reason="ご本人から取下げの電話", **SAID)
    assert fresh(case).status == Status.WITHDRAWN
    assert "reopen" not in buttons(desk_browser, case)
    press(office, case, "reopen", kind="same_matter", reason="やはり続けたいとの連絡")
    assert fresh(case).status == Status.INVESTIGATING


def test_an_outside_body_is_waited_for(desk_browser: Client, aoki: User) -> None:
    case = investigated(by=aoki)
    press(desk_browser, case, "wait_for_body", **SAID)
    assert fresh(case).status == Status.WAITING_BODY
    assert case.pauses.get().reason == "outside_body"


def test_the_time_of_receipt_is_corrected(desk_browser: Client, aoki: User) -> None:
    case = open_case(by=aoki)
    press(desk_browser, case, "correct_received", received_at="2026-11-12T10:00", reason="支店に12日に到着")
    assert fresh(case).received_at.day == 12


def test_what_the_jsda_asks_is_entered_and_answered_through_an_approver(
    desk_browser: Client, office: Client, aoki: User, baba: User
) -> None:
    case = investigated(by=aoki)
    press(
        desk_browser, case, "referred_from_jsda", kind="explanation", answer_by_on="2026-11-20", body_number="1", **SAID
    )
    asked = Referral.objects.get(case=case)
    refused = press(desk_browser, case, "answer_referral", referral=asked.pk, **SAID)
    assert "基本方針第13項" in refused.content.decode()
    press(desk_browser, case, "draft_explanation", referral=asked.pk, text="経緯")
    assert Case.objects.filter(condition("approval", baba, MONDAY), pk=case.pk).exists()
    draft = asked.explanations.get()
    press(office, case, "send_back_explanation", explanation=draft.pk, reason="日付を書き添えること")
    form = desk_browser.get(f"/admin/cases/case/{case.pk}/do/draft_explanation/").content.decode()
    assert "日付を書き添えること" in form
    assert "経緯" in form
    press(desk_browser, case, "draft_explanation", referral=asked.pk, text="11月1日からの経緯")
    press(office, case, "approve_explanation", explanation=asked.explanations.last().pk, reason="")
    press(desk_browser, case, "answer_referral", referral=asked.pk, **{**SAID, "text": "別の言葉"})
    assert Referral.objects.get(case=case).result == "11月1日からの経緯"
    assert [row.text for row in asked.explanations.all()] == ["経緯", "11月1日からの経緯"]
    assert Referral.objects.get(case=case).answered_at == MONDAY


def test_a_matter_is_passed_on_and_its_result_recorded(desk_browser: Client, aoki: User) -> None:
    case = open_case(by=aoki, concerns=Concerns.SEMINAR_CO_HOST, partner=partner(partner_desk()))
    assert {"pass_on", "tell_desk"} <= buttons(desk_browser, case)
    press(desk_browser, case, "pass_on", consented_at="2026-11-16T09:00", **SAID)
    passed = Referral.objects.get(case=case)
    press(desk_browser, case, "referral_result", referral=passed.pk, **said("2026-11-16T10:00", text="先方で回答済"))
    assert Referral.objects.get(case=case).result == "先方で回答済"


def test_the_first_word_to_the_person_is_drafted_in_japanese_for_every_typist(desk_browser: Client, aoki: User) -> None:
    case = open_case(by=aoki)
    User.objects.filter(pk=aoki.pk).update(language="en")
    draft = desk_browser.get(f"/admin/cases/case/{case.pk}/do/acknowledge/").content.decode()
    assert "お申出を承りました" in draft
    assert "2026年12月1日（火）17:00" in draft
    press(desk_browser, case, "acknowledge", **SAID)
    assert fresh(case).acknowledged_at == MONDAY


def test_correspondence_is_kept_apart_from_notes(desk_browser: Client, aoki: User) -> None:
    case = investigated(by=aoki)
    press(desk_browser, case, "correspondence", direction="incoming", **said("2026-11-16T10:00", text="続報の電話"))
    press(desk_browser, case, "note", text="営業部に照会")
    assert [row.text for row in case.correspondence.all()] == ["続報の電話"]
    assert [row.text for row in case.notes.all()] == ["営業部に照会"]
    future = press(desk_browser, case, "correspondence", direction="incoming", **said("2026-11-17T10:00"))
    assert "現在より後の日時です" in future.content.decode()


@pytest.mark.parametrize("action", ACTIONS, ids=[action.name for action in ACTIONS])
def test_every_buttons_page_opens_or_says_why_not(action: Any, office: Client, baba: User) -> None:
    case = investigated(by=baba, concerns=Concerns.SEMINAR_CO_HOST, partner=partner(partner_desk()))
    response = office.get(f"/admin/cases/case/{case.pk}/do/{action.name}/", follow=True)
    assert response.status_code == 200
