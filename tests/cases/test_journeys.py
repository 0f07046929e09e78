"""A complaint and a request, from the telephone to closure, as people do it in the admin."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.models import AnswerProposal, Case, CaseStep, Correspondence
from cases.states import Status
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.notifications.models import Message
from tests.factories.cases import MONDAY, tokyo

pytestmark = pytest.mark.django_db
ADD = "/admin/cases/case/add/"
type SignIn = Callable[[User], Client]

CALL = {
    "kind": "complaint",
    "channel": "telephone",
    "sender": "person",
    "received_at": "2026-11-16T10:00",
    "told_number": "on",
    "complainant_name": "佐々木 涼子",
    "complainant_kana": "ササキ リョウコ",
    "complainant_telephone": "090-0000-1234",
    "concerns": "own",
    "subject": "セミナー案内状の送付停止",
    "description": "停止を申し出たが、11月上旬に案内状が届いた。",
    "desired_remedy": "今後の送付を止めてほしい。",
}


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def register(client: Client, **typed: str) -> Case:
    """Register a case as typed and return it."""
    response = client.post(ADD, {**CALL, **typed}, follow=True)
    assert response.status_code == 200
    number = re.search(r"CASE-\d{4}-\d{6}", messages_of(response))
    assert number, response.context["adminform"].form.errors if "adminform" in response.context else ""
    return Case.objects.get(reference__number=number[0])


def press(client: Client, case: Case, name: str, **typed: Any) -> Any:
    """Press a button of the case's page and fill in its form."""
    return client.post(f"/admin/cases/case/{case.pk}/do/{name}/", typed, follow=True)


def buttons(client: Client, case: Case) -> set[str]:
    """The names of the buttons that the page offers now."""
    page = client.get(f"/admin/cases/case/{case.pk}/change/")
    return {button["action"].name for button in page.context["object_buttons"]}


def said(at: str, text: str = "ご連絡いたします。", channel: str = "telephone") -> dict[str, str]:
    return {"channel": channel, "happened_at": at, "text": text, "counterparty": "佐々木 涼子"}


def assert_it_ended_as_told(case: Case, handler: User) -> None:
    """The complaint is closed, its letter, deadline and steps are kept, and the trail names no person of it."""
    case.refresh_from_db()
    assert case.status == Status.CLOSED
    letter = Correspondence.objects.filter(case=case, direction="outgoing").latest("pk")
    assert letter.text == "名簿の更新漏れでした。除外いたしました。"
    assert case.reference.clocks.get(duty="cases.answer").state == "met"
    actions = list(CaseStep.objects.filter(case=case).order_by("pk").values_list("action", "by__username"))
    assert actions == [
        ("open", "aoki"), ("investigate", "aoki"), ("wait_for_person", "aoki"), ("resume", "aoki"),
        ("propose_answer", "aoki"), ("send_back", "baba"), ("propose_answer", "aoki"), ("approve", "baba"),
        ("answer", "aoki"), ("close", "aoki"),
    ]  # fmt: skip
    trail = AuditEntry.objects.filter(reference=str(case.reference))
    assert trail.filter(action="cases.closed", actor=handler).exists()
    everything = " ".join(f"{entry.changes} {entry.reason}" for entry in trail)
    assert "佐々木" not in everything


def test_a_complaint_from_the_telephone_to_closure(aoki: User, baba: User, as_user: SignIn) -> None:
    desk = as_user(aoki)
    with time_machine.travel(MONDAY, tick=False):
        case = register(desk)
        assert (case.status, case.handler, case.desk.code) == (Status.ACKNOWLEDGED, aoki, "PLANNING")
        page = desk.get(f"/admin/cases/case/{case.pk}/change/").content.decode()
        assert "03-6776-8800" in page
        assert "2026-12-01 17:00" in page
        assert {"investigate", "wait_for_person"} & buttons(desk, case) == {"investigate"} | {"wait_for_person"}
        assert "approve" not in buttons(desk, case)
        press(desk, case, "investigate")
    with time_machine.travel(tokyo("2026-11-17T10:00"), tick=False):
        desk = as_user(aoki)  # Nobody stays signed in overnight.
        press(desk, case, "wait_for_person", reason="person_documents", **said("2026-11-17T10:00", channel="letter"))
        case.refresh_from_db()
        assert case.status == Status.WAITING_PERSON
        assert "期限計算停止中" in desk.get("/admin/cases/case/").content.decode()
    with time_machine.travel(tokyo("2026-11-20T09:30"), tick=False):
        desk, approver = as_user(aoki), as_user(baba)  # Nobody stays signed in overnight.
        press(desk, case, "resume", **said("2026-11-19T15:00", text="案内状の写し"))
        press(desk, case, "note", text="営業部の名簿から漏れていた。")
        press(desk, case, "propose_answer", outcome="upheld", text="名簿から除外いたしました。")
        case.refresh_from_db()
        assert case.status == Status.AWAITING_APPROVAL
        assert Message.objects.filter(recipient=baba, kind="cases.approval_wanted").exists()
        assert buttons(approver, case) >= {"approve", "send_back"}
        shown = approver.get(f"/admin/cases/case/{case.pk}/do/approve/").content.decode()
        assert "名簿から除外いたしました。" in shown
        press(approver, case, "send_back", reason="原因を書き添えること")
        press(desk, case, "propose_answer", outcome="upheld", text="名簿の更新漏れでした。除外いたしました。")
        press(approver, case, "approve", reason="")
        press(desk, case, "answer", channel="letter", happened_at="2026-11-20T09:20", counterparty="佐々木 涼子")
        case.refresh_from_db()
        assert (case.status, case.outcome) == (Status.ANSWERED, "upheld")
        press(desk, case, "close", outcome="upheld", root_cause="名簿の更新漏れ")
    assert_it_ended_as_told(case, aoki)


