"""The front page says what is true of the records one may see, and every figure opens its list."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import services as case_services
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import TOKYO
from tests.factories import cases, vendors
from tests.factories.actors import CLERK
from vendors import services as vendor_services

type SignIn = Callable[[User], Client]
type Fill = Callable[[int], None]

EVERYBODY = ("baba", "aoki", "kudo", "goto", "doi", "honda")
THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def on_thursday() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def fill(aoki: User, goto: User, kudo: User, baba: User) -> Fill:
    """Open cases, some taken and some answered late, and register vendors, some under review."""

    def make(number: int) -> None:
        for back in range(number):
            received = THURSDAY - timedelta(days=back)
            taken = cases.open_case(by=baba, at=received, received_at=received)
            case_services.assign_handler(case=taken, handler=aoki, by=baba, at=received)
            vendor_services.register_vendor(
                name=f"株式会社みなと印刷{back}",
                country=vendors.Country.objects.get(pk="JP"),
                owner=goto,
                by=CLERK,
                at=THURSDAY,
            )
        cases.investigated(by=baba)
        cases.answered(by=baba, approver=kudo, received_at=THURSDAY - timedelta(days=35))

    return make


def figures(context: Any) -> Iterator[tuple[str, str]]:
    """Yield (what a figure says, the list it leads to) for every linked figure of the page."""
    for board in context["boards"]:
        for tile in board.context.get("tiles", []):
            if tile.url:
                yield str(tile.count), tile.url
        for chart in board.context.get("charts", []):
            for row in chart.rows:
                yield from ((text, url) for text, url in row.cells if url)
        for pair in board.context.get("desks", []):
            yield from ((str(figure.value), figure.url) for figure in pair)


def listed(client: Client, url: str) -> str:
    """Return how many records the list behind a figure holds."""
    context = client.get(url).context
    return str(context["cl"].result_count if "cl" in context else context["page"].paginator.count)


def test_every_figure_is_the_length_of_its_list(fill: Fill, request: pytest.FixtureRequest, as_user: SignIn) -> None:
    fill(3)
    clients = {person: as_user(request.getfixturevalue(person)) for person in EVERYBODY}
    wrong = [
        (person, said, real, url)
        for person, client in clients.items()
        for said, url in figures(client.get("/admin/").context)
        if (real := listed(client, url)) != said
    ]
    assert wrong == []


def test_the_page_takes_no_more_queries_for_many_records_than_for_few(
    fill: Fill, request: pytest.FixtureRequest, as_user: SignIn
) -> None:
    pages = [*((person, "/admin/") for person in EVERYBODY), ("baba", "/admin/work/"), ("aoki", "/admin/work/")]
    clients = {person: as_user(request.getfixturevalue(person)) for person in EVERYBODY}

    def queries() -> dict[tuple[str, str], int]:
        found = {}
        for person, path in pages:
            clients[person].get(path)
            with CaptureQueriesContext(connection) as captured:
                clients[person].get(path)
            found[person, path] = len(captured)
        return found

    fill(1)
    few = queries()
    assert max(few.values()) <= 100
    fill(8)
    many = queries()
    assert {page: number for page, number in many.items() if number > few[page]} == {}


def test_someone_without_a_role_is_told_so(make_user: Callable[..., User], as_user: SignIn) -> None:
    page = as_user(make_user("new", "新", "人")).get("/admin/").content.decode()
    assert "役割がまだありません" in page


def test_a_handler_counts_no_case_of_another_desk(chiba: User, fill: Fill, as_user: SignIn) -> None:
    fill(2)
    boards = as_user(chiba).get("/admin/").context["boards"]
    assert {tile.count for board in boards for tile in board.context["tiles"]} == {0}
    assert boards[0].context["items"] == []


def test_the_next_things_begin_with_what_is_most_overdue(aoki: User, fill: Fill, as_user: SignIn) -> None:
    fill(20)
    items = as_user(aoki).get("/admin/").context["boards"][0].context["items"]
    assert items[0].distance.kind == "overdue"
    assert all(item.url.startswith("/admin/cases/case/") for item in items)


def test_an_owner_meets_their_vendors_with_what_is_to_be_done(
    goto: User, ueda: User, kudo: User, as_user: SignIn
) -> None:
    vendors.active_vendor(owner=goto, signer=kudo, name="東和データセンター株式会社")
    vendors.active_vendor(owner=ueda, signer=kudo, name="北斗コールサービス株式会社")
    page = as_user(goto).get("/admin/").content.decode()
    assert "東和データセンター株式会社" in page
    assert "北斗コールサービス株式会社" not in page


def test_an_owner_answers_a_waiting_checklist_with_one_button(goto: User, kudo: User, as_user: SignIn) -> None:
    vendor = vendors.active_vendor(owner=goto, signer=kudo)
    review = vendor_services.start_review(vendor=vendor, occasion="periodic", by=goto, at=THURSDAY)
    page = as_user(goto).get("/admin/").content.decode()
    assert f'href="/admin/checklists/assessment/{review.pk}/change/#items"' in page
    assert as_user(goto).get(f"/admin/checklists/assessment/{review.pk}/change/").status_code == 200


def test_charts_name_their_axes_and_show_their_numbers_as_a_table(kudo: User, fill: Fill, as_user: SignIn) -> None:
    fill(2)
    page = as_user(kudo).get("/admin/").content.decode()
    assert page.count("<svg") == page.count("<details") == 4
    assert page.count('class="unit"') == page.count("<svg")


def test_the_administrator_sees_what_does_not_work_first(honda: User, as_user: SignIn) -> None:
    boards = as_user(honda).get("/admin/").context["boards"]
    [checks] = [board.context["checks"] for board in boards if "checks" in board.context]
    assert not checks[0].is_good
    assert [check.is_good for check in checks] == sorted(check.is_good for check in checks)
