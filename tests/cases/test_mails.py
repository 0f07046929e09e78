"""A case mail says what to do and the number, never who or what it is about."""

import pytest
import time_machine

from cases import services
from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from tests.factories.cases import MONDAY, investigated, open_case

pytestmark = pytest.mark.django_db


def read(message: Message) -> str:
    """Everything that a mail shows."""
    mail = compose(message)
    return f"{mail.subject}\n{mail.body}\n{mail.alternatives[0][0]}"


def test_the_approver_is_asked_and_the_author_told_without_a_name_or_a_subject(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    asked = Message.objects.get(kind="cases.approval_wanted")
    assert asked.recipient == baba
    with time_machine.travel(MONDAY, tick=False):
        assert compose(asked).subject == f"【12/1（火）期限・10営業日前】回答案の承認 {case.reference}"
    Clock.objects.filter(reference=case.reference).update(state="paused", paused_at=MONDAY)
    assert compose(asked).subject == f"【承認依頼】回答案の承認 {case.reference}"
    services.send_back(case=case, reason="原因を書き添えること", by=baba, at=MONDAY)
    told = Message.objects.get(kind="cases.answer_decided")
    assert told.recipient == aoki
    assert compose(told).subject == f"【差戻し】回答案の修正 {case.reference}"
    for message in (asked, told):
        text = read(message)
        assert f"/ref/{case.reference}/" in text
        assert "佐々木" not in text
        assert "案内状" not in text


def test_a_request_for_approval_is_not_sent_once_it_is_decided(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    asked = Message.objects.get(kind="cases.approval_wanted")
    assert kind_of(asked.kind).wanted(asked) == ""
    services.approve(case=case, by=baba, at=MONDAY)
    assert kind_of(asked.kind).wanted(asked) != ""


def test_a_new_handler_is_told_and_nobody_else(aoki: User, baba: User) -> None:
    case = open_case()
    services.assign_handler(case=case, handler=aoki, by=baba, at=MONDAY)
    assert Message.objects.get(kind="cases.assigned").recipient == aoki
    services.assign_handler(case=case, handler=baba, by=baba, at=MONDAY)
    assert Message.objects.filter(kind="cases.assigned").count() == 1
