"""In a restricted case people and words are read by those who work on it or decide on it, by no other manager."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cases import services
from cases.models import Case
from cases.permissions import may_read_persons
from privacyportal.accounts.models import Department, User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Refused
from tests.factories.cases import MONDAY, investigated

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


@pytest.fixture
def noda(make_user: Callable[..., User]) -> User:
    """Noda is a manager of another department."""
    sales = Department.objects.create(code="KANSAI", name="関西営業部")
    return make_user("noda", "野田", "学", "manager", department=sales)


@pytest.fixture
def case(aoki: User) -> Case:
    """A restricted case whose answer awaits approval."""
    case = investigated(by=aoki, restricted=True, description="11月上旬に届いた。")
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    case.refresh_from_db()
    return case


def reads(user: User, case: Case) -> tuple[bool, bool, bool, bool]:
    """Whether a person reads its people, is in the query, and may take its files and its restricted files."""
    rows = Case.objects.filter(pk=case.pk)
    asked = (rows.people_visible_to(user), rows.files_visible_to(user), rows.restricted_files_visible_to(user))
    return (may_read_persons(user, case), *(found.exists() for found in asked))


NOTHING, ALL = (False,) * 4, (True,) * 4


def test_a_manager_of_another_department_reads_nothing_of_it(case: Case, noda: User, as_user: SignIn) -> None:
    assert Case.objects.visible_to(noda).filter(pk=case.pk).exists()
    assert reads(noda, case) == NOTHING
    client = as_user(noda)
    page = client.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    listed = client.get(reverse("admin:cases_case_changelist")).content.decode()
    for word in ("佐々木", "11月上旬", "停止いたしました"):
        assert word not in page
        assert word not in listed


def test_nobody_decides_on_words_that_they_may_not_read(case: Case, noda: User, as_user: SignIn) -> None:
    path = reverse("admin:cases_case_approve", args=[case.pk])
    assert "停止いたしました" not in as_user(noda).get(path, follow=True).content.decode()
    for decide in (services.approve, services.send_back):
        with pytest.raises(Refused) as refused:
            decide(case=case, reason="確認済み", by=Staff(noda), at=MONDAY)
        assert [refusal.code for refusal in refused.value.refusals] == ["cases.decider_may_not_read"]
    case.refresh_from_db()
    assert case.status == "awaiting_approval"


def test_the_handlers_supervisor_reads_and_decides(case: Case, aoki: User, noda: User) -> None:
    User.objects.filter(pk=aoki.pk).update(manager=noda)
    assert reads(noda, case) == ALL
    assert services.approve(case=case, by=Staff(noda), at=MONDAY).status == "approved"


def test_the_head_of_the_desks_department_reads_it(case: Case, noda: User) -> None:
    Department.objects.filter(pk=case.desk.department_id).update(head=noda)
    assert reads(noda, case) == ALL


def test_who_decided_once_reads_on_and_so_does_compliance(case: Case, aoki: User, noda: User, endo: User) -> None:
    User.objects.filter(pk=aoki.pk).update(manager=noda)
    services.send_back(case=case, reason="理由の追記", by=Staff(noda), at=MONDAY)
    User.objects.filter(pk=aoki.pk).update(manager=None)
    assert reads(noda, case) == ALL
    assert reads(endo, case) == ALL


def test_who_stands_in_for_the_supervisor_reads_it_on_the_days_of_the_absence(
    case: Case, aoki: User, kudo: User, noda: User
) -> None:
    User.objects.filter(pk=aoki.pk).update(manager=kudo)
    User.objects.filter(pk=kudo.pk).update(deputy=noda, absent_from="2026-01-01", absent_until="2026-01-31")
    assert reads(noda, case) == NOTHING
    User.objects.filter(pk=kudo.pk).update(absent_until="2999-12-31")
    assert reads(noda, case) == ALL


def test_an_auditor_and_a_manager_read_a_case_that_is_not_restricted(aoki: User, doi: User, noda: User) -> None:
    case = investigated(by=aoki)
    services.add_note(case=case, text="連絡済み", by=aoki, at=MONDAY)
    for reader in (doi, noda):
        assert reads(reader, case) == (True, True, True, False)
