"""The boxes of registers, and of lists of what is about a record, find by any writing, and nothing that is not read."""

import pytest
from django.test import Client
from django.urls import reverse

from cases import services
from cases.models import Case
from cases.services import Party
from privacyportal.accounts.models import Department, User
from privacyportal.search import asking
from tests.factories.cases import MONDAY, open_case

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def found(user: User, model: str, typed: str) -> list[object]:
    client = Client()
    client.force_login(user)
    page = client.post(reverse(f"admin:{model}_changelist"), {"q": typed}, follow=True)
    assert page.status_code == 200
    return list(page.context["cl"].result_list)


@pytest.fixture
def case(baba: User) -> Case:
    person = Party(name="髙橋 涼子", telephone="090-1234-5678")
    return open_case(subject="案内状の停止について", complainant=person)


@pytest.mark.parametrize("typed", ["高﨑", "髙崎 ＨＡＮＡ", "hana.t"])
def test_an_account_is_found_by_any_writing_of_its_name(honda: User, typed: str) -> None:
    user = User.objects.create(username="hana.t", last_name="髙﨑", first_name="Hana")
    assert found(honda, "accounts_user", typed) == [user]


def test_a_register_is_narrowed_by_each_word(honda: User) -> None:
    wanted = Department.objects.create(code="DX", name="ＤＸ推進部")
    assert found(honda, "accounts_department", "dx 推進") == [wanted]
    assert found(honda, "accounts_department", "dx 総務") == []


@pytest.mark.parametrize("common", [0, 1000])
def test_deadlines_are_found_by_what_their_record_holds(
    case: Case, baba: User, doi: User, common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "COMMON", common)
    open_case(subject="書面の不着", complainant=Party(name="別所 次郎"))
    for typed in ("09012345678", "高橋", str(case.reference), "停止 高橋"):
        assert {clock.reference_id for clock in found(baba, "clocks_clock", typed)} == {case.reference_id}, typed
    services.change_case(case=case, changes={"restricted": True}, by=baba, at=MONDAY)
    assert found(doi, "clocks_clock", "高橋") == []
    assert found(baba, "clocks_clock", "高橋 解約") == []


def test_the_trail_is_asked_in_any_width(case: Case, baba: User) -> None:
    wide = str(case.reference).translate({code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)})
    assert found(baba, "audit_auditentry", wide) == found(baba, "audit_auditentry", str(case.reference)) != []