def test_a_request_for_disclosure_waits_for_identity_at_every_door(make_user: Any, baba: User, as_user: SignIn) -> None:
    from privacyportal.accounts.models import Desk

    ito = make_user("ito", "伊藤", "薫", "desk_handler", manager=baba)
    Desk.objects.get(code="DISCLOSURE").members.add(ito)
    team, approver = as_user(ito), as_user(baba)
    with time_machine.travel(MONDAY, tick=False):
        case = register(team, kind="disclosure", disclosure_method="electronic")
        assert case.desk.code == "DISCLOSURE"
        assert case.reference.clocks.get(duty="cases.suit_possible").due_on.isoformat() == "2026-12-01"
        refused = press(team, case, "propose_answer", outcome="disclosed", text="開示いたします。")
        shown = refused.content.decode()
        assert "基本方針第9項" in shown
        assert "本人確認" in shown
        assert "開示いたします。" in shown  # what was typed is still there
        assert AuditEntry.objects.filter(action="backoffice.refused", section="9", actor=ito).exists()
        press(team, case, "verify_identity", method="driving_licence", is_confirmed="on")
        case.refresh_from_db()
        assert case.status == Status.INVESTIGATING
        press(team, case, "propose_answer", outcome="disclosed", text="開示いたします。")
        press(approver, case, "approve", reason="")
        press(team, case, "answer", channel="letter", happened_at="2026-11-16T10:00", counterparty="")
        press(team, case, "close", outcome="disclosed", root_cause="")
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, "disclosed")


def test_the_author_of_an_answer_cannot_approve_it(baba: User, endo: User, as_user: SignIn) -> None:
    office, second = as_user(baba), as_user(endo)
    with time_machine.travel(MONDAY, tick=False):
        case = register(office)
        press(office, case, "investigate")
        press(office, case, "propose_answer", outcome="upheld", text="停止いたしました。")
        refused = press(office, case, "approve", reason="")
        assert "起案した本人は承認できません" in refused.content.decode()
        assert AnswerProposal.objects.get(case=case).decision == "pending"
        press(second, case, "approve", reason="")
    assert AnswerProposal.objects.get(case=case).decided_by == endo


def test_a_refused_intake_keeps_what_was_typed_and_says_why_beside_the_field(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        response = as_user(aoki).post(ADD, {**CALL, "description": "番号は1234-5678-9018です", "concerns": "own"})
    errors = response.context["adminform"].form.errors
    assert "個人番号" in str(errors["description"])
    assert "基本方針第3項" in str(errors["description"])
    assert "佐々木 涼子" in response.content.decode()
    assert not Case.objects.exists()


def test_a_case_for_another_desk_is_registered_and_its_number_said_though_it_cannot_be_opened(
    aoki: User, as_user: SignIn
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        client = as_user(aoki)
        response = client.post(ADD, {**CALL, "concerns": "individual_number"}, follow=True)
        case = Case.objects.get()
        assert client.get(f"/admin/cases/case/{case.pk}/change/").status_code == 404
    assert str(case.reference) in messages_of(response)
    assert "個人番号事務取扱担当" in messages_of(response)


def test_the_preview_answers_while_the_form_is_typed(aoki: User, as_user: SignIn) -> None:
    asked = {"kind": "complaint", "sender": "person", "concerns": "trade", "received_at": "2026-11-16T10:00"}
    answer = as_user(aoki).get("/admin/cases/case/route/", asked).json()
    assert (answer["desk"], answer["linked"]) == ("お客様相談・紛争対応担当", "事務システム企画部（窓口）")
    assert {"label": "申出人への回答", "limit": "2026年12月1日（火）17:00"} in answer["deadlines"]
    assert "message" in as_user(aoki).get("/admin/cases/case/route/", {"kind": "complaint"}).json()


def test_a_correction_is_recorded_by_field_names_only(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        client = as_user(aoki)
        case = register(client)
        typed = {"subject": "案内状の停止（訂正）", "description": CALL["description"], "desired_remedy": "停止"}
        response = client.post(f"/admin/cases/case/{case.pk}/change/", typed)
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.subject == "案内状の停止（訂正）"
    assert AuditEntry.objects.get(action="cases.changed").changes == {"fields": ["desired_remedy", "subject"]}


def test_the_people_are_corrected_and_the_register_linked_by_customer_number(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        client = as_user(aoki)
        case = register(client)
        unknown = press(client, case, "people", complainant_name="佐々木 涼子", customer_number="999")
        assert "この顧客番号の登録はありません" in unknown.content.decode()
        press(
            client,
            case,
            "people",
            complainant_name="佐々木 良子",
            complainant_telephone="090-0000-9999",
            representative_name="森本 航",
            representative_authority="mandated",
        )
    names = dict(case.parties.values_list("role", "name"))
    assert names == {"complainant": "佐々木 良子", "representative": "森本 航"}
