"""A case ends because the person took it back: their message is kept, and a second person sees it where one is due."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import services
from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from tests.factories.cases import MONDAY, investigated, sent

pytestmark = pytest.mark.django_db
BACK = sent(MONDAY, "もう結構です。")


def proposed(author: User) -> Case:
    """A case whose answer awaits approval."""
    case = investigated(by=author)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=author, at=MONDAY)
    return case


def test_the_persons_message_is_kept_as_correspondence(aoki: User) -> None:
    case = investigated(by=aoki)
    services.withdraw(case=case, sent=BACK, reason="電話で申出", by=aoki, at=MONDAY)
    letter = case.correspondence.get()
    assert (letter.direction, letter.party, letter.text) == ("incoming", "person", "もう結構です。")


def test_once_an_answer_is_proposed_its_author_does_not_end_the_case_alone(aoki: User, baba: User, endo: User) -> None:
    for author in (aoki, baba):
        case = proposed(author)
        with pytest.raises(Refused) as refused:
            services.withdraw(case=case, sent=BACK, reason="電話で申出", by=author, at=MONDAY)
        assert refused.value.refusals[0].code == "cases.withdrawal_second_person"
    case = services.withdraw(case=case, sent=BACK, reason="電話で申出", by=endo, at=MONDAY)
    assert (case.status, case.proposals.get().decision) == ("withdrawn", "lapsed")


def test_why_an_answer_came_back_stands_on_the_form_that_writes_it_anew(
    aoki: User, baba: User, as_user: Callable[[User], Client]
) -> None:
    case = proposed(aoki)
    services.send_back(case=case, reason="原因を書き添えること", by=baba, at=MONDAY)
    page = as_user(aoki).get(f"/admin/cases/case/{case.pk}/do/propose_answer/").content.decode()
    assert "原因を書き添えること" in page
    services.propose_answer(case=case, text="名簿の更新漏れです。", outcome="upheld", by=aoki, at=MONDAY)
    assert list(case.proposals.order_by("pk").values_list("text", "decision")) == [
        ("停止いたしました。", "sent_back"),
        ("名簿の更新漏れです。", "pending"),
    ]
