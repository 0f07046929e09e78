"""The list opens on what needs attention, finds by two characters, and every figure opens exactly its rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import figures, services
from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock, annotate_next_due
from privacyportal.clocks.show.due import limits, nearest
from tests.factories.cases import MONDAY, answered, investigated, open_case, sent, tokyo

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
LIST = "/admin/cases/case/"
NOW = tokyo("2026-11-25T10:00")


def numbers(response: Any) -> set[str]:
    """The case numbers that a list shows."""
    return {str(case.reference) for case in response.context["cl"].queryset}


@pytest.fixture
def register(aoki: User, baba: User) -> dict[str, Case]:
    """Cases in the states that the views tell apart, looked at on Wednesday 2026-11-25."""
    late = open_case(by=aoki, received_at=tokyo("2026-11-02T10:00"), at=tokyo("2026-11-02T10:00"), told_number=True)
    ended = answered(by=aoki, approver=baba)
    services.close(case=ended, outcome="upheld", by=aoki, at=MONDAY)
    today = open_case(by=aoki, received_at=tokyo("2026-11-24T10:00"), at=tokyo("2026-11-24T10:00"))
    waiting = investigated(by=aoki)
    services.wait_for_person(case=waiting, reason="person_choice", sent=sent(MONDAY), by=aoki, at=MONDAY)
    approval = investigated(by=aoki)
    services.propose_answer(case=approval, text="回答", outcome="upheld", by=aoki, at=MONDAY)
    nobody = open_case(told_number=True)
    return {
        "late": late, "ended": ended, "today": today, "waiting": waiting, "approval": approval, "nobody": nobody,
    }  # fmt: skip


def test_the_list_opens_on_the_open_cases_with_the_nearest_deadline_first(
    register: dict[str, Case], aoki: User, as_user: SignIn
) -> None:
    with time_machine.travel(NOW, tick=False):
        response = as_user(aoki).get(LIST)
    assert numbers(response) == {str(case.reference) for name, case in register.items() if name != "ended"}
    first = response.context["cl"].result_list[0]
    assert first == register["late"]
    page = response.content.decode()
    assert "期限超過" in page or "営業日超過" in page


def test_every_figure_opens_exactly_the_cases_it_counted(
    register: dict[str, Case], aoki: User, as_user: SignIn
) -> None:
    with time_machine.travel(NOW, tick=False):
        client = as_user(aoki)
        counted = figures.overview(aoki, NOW)
        assert {figure.code: figure.value for figure in counted} == {
            "open": 5, "mine": 4, "late": 1, "today": 1, "week": 1, "approval": 1, "waiting": 1, "long_wait": 0,
            "unsupported": 0, "unassigned": 1,
        }  # fmt: skip
        for figure in counted:
            assert client.get(figure.url).context["cl"].result_count == figure.value, figure.code
        for open_ones, late in figures.by_desk(aoki, NOW):
            assert client.get(open_ones.url).context["cl"].result_count == open_ones.value == 5
            assert client.get(late.url).context["cl"].result_count == late.value == 1
        months = figures.by_month(aoki, NOW)
        assert [month.month for month in months][::11] == ["2025-12", "2026-11"]
        november = months[-1]
        assert (november.received.value, november.backlog.value) == (6, 5)
        for figure in (november.received, november.backlog, november.met, november.missed, months[0].backlog):
            assert client.get(figure.url).context["cl"].result_count == figure.value, figure.url


def test_attainment_counts_the_answers_due_in_a_month(register: dict[str, Case], aoki: User, baba: User) -> None:
    due_in_december = figures.by_month(aoki, tokyo("2026-12-15T10:00"))[-1]
    assert (due_in_december.month, due_in_december.met.value, due_in_december.missed.value) == ("2026-12", 1, 0)


def test_figures_obey_the_viewers_rights(register: dict[str, Case], chiba: User, doi: User) -> None:
    assert all(figure.value == 0 for figure in figures.overview(chiba, NOW))
    assert figures.overview(doi, NOW)[0].value == 5


def test_figures_take_one_query_each(register: dict[str, Case], baba: User, django_assert_num_queries: Any) -> None:
    baba.has_perm("cases.view_case")
    for figure, queries in ((figures.overview, 1), (figures.by_desk, 1), (figures.by_month, 2), (figures.my_work, 1)):
        with django_assert_num_queries(queries):
            figure(baba, NOW)


@pytest.mark.parametrize("typed", ["佐々木", "涼子", "佐々木涼子", "ササキ", "ｻｻｷ", "案内", "停止", "佐々木 涼子"])
def test_two_characters_of_name_reading_or_subject_find_a_case(typed: str, aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    assert numbers(as_user(aoki).get(LIST, {"q": typed}, follow=True)) == {str(case.reference)}


@pytest.mark.parametrize("typed", ["ＮＩＳＡ", "NISA", "nisa", "ＮＩＳＡ　口座"])
def test_a_subject_in_full_width_is_found_in_any_width(typed: str, aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    open_case(by=aoki)
    Case.objects.filter(pk=case.pk).update(subject="ＮＩＳＡ口座の案内")
    assert numbers(as_user(aoki).get(LIST, {"q": typed}, follow=True)) == {str(case.reference)}


def test_a_search_finds_ended_cases_too_and_by_number(register: dict[str, Case], aoki: User, as_user: SignIn) -> None:
    ended = str(register["ended"].reference)
    assert numbers(as_user(aoki).get(LIST, {"q": ended[-6:]}, follow=True)) == {ended}


def test_nothing_found_says_so(aoki: User, as_user: SignIn) -> None:
    response = as_user(aoki).get(LIST, {"q": "該当しない語"}, follow=True)
    assert response.status_code == 200
    assert numbers(response) == set()


def count_queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_queries_are_the_same_for_one_case_and_for_a_dozen(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    paths = [LIST, f"{LIST}?show=all", client.post(LIST, {"q": "停止"})["Location"], f"{LIST}add/"]
    open_case(by=aoki)
    one = {path: count_queries(client, path) for path in paths}
    for _more in range(11):
        open_case(by=aoki)
    assert {path: count_queries(client, path) for path in paths} == one


def test_queries_of_a_cases_page_do_not_grow_with_its_story(aoki: User, baba: User, as_user: SignIn) -> None:
    client, case = as_user(aoki), investigated(by=aoki)
    path = f"{LIST}{case.pk}/change/"
    services.record_correspondence(case=case, direction="incoming", sent=sent(MONDAY), by=aoki, at=MONDAY)
    services.add_note(case=case, text="照会中", by=aoki, at=MONDAY)
    services.record_referral_from_jsda(case=case, kind="referral", sent=sent(MONDAY), by=aoki, at=MONDAY)
    few = count_queries(client, path)
    for number in range(10):
        services.record_correspondence(case=case, direction="incoming", sent=sent(MONDAY), by=aoki, at=MONDAY)
        services.add_note(case=case, text=f"照会中 {number}", by=baba, at=MONDAY)
        services.record_referral_from_jsda(case=case, kind="referral", sent=sent(MONDAY), by=aoki, at=MONDAY)
    assert count_queries(client, path) == few


def test_the_routing_table_is_read_in_the_admin(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    page = client.get("/admin/cases/routetable/")
    assert page.status_code == 200
    table = page.context["cl"].queryset.first()
    rows = client.get(f"/admin/cases/routetable/{table.pk}/change/").content.decode()
    assert "共同利用者自身の窓口" in rows
    assert "基本方針第8項(iv)" in rows


def test_the_pages_speak_english_to_those_who_choose_it(aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    User.objects.filter(pk=aoki.pk).update(language="en")
    page = as_user(aoki).get(f"{LIST}{case.pk}/change/").content.decode()
    assert "Our own handling: the planning department" in page
    assert "Planning department (desk)" in page
    assert "お申出のため" not in page


def test_pages_follow_each_other_in_the_order_of_the_list(baba: User, as_user: SignIn) -> None:
    for day in range(1, 31):
        open_case(by=baba, received_at=tokyo(f"2026-10-{day:02d}T10:00"), at=MONDAY)
    with time_machine.travel(NOW, tick=False):
        pages = [as_user(baba).get(LIST, {"p": page}).context["cl"].result_list for page in (1, 2)]
    limits = [case.next_due_at for page in pages for case in page]
    assert [len(page) for page in pages] == [25, 5]
    assert limits == sorted(limits)


def test_the_page_says_the_deadline_that_the_list_says(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    services.record_promise(case=case, what="answer", by_on=date(2026, 11, 27), sent=sent(MONDAY), by=aoki, at=MONDAY)
    ended = answered(by=aoki, approver=baba)
    services.close(case=ended, outcome="upheld", by=aoki, at=MONDAY)
    for row in annotate_next_due(Case.objects.filter(pk__in=[case.pk, ended.pk, open_case(by=aoki).pk])):
        due = nearest(row.reference)
        listed = row.next_due_at, row.next_due_duty, row.next_due_state
        assert (tuple(due) if due else (None, None, None)) == listed
        assert len(limits(row.reference)) == Clock.objects.filter(reference=row.reference).count()


@pytest.mark.parametrize("query", ["vendor=abc", "vendor=%EF%BC%91x", "partner=", "arrangement=1,2", "subject=%3Cb%3E"])
def test_an_address_with_nonsense_opens_an_empty_form(query: str, aoki: User, as_user: SignIn) -> None:
    assert as_user(aoki).get(f"{LIST}add/?{query}").status_code == 200
