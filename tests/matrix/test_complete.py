"""Is every way by which data leaves, and every way in, part of the matrix? What has no row in `ways.csv` fails.

Lists, records' pages, buttons and files of lists are asked in `test_reading.py` and `test_doing.py` for every admin
class by introspection: such a route needs its kind in `who.csv` and its deed in `deeds.csv`. Everything else, by name:
pages of their own, records without a list of their own, bulk actions, commands, Celery's tasks.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.core.management import get_commands

from privacyportal.celery import app
from tests.backoffice.registered import screens
from tests.matrix import oracle
from tests.matrix.channels import ALONE
from tests.matrix.test_doing import offices
from tests.routes import routes

TABLE = Path(__file__).with_name("ways.csv")
ROOMS = ("privacyportal", "cases", "consents", "vendors")
# Of every admin class: asked by introspection.
PAGES = ("add", "change", "changelist", "delete", "export", "history", "register")
# Of every admin class as well, asked in tests/backoffice (test_many, test_saved_views): each row of many is asked its
# deed's right, views hold no record, and who else has a record open is told whoever sees it.
OF_LISTS = ("many", "views", "views_offered", "here")


def named() -> set[tuple[str, str]]:
    """The rows of the table: what it is, and its name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["what"], row["name"]) for row in csv.DictReader(file)}


def by_itself() -> Iterator[tuple[str, str]]:
    """Everything that introspection does not find under an admin class."""
    known = {
        f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}"
        for screen in screens()
        for page in (*PAGES, *OF_LISTS)
    }
    known |= {
        f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{action.name}"
        for screen in screens()
        for action in screen.object_actions
    }
    yield from (("route", route.name) for route in routes() if route.name not in known)
    listed = {screen.model for screen in screens()}
    for model in apps.get_models():
        if model.__module__.partition(".")[0] in ROOMS and model not in listed:
            yield "record", model._meta.label
    yield from (("bulk action", f"{screen.opts.label} {name}") for screen in screens() for name in screen.actions or ())
    yield from (("command", name) for name, place in get_commands().items() if str(place).partition(".")[0] in ROOMS)
    app.loader.import_default_modules()
    yield from (("task", name) for name in app.tasks if not name.startswith("celery."))


def without_row(found: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """What the table does not name."""
    return set(found) - named()


def test_every_way_has_its_row() -> None:
    found = set(by_itself())
    assert without_row(found) == set(), "new ways without a row in tests/matrix/ways.csv"
    assert named() - found == set(), "rows of tests/matrix/ways.csv that name nothing any more"


def test_what_is_new_fails() -> None:
    for what in ("route", "record", "bulk action", "command", "task"):
        assert without_row([*by_itself(), (what, "something.new")]) == {(what, "something.new")}


def test_every_kind_of_record_with_a_list_has_its_rows() -> None:
    labels = {screen.opts.label for screen in screens()}
    for part in ("list", "add", "change"):
        assert {kind for kind, of in oracle.told() if of == part} == labels, part


def test_every_button_does_a_deed_that_the_table_names() -> None:
    wanted = {action.deed.name for screen in screens() for action in screen.object_actions}
    assert wanted - set(offices()) == set()


def test_every_page_of_its_own_that_the_matrix_asks_is_there() -> None:
    names = {route.name for route in routes()}
    assert set(ALONE) - names == set()
