"""A list leaves as a file with the rows and columns of the screen, and no cell of it is ever evaluated."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import cells
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports.sources import Layout, Source

AT = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
NASTY = [
    '=HYPERLINK("http://x.example")',
    "+81-3-6776-8800",
    "-1",
    "@SUM(1)",
    "\t=1",
    "＝１＋１",
    "'=1",
    "髙橋㈱ﾃﾞｰﾀ①\r\n𠮷",
]

type SignIn = Callable[[User], Client]


@pytest.fixture
def runs(baba: User) -> list[ImportRun]:
    """Imports whose file names are as bad as names can be."""
    return [
        ImportRun.objects.create(
            kind="vendors", mapping_name="m", file_name=name, created_at=AT, started_by=baba, created=place
        )
        for place, name in enumerate(NASTY)
    ]


def export(client: Client, form: str, **query: str) -> Any:
    return client.get(reverse("admin:backoffice_importrun_export", args=[form]), query, follow=True)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_csv_begins_with_a_bom_and_guards_every_text(runs: list[ImportRun], baba: User, as_user: SignIn) -> None:
    response = export(as_user(baba), "csv", o="0")
    content = body(response)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    names = [row[0] for row in rows[1:]]
    assert sorted(cells.unguarded(name) for name in names) == sorted(NASTY)
    assert not [name for row in rows for name in row if name.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert response["Content-Type"].startswith("text/csv")


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(
    runs: list[ImportRun], baba: User, as_user: SignIn
) -> None:
    content = body(export(as_user(baba), "xlsx"))
    page = load_workbook(io.BytesIO(content)).active
    found = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert {cells.unguarded(cells.from_workbook(name)) for name in found} == set(NASTY)
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert isinstance(found["-1"][3].value, int)
    assert found["-1"][0].quotePrefix


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_character_by_character(
    runs: list[ImportRun], baba: User, as_user: SignIn, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"list.{form}"
    path.write_bytes(body(export(as_user(baba), form)))
    assert sorted(record.cells[0] for record in Source(path, Layout()).records()) == sorted(NASTY)


def test_the_columns_and_rows_are_those_of_the_screen(runs: list[ImportRun], baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    rows = list(csv.reader(io.StringIO(body(export(client, "csv", q="SUM")).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["'@SUM(1)"]
    shown = client.get(reverse("admin:backoffice_importrun_changelist"), {"q": "SUM"}, follow=True)
    links = shown.context["export_links"]
    assert [label for label, _url in links] == ["CSV", "XLSX"]
    assert all(re.search(r"\?q=~[\w-]{64,}$", url) for _label, url in links)
    assert len(rows[0]) == len([name for name in shown.context["cl"].list_display if name != "action_checkbox"])


def test_the_trail_keeps_how_many_and_which_filters_but_not_what_was_searched(
    runs: list[ImportRun], baba: User, as_user: SignIn
) -> None:
    body(export(as_user(baba), "csv", q="SUM", status__exact="waiting"))
    entry = AuditEntry.objects.get(action="backoffice.exported")
    assert entry.actor == baba
    assert (entry.changes["rows"], entry.changes["filters"]) == (1, ["search", "status__exact"])
    assert "SUM" not in str(entry.changes)


def test_only_who_may_export_is_offered_it_and_gets_it(
    runs: list[ImportRun], doi: User, aoki: User, make_user: Callable[..., User], as_user: SignIn
) -> None:
    assert export(as_user(doi), "csv").status_code == 200
    assert export(as_user(aoki), "csv").status_code == 403
    assert export(as_user(doi), "pdf").status_code == 404


def test_a_question_that_the_list_does_not_declare_is_refused(
    runs: list[ImportRun], baba: User, as_user: SignIn
) -> None:
    assert export(as_user(baba), "csv", nonsense="1").status_code == 400


def test_exporting_takes_the_same_queries_for_one_row_and_fifty(
    baba: User, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_user(baba)

    def add(count: int) -> None:
        for number in range(count):
            ImportRun.objects.create(kind="vendors", file_name=f"{number}.csv", created_at=AT, started_by=baba)

    add(1)
    with django_assert_max_num_queries(100) as one:
        body(export(client, "csv"))
    add(49)
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert body(export(client, "csv")).count(b"\r\n") == 51


@given(st.text(max_size=30))
def test_a_guard_comes_off_as_it_went_on(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text
    assert not cells.guarded(text).startswith(("=", "+", "-", "@"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_workbooks_escapes_come_off_as_they_went_on(text: str) -> None:
    assert cells.from_workbook(cells.to_workbook(text)) == text


def test_every_list_of_the_portal_goes_out(admin_user: User, client: Client) -> None:
    client.force_login(admin_user, backend="privacyportal.accounts.backends.PortalBackend")
    lists = [screen for screen in admin.site._registry.values() if isinstance(screen, PortalModelAdmin)]
    assert len(lists) > 20
    for screen in lists:
        name = f"admin:{screen.opts.app_label}_{screen.opts.model_name}_export"
        for form in ("csv", "xlsx"):
            response = client.get(reverse(name, args=[form]))
            assert response.status_code == 200, name
            assert body(response)
