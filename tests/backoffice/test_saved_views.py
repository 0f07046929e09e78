"""A list is saved as shown, for oneself or for others, opens with one view, and shows nobody more than they may see."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import services as cases
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import services
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Refused
from privacyportal.backoffice.saved_views import SavedView
from privacyportal.backoffice.services import Shown
from tests.factories.cases import MONDAY, open_case

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
LIST = "/admin/cases/case/"
ASKED = "show=all&kind__exact=complaint&o=-3"
COLUMNS = ["number", "subject", "state", "received"]


def save(browser: Client, **typed: object) -> HttpResponse:
    """Save what the list shows."""
    given = {"name": "苦情", "audience": "own", "columns": COLUMNS, **typed}
    return browser.post(f"{LIST}views/?{ASKED}", given)


def heads(page: HttpResponse) -> list[str]:
    """The names of the columns that a list shows."""
    return [name for name in page.context["cl"].list_display if name != "action_checkbox"]


def offered(browser: Client) -> list[dict[str, str]]:
    """The views that the person finds on the list."""
    views: list[dict[str, str]] = browser.get(f"{LIST}views/offered/").json()["views"]
    return views


def test_it_leads_back_to_the_same_rows_order_and_columns(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    open_case(at=MONDAY)
    before = browser.get(f"{LIST}?{ASKED}")
    led = save(browser)["Location"]
    assert {"show": ["all"], "kind__exact": ["complaint"]}.items() <= parse_qs(urlsplit(led).query).items()
    shown = browser.get(led)
    assert heads(shown) == COLUMNS
    order = [list(page.context["cl"].get_ordering_field_columns().values()) for page in (before, shown)]
    assert order[0] == order[1] != []
    assert [(one["name"], one["url"], one["count"]) for one in offered(browser)] == [("苦情", led, "1")]
    assert AuditEntry.objects.filter(action="backoffice.view_saved").count() == 1


def test_the_column_that_leads_on_is_always_there_and_a_gone_one_is_passed_over(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    shown = Shown(of_list="cases.case", columns=["subject", "gone"])
    view = services.keep_view(person=aoki, shown=shown, name="件名", by=aoki, at=MONDAY)
    assert heads(browser.get(f"{LIST}?view={view.pk}")) == ["number", "subject"]


def test_the_export_has_the_columns_of_the_view(baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    open_case(at=MONDAY)
    query = urlsplit(save(browser)["Location"]).query
    rows = b"".join(browser.get(f"{LIST}export/csv/?{query}")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert len(rows[0].split(",")) == len(COLUMNS)


def test_the_list_opens_with_ones_own_before_the_roles_and_the_firms(aoki: User, baba: User, as_user: SignIn) -> None:
    role = aoki.groups.get()
    for name, whose in (("firm", None), ("role", role)):
        services.share_view(shown=Shown(of_list="cases.case"), name=name, role=whose, opens=True, by=baba, at=MONDAY)
    browser = as_user(aoki)
    assert browser.get(LIST)["Location"].endswith(f"view={SavedView.objects.get(name='role').pk}")
    save(browser, opens="on")
    led = browser.get(LIST)["Location"]
    assert f"view={SavedView.objects.get(audience='own').pk}" in led
    assert browser.get(f"{LIST}?view=0").status_code == 200
    assert f"view={SavedView.objects.get(name='firm').pk}" in as_user(baba).get(LIST)["Location"]


def test_only_one_opens_and_a_name_is_there_once(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    for name in ("一", "二", "一"):
        save(browser, name=name, opens="on")
    assert list(SavedView.objects.order_by("name").values_list("name", "opens")) == [("一", True), ("二", False)]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(opens=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(audience="firm")


def test_who_may_not_share_is_not_offered_it_and_refused(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    assert 'value="firm"' not in browser.get(f"{LIST}views/?{ASKED}").content.decode()
    assert save(browser, audience="firm").status_code == 200
    assert not SavedView.objects.exists()
    with pytest.raises(NotPermitted):
        services.share_view(shown=Shown(of_list="cases.case"), name="x", by=aoki, at=MONDAY)


def test_an_officer_shares_with_a_role_and_only_its_people_find_it(
    aoki: User, baba: User, doi: User, as_user: SignIn
) -> None:
    browser = as_user(baba)
    role = aoki.groups.get()
    assert save(browser, audience="role").status_code == 200
    assert save(browser, audience="role", role=str(role.pk)).status_code == 302
    assert [one["name"] for one in offered(as_user(aoki))] == ["苦情"]
    other = as_user(doi)
    assert other.get(f"{LIST}?view={SavedView.objects.get().pk}").status_code == 200
    assert offered(other) == []


def test_one_drops_ones_own_and_nobody_elses(aoki: User, baba: User, as_user: SignIn) -> None:
    save(as_user(aoki))
    view = SavedView.objects.get()
    other = as_user(baba)
    assert other.post(f"{LIST}views/", {"drop": str(view.pk)}).status_code == 404
    with pytest.raises(NotPermitted):
        services.drop_view(view=view, by=baba, at=MONDAY)
    assert as_user(aoki).post(f"{LIST}views/", {"drop": str(view.pk)}).status_code == 302
    assert not SavedView.objects.exists()
    assert AuditEntry.objects.filter(action="backoffice.view_dropped").count() == 1


def test_counts_are_of_what_the_person_sees(aoki: User, baba: User, as_user: SignIn) -> None:
    services.share_view(shown=Shown(of_list="cases.case", filters={"show": "all"}), name="全件", by=baba, at=MONDAY)
    for restricted in (False, True):
        open_case(at=MONDAY, restricted=restricted)
    view = str(SavedView.objects.get().pk)
    for person in (aoki, baba):
        browser = as_user(person)
        told = offered(browser)[0]["count"]
        assert told == str(browser.get(f"{LIST}?show=all&view={view}").context["cl"].result_count)


def test_a_view_that_asks_what_is_not_offered_any_more_counts_nothing(aoki: User, as_user: SignIn) -> None:
    shown = Shown(of_list="cases.case", filters={"gone": "1"})
    view = services.keep_view(person=aoki, shown=shown, name="古い", by=aoki, at=MONDAY)
    assert [(one["key"], one["count"]) for one in offered(as_user(aoki))] == [(str(view.pk), "")]


@pytest.mark.parametrize("asked", ["view=x", "view=-1", "view=", "view=1&view=2"])
def test_what_is_no_view_is_a_bad_request(aoki: User, as_user: SignIn, asked: str) -> None:
    assert as_user(aoki).get(f"{LIST}?{asked}").status_code == 400


def test_a_view_has_a_name_and_there_are_not_endlessly_many(aoki: User) -> None:
    shown = Shown(of_list="cases.case")
    with pytest.raises(Refused):
        services.keep_view(person=aoki, shown=shown, name=" ", by=aoki, at=MONDAY)
    for number in range(20):
        services.keep_view(person=aoki, shown=shown, name=str(number), by=aoki, at=MONDAY)
    with pytest.raises(Refused):
        services.keep_view(person=aoki, shown=shown, name="もう一つ", by=aoki, at=MONDAY)


def test_filters_in_use_stand_above_the_list_and_are_taken_back_one_by_one(aoki: User, as_user: SignIn) -> None:
    page = unescape(as_user(aoki).get(f"{LIST}?{ASKED}").content.decode())
    assert "の絞り込みをやめる" in page
    assert any(f'href="{asked}"' in page for asked in ("?show=all&o=-3", "?o=-3&show=all"))


def test_who_else_has_it_open_is_told_without_being_a_view(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(at=timezone.now())
    other, browser = as_user(baba), as_user(aoki)
    here = f"{LIST}{case.pk}/here/"
    assert browser.get(here).json() == {"text": ""}
    other.get(f"{LIST}{case.pk}/change/")
    for _time in range(2):
        assert "馬場 恵（0分前）" in browser.get(here).json()["text"]
        assert other.get(here).json() == {"text": ""}
    cases.change_case(case=case, changes={"restricted": True}, by=baba, at=timezone.now())


def test_who_may_not_see_a_record_is_not_told_who_reads_it(baba: User, goto: User, as_user: SignIn) -> None:
    case = open_case(at=timezone.now())
    as_user(baba).get(f"{LIST}{case.pk}/change/")
    for asked in (str(case.pk), "999999", "x", "9" * 40):
        answer = as_user(goto).get(f"{LIST}{asked}/here/")
        assert (answer.status_code, answer.json()) == (404, {"text": ""})


def test_no_role_is_left_without_words() -> None:
    assert all(SavedView(audience="role", role=role).whose != role.name for role in Group.objects.all())


def test_the_columns_stand_in_the_order_that_was_chosen(baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    case = open_case(at=MONDAY)
    wanted = ["state", "received", "number", "subject"]
    led = save(browser, columns=wanted)["Location"]
    page = browser.get(led)
    assert heads(page) == wanted
    assert re.search(rf'<a [^>]*href="{LIST}{case.pk}/change/[^>]*>\s*{case.reference}', page.content.decode())
    rows = b"".join(browser.get(f"{LIST}export/csv/?{urlsplit(led).query}")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert rows[0] == "状態,受付日時,番号,件名"
    form = browser.get(f"{LIST}views/?{urlsplit(led).query}").content.decode()
    assert "表示 すべて、種類 苦情" in form
    boxes = re.findall(r'name="columns" value="(\w+)"', form)
    assert boxes[:4] == wanted
    assert sorted(boxes) == sorted({*boxes})
    again = browser.post(f"{LIST}views/?{ASKED}", {"name": "", "audience": "own", "columns": wanted[::-1]})
    assert re.findall(r'name="columns" value="(\w+)"', again.content.decode())[:4] == wanted[::-1]


def test_what_leads_on_stands_first_where_a_view_leaves_it_out(aoki: User, as_user: SignIn) -> None:
    shown = Shown(of_list="cases.case", columns=["state", "subject", "state"])
    view = services.keep_view(person=aoki, shown=shown, name="件名", by=aoki, at=MONDAY)
    assert heads(as_user(aoki).get(f"{LIST}?view={view.pk}")) == ["number", "state", "subject"]


@pytest.mark.parametrize(
    "filters", [{"received": "2019-04"}, {"gone": "1"}, {"handler__id__exact": "999999"}, {"show": "never"}]
)
def test_a_list_that_opens_with_what_is_not_offered_any_more_opens_without_it(
    aoki: User, as_user: SignIn, filters: dict[str, str]
) -> None:
    shown = Shown(of_list="cases.case", filters={"kind__exact": "complaint", **filters}, order=["subject"])
    view = services.keep_view(person=aoki, shown=shown, name="古い", opens=True, by=aoki, at=MONDAY)
    page = as_user(aoki).get(LIST, follow=True)
    assert page.status_code == 200
    query = parse_qs(page.request["QUERY_STRING"])
    assert query == {"kind__exact": ["complaint"], "o": ["3"], "view": [str(view.pk)]}
    assert "いまは選べないため外して" in page.content.decode()


def test_an_order_by_a_column_of_a_view_that_is_gone_is_left_out(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    page = browser.get(f"{LIST}?view=999999&o=19", follow=True)
    assert parse_qs(page.request["QUERY_STRING"]) == {"view": ["999999"]}
    assert browser.get(f"{LIST}?o=19").status_code == 400


@pytest.mark.postgresql
def test_what_is_empty_stands_last_in_either_order(baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    cases_ = [open_case(at=MONDAY + timedelta(minutes=number)) for number in range(3)]
    for case, hours in ((cases_[1], 2), (cases_[2], 1)):
        ended_at = MONDAY + timedelta(hours=hours)
        cases.end_as_duplicate(case=case, original=cases_[0], reason="重複", by=baba, at=ended_at)
    shown = Shown(of_list="cases.case", columns=["number", "ended", "handler"])
    view = services.keep_view(person=baba, shown=shown, name="終結", by=baba, at=MONDAY)
    for order, wanted in (("2", [2, 1, 0]), ("-2", [1, 2, 0])):
        page = browser.get(f"{LIST}?show=all&view={view.pk}&o={order}")
        assert [row.pk for row in page.context["cl"].result_list] == [cases_[at].pk for at in wanted]
    for order in ("3", "-3"):
        assert browser.get(f"{LIST}?show=all&view={view.pk}&o={order}").status_code == 200
