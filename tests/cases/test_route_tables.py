"""The routing table changes by a draft and a second person; what a case went by stays readable for ever."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from cases import services
from cases.models import RouteRow, RouteTable
from cases.states import Concerns
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.refusals import Conflict, Refused
from tests.factories.cases import MONDAY, open_case, tokyo

pytestmark = pytest.mark.django_db
PAGE = "/admin/cases/routetable"


@pytest.fixture
def table() -> RouteTable:
    """The table that every installation begins with."""
    return RouteTable.objects.get()


def drafted(table: RouteTable, by: User, day: date = date(2026, 11, 17)) -> RouteTable:
    """A draft that sends what concerns trades to the general desk."""
    draft = services.draft_table(table=table, valid_from=day, change_reason="窓口の統合", by=by, at=MONDAY)
    general = Desk.objects.get(code="GENERAL")
    values = {"number": "0", "concerns": Concerns.TRADE, "desk": None, "owner_desk": general, "reason": "統合"}
    services.set_row(table=draft, order=1, reason_en="merged", by=by, at=MONDAY, **values)
    return draft


def test_a_draft_routes_nothing_until_a_second_person_puts_it_in_force(
    table: RouteTable, baba: User, endo: User
) -> None:
    case = open_case(concerns=Concerns.TRADE)
    draft = drafted(table, baba)
    assert open_case(concerns=Concerns.TRADE).route_row.table == table
    with pytest.raises(Refused) as refused:
        services.publish_table(table=draft, by=baba, at=MONDAY)
    assert refused.value.refusals[0].code == "backoffice.second_person"
    services.publish_table(table=draft, by=endo, at=MONDAY)
    table.refresh_from_db()
    assert (table.valid_to, draft.stage, draft.published_by) == (date(2026, 11, 17), "published", endo)
    tuesday = tokyo("2026-11-17T10:00")
    new = open_case(concerns=Concerns.TRADE, received_at=tuesday, at=tuesday)
    assert (new.route_row.number, new.desk.code) == ("0", "GENERAL")
    case.refresh_from_db()
    assert case.route_row.table == table
    assert draft.impact.startswith(
        "この振分表では別の窓口に振り分けられる未終結の案件（現在の振分けは変わりません）：2"
    )


def test_a_table_begins_after_the_newest_case_that_went_by_the_present_one(
    table: RouteTable, baba: User, endo: User
) -> None:
    open_case()
    draft = drafted(table, baba, MONDAY.date())
    with pytest.raises(Refused) as refused:
        services.publish_table(table=draft, by=endo, at=MONDAY)
    assert refused.value.refusals[0].code == "backoffice.backwards"


def test_rows_are_ordered_and_taken_out_in_the_draft_only(table: RouteTable, baba: User) -> None:
    before = list(table.rows.order_by("order").values_list("number", flat=True))
    draft = drafted(table, baba)
    first = draft.rows.order_by("order").first()
    services.set_row(table=draft, order=3, row=first, by=baba, at=MONDAY)
    numbers = list(draft.rows.order_by("order").values_list("number", flat=True))
    assert numbers == [*before[:2], "0", *before[2:]]
    services.drop_row(table=draft, row=first, by=baba, at=MONDAY)
    assert list(draft.rows.order_by("order").values_list("order", flat=True)) == list(range(1, len(before) + 1))
    for deed in (services.set_row, services.drop_row):
        typed: dict[str, Any] = {"order": 1} if deed is services.set_row else {}
        with pytest.raises(Conflict):
            deed(table=table, row=table.rows.first(), by=baba, at=MONDAY, **typed)
    assert list(table.rows.order_by("order").values_list("number", flat=True)) == before


def test_the_page_says_where_a_case_would_go_and_why(
    table: RouteTable, baba: User, as_user: Callable[[User], Client]
) -> None:
    draft = drafted(table, baba)
    asked = {"sender": "person", "concerns": "trade"}
    page = as_user(baba).get(f"{PAGE}/{draft.pk}/change/", asked).content.decode()
    assert "総合窓口に振り分けられます" in page
    assert "第0行" in page
    assert "第13行" in as_user(baba).get(f"{PAGE}/{table.pk}/change/", asked).content.decode()


def test_the_draft_is_made_and_published_on_the_page(
    table: RouteTable, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    first, second = as_user(baba), as_user(endo)
    with time_machine.travel(MONDAY, tick=False):
        first.post(f"{PAGE}/{table.pk}/do/draft/", {"valid_from": "2026-11-18", "change_reason": "窓口の統合"})
        draft = RouteTable.objects.drafts().get()
        typed = {"order": "1", "number": "0", "owner_desk": Desk.objects.get(code="GENERAL").pk, "reason": "統合",
                 "reason_en": "merged", "leak_suspected": "no"}  # fmt: skip
        first.post(f"{PAGE}/{draft.pk}/do/set_row/", typed)
        row = RouteRow.objects.get(table=draft, number="0")
        assert (row.order, row.leak_suspected, row.is_request, row.sender) == (1, False, None, "")
        shown = second.get(f"{PAGE}/{draft.pk}/do/publish/")
        second.post(f"{PAGE}/{draft.pk}/do/publish/", {"shown": shown.context["form"].now})
    draft.refresh_from_db()
    assert (draft.stage, draft.published_by) == ("published", endo)


def test_the_database_keeps_one_draft_and_one_table_without_end(table: RouteTable, baba: User) -> None:
    drafted(table, baba)
    for stage in ("published", "draft"):
        with pytest.raises(IntegrityError), transaction.atomic():
            RouteTable.objects.create(valid_from=date(2030, 1, 1), stage=stage, source="写し")
