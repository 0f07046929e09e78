"""Does a list answer declared questions only, and is what it was not built to answer a bad request?

`tests/backoffice/lists.csv` names every parameter of every list. After a deliberate change write it anew with
`PORTAL_WRITE_LISTS_TABLE=1 python -m pytest tests/backoffice/test_lists.py` and review the difference.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice import lists
from privacyportal.backoffice.admin import PortalModelAdmin
from tests.backoffice.fieldpaths import questions
from tests.backoffice.registered import declared, screens

type SignIn = Callable[[User], Client]
TABLE = Path(__file__).with_name("lists.csv")
USERS = "/admin/accounts/user/"


def stored() -> dict[str, set[str]]:
    """Return the reviewed table."""
    table: dict[str, set[str]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["list"], set()).add(row["parameter"])
    return table


def write(found: dict[str, set[str]]) -> None:
    """Write the table for review."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["list", "parameter"])
        writer.writerows((label, name) for label in sorted(found) for name in sorted(found[label]))


# Which questions: no database, no request


def test_every_list_is_one_that_declares() -> None:
    ours = {type(screen) for screen in screens()}
    others = [type(screen).__name__ for screen in admin.site._registry.values() if type(screen) not in ours]
    assert others == []
    assert [type(screen).__name__ for screen in screens() if screen.date_hierarchy or screen.list_editable] == []


def test_every_list_declares_what_the_table_says() -> None:
    found = {screen.opts.label: names for screen in screens() if (names := declared(screen))}
    if os.environ.get("PORTAL_WRITE_LISTS_TABLE"):
        write(found)
    assert found == stored()


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.opts.label)
def test_of_every_path_of_fields_with_every_lookup_only_the_declared_ones_are_answered(
    screen: PortalModelAdmin,
) -> None:
    allowed = lists.questions(screen.model, screen.list_filter)
    asked = {name for name in questions(screen.model) if name in allowed}
    assert asked <= stored().get(screen.opts.label, set())


def test_a_text_of_another_record_is_no_filter() -> None:
    with pytest.raises(lists.ImproperlyConfigured):
        lists.parameters(User, "department__name")
    with pytest.raises(lists.ImproperlyConfigured):
        lists.parameters(User, ("is_active", object))  # type: ignore[arg-type]


# One list in detail


@pytest.mark.parametrize(
    "question",
    [
        "password__gte=pbkdf2",
        "password__startswith=p",
        "username=honda",
        "username__regex=^(a%2B)%2B$",
        "handled_cases__id=1",
        "is_active__exact=2",
        "is_active__isnull=True",
        "is_active__exact=1&is_active__exact=0",
        "department__id__exact=999999",
        "department__id__gt=0",
        "department__code=PLANNING",
        "role=nobody",
        "o=3",
        "e=1",
    ],
)
def test_what_a_list_does_not_declare_is_a_bad_request(honda: User, as_user: SignIn, question: str) -> None:
    answer = as_user(honda).get(f"{USERS}?{question}")
    assert answer.status_code == 400
    assert "送信された内容を処理できませんでした" in answer.content.decode()


@pytest.mark.parametrize(
    "question",
    ["is_active__exact=1", "role=desk_handler", "o=1.-2", "o=", "p=1", "p=7", "all=", "q=honda", "_popup=1", ""],
)
def test_what_a_list_declares_is_answered(honda: User, as_user: SignIn, question: str) -> None:
    assert as_user(honda).get(f"{USERS}?{question}", follow=True).status_code == 200


@pytest.mark.parametrize("path", [USERS, f"{USERS}export/csv/"])
def test_no_list_tells_the_beginning_of_a_password(baba: User, honda: User, as_user: SignIn, path: str) -> None:
    found = {as_user(baba).get(f"{path}?username=honda&password__gte={begin}").status_code for begin in ("a", "z")}
    assert found == {400}


def test_a_list_that_has_become_shorter_shows_its_last_page(baba: User, as_user: SignIn, make_user: Any) -> None:
    for number in range(30):
        make_user(f"member{number:02}", "社員", str(number))
    page = as_user(baba).get(f"{USERS}?p=9&o=0").context["cl"]
    assert page.page_num == 2
    assert len(page.result_list) == User.objects.count() - 25


@pytest.mark.parametrize("term", ["²", "0001-01-01", "9999-12-31", "2026-02-30", "9" * 30, "1" * 200])
def test_the_trail_finds_nothing_by_what_is_no_number_and_no_day(doi: User, as_user: SignIn, term: str) -> None:
    page = as_user(doi).get("/admin/audit/auditentry/", {"q": term}, follow=True)
    assert page.status_code == 200
    assert page.context["cl"].result_count == 0


def test_an_action_with_a_name_may_be_asked_for_before_it_was_ever_recorded(doi: User, as_user: SignIn) -> None:
    client = as_user(doi)
    never = client.get("/admin/audit/auditentry/", {"action": "accounts.sign_in_failed"})
    assert never.context["cl"].result_count == 0
    assert client.get("/admin/audit/auditentry/", {"action": "accounts.nothing"}).status_code == 400
