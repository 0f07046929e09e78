"""Role × URL: what each role meets on every route, read from the URL patterns and held to a reviewed table.

`tests/access.csv` has a row per route (two for routes about a record of a room: `mine`, which Aoki and Goto work with,
and `other`) and a column per role. A route without a row, and a row without a route, fail. After a deliberate change
write the table anew with `PORTAL_WRITE_ACCESS_TABLE=1 python -m pytest tests/test_access.py` and review the difference.
"""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.calendars.models import CalendarVersion
from privacyportal.clocks.models import Clock
from tests import inline
from tests.routes import Route, routes
from tests.world import World, build

TABLE = Path(__file__).with_name("access.csv")
ROLES = {
    "anonymous": None,
    "compliance_officer": "baba",
    "desk_handler": "aoki",
    "manager": "kudo",
    "vendor_owner": "goto",
    "auditor": "doi",
    "administrator": "honda",
}
SIDES = ("mine", "other")
# Pages about a record that stand outside its admin class.
MODELS = {"clock_ledger": Clock, "calendar_impact": CalendarVersion}


@pytest.fixture
def world(
    baba: User,
    endo: User,
    aoki: User,
    kudo: User,
    goto: User,
    ueda: User,
    doi: User,
    honda: User,
    chiba: User,
    settings: Any,
    tmp_path: Path,
) -> World:
    """The whole cast with their records."""
    settings.MEDIA_ROOT = tmp_path
    settings.PORTAL_MAILBOX_DIR = tmp_path / "mailbox"
    return build({user.username: user for user in User.objects.all()})


def measured(world: World, as_user: Any) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Return the status that each role meets on each route, and what of the pages a browser would refuse."""
    clients = {role: as_user(User.objects.get(username=name)) if name else Client() for role, name in ROLES.items()}
    found: dict[str, dict[str, str]] = {}
    refused: dict[str, list[str]] = {}
    for route in routes():
        for row, path in rows(route, world):
            found[row] = {}
            for role, client in clients.items() if route.name != "admin:logout" else ():
                answer = client.get(path)
                found[row][role] = str(answer.status_code)
                if answer.get("Content-Type", "").startswith("text/html"):
                    refused[f"{row} {role}"] = inline.refused(answer.content.decode())
    return found, {page: told for page, told in refused.items() if told}


def rows(route: Route, world: World) -> list[tuple[str, str]]:
    """Return (row name, path) of a route: one row, or one for each side where the sides differ."""
    found = []
    for side in SIDES:
        values = arguments(route, world, side)
        found.append((f"{route.name} [{side}]", route.path(**values)))
    return found if found[0][1] != found[1][1] else [(route.name, found[0][1])]


def arguments(route: Route, world: World, side: str) -> dict[str, object]:
    """Return values for a route's arguments from the records of one side."""
    values: dict[str, object] = dict.fromkeys(("key", "token", "uidb64"), "none")
    values |= {"app_label": "cases", "form": "csv", "kind": "cases", "chapter": "cases"}
    case, vendor = getattr(world, side)["cases.Case"], getattr(world, side)["vendors.Vendor"]
    if route.name == "reference":
        values["number"] = str(case.reference)
    if route.name == "attachment":
        values["pk"] = getattr(world, side)["attachments.Attachment"].pk
    if route.name in MODELS:
        values["pk"] = world.sample(MODELS[route.name], side).pk
    if route.name == "admin:view_on_site":
        values |= {"content_type_id": ContentType.objects.get_for_model(vendor).pk, "object_id": vendor.pk}
    if route.model is not None:
        pk = world.sample(route.model, side).pk
        values |= {name: pk for name in route.arguments if name not in values}
    return values


def stored() -> dict[str, dict[str, str]]:
    """Return the reviewed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("route"): row for row in csv.DictReader(file)}


def write(table: dict[str, dict[str, str]]) -> None:
    """Write the table for review."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["route", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"route": name, **row} for name, row in sorted(table.items()))


@pytest.mark.long
def test_every_role_meets_on_every_route_what_the_table_says(world: World, as_user: Any) -> None:
    found, refused = measured(world, as_user)
    if os.environ.get("PORTAL_WRITE_ACCESS_TABLE"):
        write(found)
    assert refused == {}, "the content policy lets none of this run or show"
    wanted = stored()
    assert sorted(found) == sorted(wanted), "a route has no row in tests/access.csv, or a row no route"
    wrong = {
        f"{name} {role}": (status, wanted[name][role])
        for name, row in found.items()
        for role, status in row.items()
        if status != wanted[name][role]
    }
    assert wrong == {}, "status met, status in the table"


def test_nobody_meets_an_error() -> None:
    assert [name for name, row in stored().items() if any(status.startswith("5") for status in row.values())] == []


def test_strangers_reach_only_what_needs_no_name() -> None:
    reached = {name for name, row in stored().items() if row["anonymous"] == "200"}
    assert reached == {"admin:login", "choose_password", "livez", "readyz", "sign_in"}


def test_what_is_not_theirs_does_not_exist_for_handlers_and_vendor_owners() -> None:
    others = {name: row for name, row in stored().items() if name.endswith("[other]")}
    assert others
    for name, row in others.items():
        assert row["vendor_owner"] in ("403", "404"), name
        # The register of vendors is open to handlers: intake names the vendor that a matter is about.
        if name.startswith(("admin:cases_", "reference")):
            assert row["desk_handler"] in ("403", "404"), name
