"""A handler works on their desks' cases; to everybody else a case does not exist, on every path."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.admin.deeds import ACTIONS
from cases.models import Case, CaseUserObjectPermission
from cases.states import Concerns
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Refused
from tests.factories.cases import MONDAY, investigated, open_case

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


def paths(case: Case) -> list[str]:
    """Every path of the admin that leads to a case."""
    deeds = [reverse(f"admin:cases_case_{action.name}", args=[case.pk]) for action in ACTIONS]
    pages = [reverse(f"admin:cases_case_{name}", args=[case.pk]) for name in ("change", "history", "delete")]
    return [*deeds, *pages, reverse("reference", args=[case.reference.number])]


def test_a_handler_of_another_desk_meets_nothing_on_every_path(chiba: User, as_user: SignIn) -> None:
    case, client = open_case(), as_user(chiba)
    read = {path: client.get(path).status_code for path in paths(case)}
    sent = {path: client.post(path, {}).status_code for path in paths(case)}
    assert {path: code for path, code in read.items() if code != 404 and "/delete/" not in path} == {}
    assert {path: code for path, code in sent.items() if code not in {403, 404, 405}} == {}
    page = client.get("/admin/cases/case/?show=all&q=CASE", follow=True).content.decode()
    assert str(case.reference) not in page
    found = client.get("/admin/cases/case/?show=all", {"q": "佐々木"}, follow=True).content.decode()
    assert str(case.reference) not in found


def test_people_without_cases_have_no_section(goto: User, honda: User, as_user: SignIn) -> None:
    case = open_case()
    for user in (goto, honda):
        client = as_user(user)
        assert client.get("/admin/cases/case/").status_code == 403
        assert client.get(f"/admin/cases/case/{case.pk}/change/").status_code in {403, 404}
        assert client.get("/admin/cases/case/route/").status_code == 403


def test_an_auditor_reads_every_case_and_is_offered_nothing_to_do(doi: User, as_user: SignIn) -> None:
    case, client = open_case(), as_user(doi)
    page = client.get(f"/admin/cases/case/{case.pk}/change/")
    assert page.status_code == 200
    assert page.context["object_buttons"] == []
    for action in ACTIONS:
        assert client.post(reverse(f"admin:cases_case_{action.name}", args=[case.pk]), {}).status_code == 403
    assert client.get("/admin/cases/case/add/").status_code == 403


def test_a_restricted_case_is_seen_by_its_handler_and_by_those_who_decide(
    aoki: User, baba: User, doi: User, make_user: Any, as_user: SignIn
) -> None:
    colleague = make_user("abe", "阿部", "学", "desk_handler")
    Desk.objects.get(code="PLANNING").members.add(colleague)
    case = open_case(by=aoki, restricted=True, description="11月上旬に届いた。")
    assert case.handler == aoki
    for user, seen in ((aoki, True), (baba, True), (doi, True), (colleague, False)):
        assert Case.objects.visible_to(user).filter(pk=case.pk).exists() is seen, user
    for user, read in ((aoki, True), (baba, True), (doi, False)):
        client = as_user(user)
        page = client.get(f"/admin/cases/case/{case.pk}/change/").content.decode()
        assert ("佐々木" in page) is read, user
        assert ("11月上旬" in page) is read, user
        assert ("佐々木" in client.get("/admin/cases/case/").content.decode()) is read, user
        found = client.get("/admin/cases/case/", {"q": "佐々木"}, follow=True)
        assert bool(found.context["cl"].result_count) is read, user


def test_the_named_handler_gets_the_case_and_the_former_loses_it(
    aoki: User, baba: User, chiba: User, make_user: Any
) -> None:
    case = investigated(by=aoki)
    colleague = make_user("abe", "阿部", "学", "desk_handler")
    case.desk.members.add(colleague)
    services.assign_handler(case=case, handler=colleague, by=baba, at=MONDAY)
    held = set(CaseUserObjectPermission.objects.values_list("user__username", "permission__codename"))
    assert held == {("abe", "view_case"), ("abe", "handle_case")}
    with pytest.raises(Refused):
        services.assign_handler(case=case, handler=chiba, by=baba, at=MONDAY)


def test_a_personal_assignment_reaches_beyond_the_desk_and_ends_with_it(
    aoki: User, baba: User, make_user: Any, as_user: SignIn
) -> None:
    deputy = make_user("kondo", "近藤", "進", "desk_handler")
    today = tokyo_day(timezone.now())
    User.objects.filter(pk=aoki.pk).update(deputy=deputy, absent_from=today, absent_until=today)
    aoki.refresh_from_db()
    case = open_case(by=aoki)
    url = f"/admin/cases/case/{case.pk}/change/"
    assert as_user(deputy).get(url).status_code == 200
    services.reroute(case=case, desk=Desk.objects.get(code="GENERAL"), reason="誤り", by=baba, at=MONDAY)
    assert as_user(deputy).get(url).status_code == 404


def test_a_linked_case_that_may_not_be_seen_shows_its_number_only(aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki, leak_suspected=True)
    page = as_user(aoki).get(f"/admin/cases/case/{case.pk}/change/").content.decode()
    leak = case.links.get().linked
    assert str(leak.reference) in page
    assert leak.subject not in page


def test_somebody_elses_number_cannot_be_linked(aoki: User, chiba: User, as_user: SignIn) -> None:
    case, hidden = open_case(by=aoki), open_case(concerns=Concerns.INDIVIDUAL_NUMBER)
    typed = {"linked": hidden.reference.number, "reason": "同じ事情"}
    page = as_user(aoki).post(f"/admin/cases/case/{case.pk}/do/link/", typed).content.decode()
    assert "この番号の登録はありません" in page
    assert not case.links.exists()
