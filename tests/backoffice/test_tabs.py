"""A tab that waits is asked for by itself: same rights, same words as on the whole page, and kept as a reading."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cases import services
from privacyportal.accounts.models import User
from privacyportal.audit.models import Reading
from privacyportal.backoffice.panels import OPENS_TABS
from tests.factories.cases import MONDAY, open_case

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
TABS = ("correspondence", "notes", "people", "decisions", "files", "deadlines", "history")
CLOSED = re.compile(r'href="\?part=all#(\w+)"')
PANEL = re.compile(r'<section class="portal-panel" id="(\w+)".*?</section>', re.DOTALL)


def panels(text: str) -> dict[str, str]:
    """The tabs of a page by their keys."""
    return {found[1]: found[0] for found in PANEL.finditer(text)}


@pytest.mark.parametrize("cookie", sorted(OPENS_TABS))
def test_who_opens_tabs_gets_them_closed_and_each_by_itself_as_on_the_whole_page(
    cookie: str, aoki: User, as_user: SignIn
) -> None:
    case = open_case(by=aoki)
    services.add_note(case=case, text="折り返し済み", by=aoki, at=MONDAY)
    client, page = as_user(aoki), f"/admin/cases/case/{case.pk}/change/"
    whole = client.get(page).content.decode()
    client.cookies[cookie] = "opened"
    closed = client.get(page).content.decode()
    assert CLOSED.findall(whole) == []
    assert tuple(CLOSED.findall(closed)) == TABS
    assert "折り返し済み" in whole
    assert "折り返し済み" not in closed
    assert list(panels(client.get(page, {"part": "all"}).content.decode())) == list(TABS)
    for key in TABS:
        assert panels(client.get(page, {"part": key}).content.decode()) == {key: panels(whole)[key]}


def test_each_opened_tab_is_kept_as_a_reading(aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    client, page = as_user(aoki), f"/admin/cases/case/{case.pk}/change/"
    client.get(page, {"part": "people"})
    kept = Reading.objects.get()
    assert (kept.actor, kept.what, kept.object_pk) == (aoki, Reading.What.RECORD, str(case.pk))


@pytest.mark.parametrize("key", TABS)
def test_who_may_not_see_the_record_gets_no_tab_of_it(key: str, aoki: User, chiba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    answer = as_user(chiba).get(f"/admin/cases/case/{case.pk}/change/", {"part": key})
    assert answer.status_code == 404
    assert str(case.reference) not in answer.content.decode()
    assert Reading.objects.get().what == Reading.What.HIDDEN


@pytest.mark.parametrize("key", ["readers", "nothing", ""])
def test_a_tab_that_the_person_is_not_shown_is_refused_and_that_is_kept(key: str, aoki: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    assert as_user(aoki).get(f"/admin/cases/case/{case.pk}/change/", {"part": key}).status_code == 404
    assert Reading.objects.get().what == Reading.What.REFUSED
