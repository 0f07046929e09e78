"""How many queries a case's list and page cost: a ceiling for each view and page, whoever looks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend
from guardian.shortcuts import assign_perm, remove_perm

from cases import services
from cases.figures import View
from cases.models import Case
from privacyportal.accounts.backends import RecordBackend
from privacyportal.accounts.models import User
from privacyportal.backoffice import following
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.clocks.models import SweepRun
from tests.factories.cases import MONDAY, answered, investigated, open_case, sent

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
LIST = "/admin/cases/case/"
OF_A_LIST = 12
OF_A_PAGE = 15
OF_A_TAB = 25
# Where no script opens tabs.
OF_A_WHOLE_PAGE = 36


@pytest.fixture(autouse=True)
def _watched() -> None:
    """A portal whose deadlines are watched: the banner costs one query."""
    now = timezone.now()
    SweepRun.objects.create(at=now, started_at=now, ended_at=now)


def queries(client: Client, path: str) -> list[str]:
    """What a page asks when it is opened for the second time."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("person", ["aoki", "baba"])
def test_every_view_of_the_list_first_and_deep_page(
    person: str, request: pytest.FixtureRequest, aoki: User, as_user: SignIn
) -> None:
    for _more in range(27):
        open_case(by=aoki)
    client = as_user(request.getfixturevalue(person))
    for path in (LIST, f"{LIST}?p=2", f"{LIST}?show=all&p=2", *(f"{LIST}?show={view}" for view in View.values)):
        asked = queries(client, path)
        assert len(asked) <= OF_A_LIST, "\n".join([path, *asked])


def busy(aoki: User) -> Case:
    """A case with a promise whose extension is asked for, and a body that waits for an explanation."""
    case = investigated(by=aoki)
    promise = services.record_promise(
        case=case, what="answer", by_on=date(2026, 11, 27), sent=sent(MONDAY), by=aoki, at=MONDAY
    )
    services.ask_extension(case=case, promise=promise, to_on=date(2026, 12, 4), reason="鑑定待ち", by=aoki, at=MONDAY)
    asked = services.record_referral_from_jsda(case=case, kind="explanation", sent=sent(MONDAY), by=aoki, at=MONDAY)
    services.draft_explanation(case=case, referral=asked, text="経緯", by=aoki, at=MONDAY)
    return case


@pytest.mark.parametrize("person", ["aoki", "baba"])
def test_the_page_of_an_open_and_of_an_ended_case(
    person: str, request: pytest.FixtureRequest, aoki: User, baba: User, as_user: SignIn
) -> None:
    ended = answered(by=aoki, approver=baba)
    services.close(case=ended, outcome="upheld", by=aoki, at=MONDAY)
    client = as_user(request.getfixturevalue(person))
    for case in (open_case(by=aoki), ended, busy(aoki)):
        page = f"{LIST}{case.pk}/change/"
        assert len(queries(client, page)) <= OF_A_WHOLE_PAGE
        client.cookies["parts"] = "opened"
        asked = queries(client, page)
        assert len(asked) <= OF_A_PAGE, "\n".join(asked)
        for tab in ("correspondence", "notes", "people", "decisions", "files", "deadlines", "history"):
            assert len(queries(client, f"{page}?part={tab}")) <= OF_A_TAB, tab
        del client.cookies["parts"]


def test_the_backend_of_given_rights_is_guardians() -> None:
    assert issubclass(RecordBackend, ObjectPermissionBackend)


def test_a_right_that_is_given_or_taken_counts_at_once_outside_of_a_page_that_is_read(aoki: User, baba: User) -> None:
    case = open_case(by=aoki)
    assert not baba.has_perm("cases.view_case", case)
    assign_perm("cases.view_case", baba, case)
    assert baba.has_perm("cases.view_case", case)
    remove_perm("cases.view_case", baba, case)
    assert not baba.has_perm("cases.view_case", case)


def test_a_deed_asks_for_given_rights_anew_even_while_a_page_is_read(aoki: User, doi: User, rf: RequestFactory) -> None:
    case = open_case(by=aoki)
    with following.at(following.Work(request_id="0", request=rf.get("/"))):
        assert not doi.has_perm("cases.view_case", case)
        assign_perm("cases.view_case", doi, case)
        assert not doi.has_perm("cases.view_case", case)
        with pytest.raises(NotPermitted):
            services.add_note(case=case, text="メモ", by=doi, at=MONDAY)
        assert doi.has_perm("cases.view_case", case)
