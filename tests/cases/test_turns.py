"""A case says at its head whose turn it is, why something came back, and why a step cannot be done yet."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases import services
from cases.models import Case
from cases.services.steps import Identity
from cases.states import Kind
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from tests.cases.test_journeys import ADD, CALL, buttons, messages_of, press
from tests.factories.cases import MONDAY, answered, investigated, open_case, sent

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
REASON = "原因を書き添えること"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def proposed(aoki: User) -> Case:
    """A complaint whose answer awaits approval."""
    case = investigated(by=aoki)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    return case


@pytest.fixture
def unidentified(aoki: User, aoki_at_disclosure: User) -> Case:
    """A request for disclosure whose requester has not been identified."""
    return open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)


def page(client: Client, case: Case) -> Any:
    return client.get(f"/admin/cases/case/{case.pk}/change/")


def head(client: Client, case: Case) -> str:
    """Return the head of the page: what stands above all tabs."""
    text: str = page(client, case).content.decode()
    return text[text.index("portal-head") : text.index("data-portal-tabs")]


def blocked(client: Client, case: Case) -> dict[str, str]:
    return {str(one["action"].label): one["why"] for one in page(client, case).context["object_blocked"]}


def test_what_was_sent_back_stands_at_the_head_until_it_is_written_again(
    proposed: Case, aoki: User, baba: User, as_user: SignIn
) -> None:
    desk = as_user(aoki)
    assert "青木 花子以外の承認者" in head(desk, proposed)
    press(as_user(baba), proposed, "send_back", reason=REASON)
    shown = head(desk, proposed)
    assert REASON in shown
    assert "馬場 恵" in shown
    assert "回答案が差し戻されました" in shown
    press(desk, proposed, "propose_answer", outcome="upheld", text="名簿の更新漏れでした。")
    assert REASON not in head(desk, proposed)


def test_the_reason_is_not_shown_to_who_may_not_read_the_case(
    proposed: Case, aoki: User, baba: User, chiba: User, as_user: SignIn
) -> None:
    services.send_back(case=proposed, reason=REASON, by=baba, at=MONDAY)
    Case.objects.filter(pk=proposed.pk).update(restricted=True, handler=aoki)
    shown = page(as_user(chiba), proposed)
    assert shown.status_code == 404 or REASON not in shown.content.decode()


def test_nobody_has_a_turn_in_an_ended_case(case: Case, baba: User, as_user: SignIn) -> None:
    services.close(case=case, by=baba, at=MONDAY)
    assert page(as_user(baba), case).context["object_turn"] is None


def test_an_answer_before_the_identity_is_no_button_but_a_reason_with_its_link(
    unidentified: Case, aoki: User, as_user: SignIn
) -> None:
    desk = as_user(aoki)
    assert "propose_answer" not in buttons(desk, unidentified)
    why = blocked(desk, unidentified)["回答案の起案"]
    assert "基本方針第9項" in why
    assert f"/admin/cases/case/{unidentified.pk}/do/verify_identity/" in why
    told = desk.get(f"/admin/cases/case/{unidentified.pk}/do/propose_answer/", follow=True)
    assert "基本方針第9項" in messages_of(told)


def test_sent_all_the_same_it_is_refused_and_kept(unidentified: Case, aoki: User, as_user: SignIn) -> None:
    press(as_user(aoki), unidentified, "propose_answer", outcome="disclosed", text="開示いたします。")
    assert AuditEntry.objects.filter(action="backoffice.refused", reference=str(unidentified.reference)).exists()


def test_once_identified_the_button_is_back(unidentified: Case, aoki: User, as_user: SignIn) -> None:
    seen = Identity(method="passport", is_confirmed=True)
    services.verify_identity(case=unidentified, identity=seen, by=aoki, at=MONDAY)
    desk = as_user(aoki)
    assert "propose_answer" in buttons(desk, unidentified)
    assert "回答案の起案" not in blocked(desk, unidentified)


def test_a_check_that_did_not_convince_is_not_called_done(unidentified: Case, aoki: User, as_user: SignIn) -> None:
    told = messages_of(press(as_user(aoki), unidentified, "verify_identity", method="passport", note="写真が不鮮明"))
    assert "本人確認はまだ済んでいません" in told


def test_who_proposed_an_answer_is_told_why_they_do_not_decide(baba: User, as_user: SignIn) -> None:
    case = investigated(by=baba)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=baba, at=MONDAY)
    officer = as_user(baba)
    assert not {"approve", "send_back"} & buttons(officer, case)
    assert {"承認", "差戻し"} <= set(blocked(officer, case))


def test_a_case_with_an_open_promise_says_why_it_cannot_be_closed(baba: User, endo: User, as_user: SignIn) -> None:
    case = investigated(by=baba)
    words = sent(MONDAY, "資料をお送りします。")
    services.record_promise(case=case, what="documents", by_on=date(2026, 11, 20), sent=words, by=baba, at=MONDAY)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=baba, at=MONDAY)
    services.approve(case=case, by=endo, at=MONDAY)
    services.record_answer(case=case, channel="letter", happened_at=MONDAY, by=baba, at=MONDAY)
    officer = as_user(baba)
    assert "close" not in buttons(officer, case)
    assert f"/admin/cases/case/{case.pk}/do/keep_promise/" in blocked(officer, case)["終結"]


def test_after_saving_the_number_and_the_next_step_are_said(aoki: User, as_user: SignIn) -> None:
    desk = as_user(aoki)
    told = messages_of(desk.post(ADD, CALL, follow=True))
    case = Case.objects.latest("pk")
    assert str(case.reference) in told
    assert f'href="/admin/cases/case/{case.pk}/do/investigate/"' in told
    assert "次の操作" in messages_of(press(desk, case, "investigate"))


def test_the_last_step_names_no_next_one(baba: User, endo: User, as_user: SignIn) -> None:
    case = answered(by=baba, approver=endo)
    told = messages_of(press(as_user(baba), case, "close", outcome="upheld", root_cause="名簿の更新漏れ"))
    assert "次の操作" not in told
