"""Every guard has an answer for every door: a new guard without a row fails here.

`tests/doors/APP.csv` has a row for each code that the app's guards can give, and says for each door who asks it:
`deed NAME` (the deed behind the door), `importer KIND`, `constraint NAME`, `unique MODEL.FIELD`, `column MODEL.FIELD`
(not null), `row MODEL` (the row asks itself when it is saved), `trigger TABLE`, `-` (no such door) or `open: why not`.
"""

import csv
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

from privacyportal.audit import triggers
from privacyportal.backoffice.deeds import deeds
from privacyportal.imports.registry import importers
from tests.doors.guards import ROOT, codes_of

DOORS = ("form", "inline", "button", "import", "command", "link", "shell")
FOLDERS = {
    "consents": ROOT / "consents",
    "policies": ROOT / "privacyportal" / "policies",
    "vendors": ROOT / "vendors",
    "checklists": ROOT / "privacyportal" / "checklists",
}
# A cell that admits that nobody asks: there may be fewer, never more.
MOST_OPEN = {"consents": 11, "policies": 7, "vendors": 27, "checklists": 7}


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
        "open:": lambda: bool(name),
        "-": lambda: not name,
    }
    return kind in known and known[kind]()


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
