"""No door reads days by itself: not an address, not a box of a page, not an option of a command, not a column."""

import ast
import re
from argparse import Action, ArgumentParser
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.admin.utils import get_fields_from_path
from django.core.management import get_commands, load_command_class
from django.db import models
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.backoffice.dayboxes import DaysFilter
from tests.backoffice.registered import screens

type SignIn = Callable[[User], Client]

ROOT = Path(__file__).parents[2]
PARSERS = {"fromisoformat", "strptime", "parse_date", "parse_datetime"}
# Who reads what a machine has written: the portal itself, a package, the database, an authority's list of codes.
OF_MACHINES = {
    "cases/figures.py", "vendors/catalogue.py",
    "privacyportal/accounts/idling.py", "privacyportal/accounts/kept.py", "privacyportal/accounts/lifetimes.py",
    "privacyportal/accounts/models/sessions.py", "privacyportal/accounts/pending.py",
    "privacyportal/accounts/provider/flow.py", "privacyportal/accounts/views/linking.py",
    "privacyportal/audit/anchors.py", "privacyportal/backoffice/confirming.py", "privacyportal/backoffice/labels.py",
    "privacyportal/backoffice/seen.py", "privacyportal/backups/about.py",
    "privacyportal/erasure/services/repeating.py", "privacyportal/mails/handover.py",
    "privacyportal/mails/sign_ins.py", "privacyportal/notifications/telling.py", "privacyportal/policies/mails.py",
    "privacyportal/roof/endings.py", "privacyportal/roof/pages/overview.py",
}  # fmt: skip
# Who reads ISO 8601 first, and anything else by the reader; an hour in a mapping is one of TOML.
BEFORE_THE_READER = {
    "privacyportal/calendars/typed.py", "privacyportal/imports/dates.py", "privacyportal/imports/mapping.py",
}  # fmt: skip
WRITINGS = ("2026-11-02", "2026/11/2", "令和8年11月2日", "R8.11.2", "２０２６年１１月２日（月）", "20261102")
DAYS_IN_OPTIONS = re.compile(r"\b(day|date|moment|instant|since|until|ISO 8601|INSTANT|START|END)\b")
# Options that say "day" and take none: a number of days, a yes or no, days of a year or of the week (calendars.typed).
NOT_A_DAY = {
    "due --business-days", "due --days", "due --day-one", "due --roll", "due --weekdays", "due --slots", "due --closed",
}  # fmt: skip


def sources() -> Iterator[Path]:
    for folder in ("privacyportal", "cases", "consents", "vendors"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def test_no_other_module_reads_a_day_from_a_text() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in PARSERS
    }
    assert found == OF_MACHINES | BEFORE_THE_READER


def test_no_page_has_a_browsers_own_box_for_days() -> None:
    boxes = re.compile(r"""type=["']?(date|datetime-local|month|time|week)\b""")
    pages = [path for path in ROOT.rglob("*.html") if ".venv" not in path.parts]
    assert pages
    assert [path.name for path in pages if boxes.search(path.read_text(encoding="utf-8"))] == []


# Options of commands


def options() -> Iterator[tuple[str, Action]]:
    """Yield every option of every command of ours that takes a value."""
    for name, app in get_commands().items():
        command = load_command_class(app, name) if isinstance(app, str) else app
        if import_module(type(command).__module__).__file__.startswith(str(ROOT / "privacyportal")):
            parser = ArgumentParser()
            command.add_arguments(parser)
            yield from ((name, action) for action in parser._actions if action.nargs != 0)


def test_every_day_in_an_option_is_read_by_the_reader() -> None:
    said = {
        f"{command} {(action.option_strings or [action.dest])[0]}"
        for command, action in options()
        if DAYS_IN_OPTIONS.search(f"{action.dest} {action.metavar} {action.help}")
    }
    # sweep and due hand them to `calendars.typed.parse_instant`: tests/written/test_doors.py and below.
    assert said - NOT_A_DAY == {"sweep --at", "due start", "due --pause"}


# Filters of lists


def dated_filters() -> list[tuple[type[models.Model], str]]:
    """Return every filter of every list that asks for days."""
    return [
        (screen.model, declared)
        for screen in screens()
        for declared in screen.list_filter
        if isinstance(declared, str) and isinstance(get_fields_from_path(screen.model, declared)[-1], models.DateField)
    ]


def ask(client: Client, model: type[models.Model], **asked: str) -> DaysFilter:
    """Return the filter of a list as it was asked."""
    page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), asked)
    assert page.status_code == 200, asked
    changes = page.context["cl"]
    return next(spec for spec in changes.filter_specs if set(asked) & set(spec.expected_parameters()))


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "path"), dated_filters(), ids=str)
def test_every_filter_for_days_reads_any_writing(
    model: type[models.Model], path: str, baba: User, as_user: SignIn
) -> None:
    client = as_user(baba)
    for writing in WRITINGS:
        spec = ask(client, model, **{f"{path}__from": writing, f"{path}__until": "2026年11月30日"})
        assert spec.form.days == (date(2026, 11, 2), date(2026, 11, 30)), writing


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "path"), dated_filters(), ids=str)
def test_every_filter_for_days_asks_and_keeps_what_was_typed(
    model: type[models.Model], path: str, baba: User, as_user: SignIn
) -> None:
    client = as_user(baba)
    for writing in ("08/11/02", "2026-02-30", "<いつか>", "x" * 5000):
        spec = ask(client, model, **{f"{path}__until": writing})
        assert spec.form.days is None
        assert spec.form["until"].value() == writing
        assert spec.form.errors["until"]
    assert ask(client, model, **{f"{path}__from": "2026-11-03", f"{path}__until": "11月2日"}).form.errors["until"]


@pytest.mark.django_db
def test_a_new_form_keeps_a_day_of_its_address_and_asks(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    page = client.get(reverse("admin:cases_case_add"), {"received_at": "令和8年11月2日 午後3時"})
    assert 'value="2026-11-02 15:00"' in page.content.decode()
    page = client.get(reverse("admin:cases_case_add"), {"received_at": "08/11/02 15:00"})
    assert 'value="08/11/02 15:00"' in page.content.decode()
    page = client.get(reverse("admin:cases_case_add"), {"received_at": "田中様"})
    assert "田中様" not in page.content.decode()
