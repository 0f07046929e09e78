"""Every guard has an answer for every door: a new guard without a row fails here.

`tests/doors/APP.csv` has a row for each code that the app's guards can give, and says for each door who asks it:
`deed NAME` (the deed behind the door; that it comes to this refusal is followed through the sources), `every deed`,
`call MODULE.FUNCTION`, `importer KIND`, `constraint NAME`, `unique MODEL.FIELD`, `column MODEL.FIELD` (not null), `row
MODEL` (the row asks itself when it is saved), `trigger TABLE`, `join NAME` (refused by `audit.joining`), `-` (no such
door) or `open: why not`. What is behind a button is a button's deed, what is behind a form, an import or a command is
none of those.
"""

import csv
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import UniqueConstraint

from privacyportal import urls
from privacyportal.audit import joining, triggers
from privacyportal.backoffice.buttons import ButtonsMixin
from privacyportal.backoffice.deeds import Deed, deeds
from privacyportal.imports.registry import importers
from tests.doors.guards import ROOT, codes_of
from tests.doors.reach import reach_of

# The pages' deeds are declared when their addresses are.
assert urls.urlpatterns
DOORS = ("form", "inline", "button", "import", "command", "link", "api", "shell")
FOLDERS = {
    "consents": ROOT / "consents",
    "policies": ROOT / "privacyportal" / "policies",
    "vendors": ROOT / "vendors",
    "checklists": ROOT / "privacyportal" / "checklists",
    "cases": ROOT / "cases",
    "clocks": ROOT / "privacyportal" / "clocks",
    "accounts": ROOT / "privacyportal" / "accounts",
    "calendars": ROOT / "privacyportal" / "calendars",
    "erasure": ROOT / "privacyportal" / "erasure",
    "notifications": ROOT / "privacyportal" / "notifications",
    "imports": ROOT / "privacyportal" / "imports",
    "backoffice": ROOT / "privacyportal" / "backoffice",
    "attachments": ROOT / "privacyportal" / "attachments",
}
# A cell that admits that nobody asks: there may be fewer, never more.
MOST_OPEN = {
    "consents": 4,
    "policies": 1,
    "vendors": 8,
    "checklists": 2,
    "cases": 5,
    "clocks": 4,
    "accounts": 11,
    "calendars": 4,
    "erasure": 1,
    "notifications": 3,
    "imports": 0,
    "backoffice": 2,
    "attachments": 0,
}
# What no code refuses: the content of a file. It is asked by whatever keeps one, and these deeds alone do.
KEEPING = {
    "cases.add_file",
    "checklists.complete_action",
    "checklists.keep_evidence",
    "vendors.keep_arrangement_file",
    "vendors.keep_file",
    "vendors.terminate",
}


@cache
def rows(app: str) -> dict[str, dict[str, str]]:
    """Return the table of an app by code."""
    with (ROOT / "tests" / "doors" / f"{app}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def cells() -> Iterator[tuple[str, str, str]]:
    """Return every cell as code, door, answer."""
    for app in FOLDERS:
        for code, row in rows(app).items():
            yield from ((code, door, row[door]) for door in DOORS)


@pytest.mark.parametrize("app", FOLDERS)
def test_every_guard_has_a_row_and_every_row_a_guard(app: str) -> None:
    assert sorted(rows(app)) == sorted(codes_of(FOLDERS[app]))


@pytest.mark.parametrize("app", FOLDERS)
def test_few_cells_admit_that_nobody_asks(app: str) -> None:
    found = [row for row in rows(app).values() for door in DOORS if row[door].startswith("open: ")]
    assert len(found) <= MOST_OPEN[app]


@pytest.mark.parametrize("app", FOLDERS)
def test_every_guard_is_asked_at_some_door(app: str) -> None:
    assert [code for code, row in rows(app).items() if all(row[door] == "-" for door in DOORS)] == []


def test_every_answer_names_what_there_is() -> None:
    wrong = [cell for cell in cells() if not is_true(cell[2])]
    assert wrong == []


def test_every_deed_named_comes_to_the_refusal() -> None:
    wrong = [cell for cell in cells() if not is_asked_there(cell[0], cell[2])]
    assert wrong == []


def test_behind_a_button_stands_its_deed_and_behind_other_doors_none_of_those() -> None:
    buttons = {
        action.deed.name
        for screen in admin.site._registry.values()
        if isinstance(screen, ButtonsMixin)
        for action in screen.object_actions
    }
    named = [(code, door, answer.removeprefix("deed ")) for code, door, answer in cells() if answer.startswith("deed ")]
    assert [cell for cell in named if (cell[1] == "button") != (cell[2] in buttons)] == []


def test_a_file_is_kept_by_few_deeds_that_all_ask_what_it_is() -> None:
    keeping = {name for name, deed in deeds().items() if "attachments.added" in reach(deed)}
    assert keeping - {"attachments.attach"} == KEEPING
    assert all("%(name)s: the content is not what the file name says." in reach(deeds()[name]) for name in keeping)


def is_true(answer: str) -> bool:
    """Return whether what an answer names exists."""
    kind, _space, name = answer.partition(" ")
    known = {
        "deed": lambda: name in deeds(),
        "importer": lambda: name in {importer.kind for importer in importers()},
        "constraint": lambda: name in constraints(),
        "unique": lambda: is_unique(name),
        "column": lambda: not field_of(name).null,
        "row": lambda: "insist" in dir(apps.get_model(name)),
        "trigger": lambda: name in triggers.APPEND_ONLY_TABLES,
        "join": lambda: name in joining.FORBIDDEN,
        "every": lambda: name == "deed",
        "call": lambda: reach_of(*name.rsplit(".", 1)) != frozenset(),
        "open:": lambda: bool(name),
        "-": lambda: not name,
    }
    return kind in known and known[kind]()


def is_asked_there(code: str, answer: str) -> bool:
    """Return whether the deed or function that an answer names comes to the refusal."""
    kind, _space, name = answer.partition(" ")
    if kind == "deed":
        return code in reach(deeds()[name])
    if kind == "call":
        return code in reach_of(*name.rsplit(".", 1))
    return kind != "every" or code in reach_of("privacyportal.backoffice.deeds", "Deed")


def reach(deed: Deed[..., object]) -> frozenset[str]:
    """Return the words that a deed may come to say."""
    return reach_of(deed.service.__module__, deed.service.__name__)


@cache
def constraints() -> frozenset[str]:
    """Return the names of all constraints of all models."""
    return frozenset(constraint.name for model in apps.get_models() for constraint in model._meta.constraints)


def field_of(name: str):
    """Return a field by model and name."""
    model, _dot, field = name.rpartition(".")
    return apps.get_model(model)._meta.get_field(field)


def is_unique(name: str) -> bool:
    """Return whether a field is unique by itself or by a constraint of its own."""
    field = field_of(name)
    alone = [c for c in field.model._meta.constraints if isinstance(c, UniqueConstraint) and c.fields == (field.name,)]
    return field.unique or bool(alone)
