"""The same writing means the same at every door: a screen's box, a file's column, a command, the script's question."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import models
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.moments import DayField as DayBox
from privacyportal.backoffice.moments import DayInput, MomentField
from privacyportal.backoffice.written.readings import Towards
from privacyportal.imports.fields import DayField, InstantField
from privacyportal.imports.mapping import parse
from privacyportal.imports.rows import Mapper, Rejected, Row
from privacyportal.imports.sources import Source
from privacyportal.management.commands.sweep import instant
from tests.written.corpus import AT, Writing, writings

CORPUS = writings()
DAYS = [one for one in CORPUS if one.verdict == "read" and not one.is_moment]
MOMENTS = [one for one in CORPUS if one.verdict == "read" and one.is_moment]
NOT_READ = [one for one in CORPUS if one.verdict != "read"]
MAPPING = parse(
    {"kind": "tried", "identity": {"column": "番号"}, "fields": {"at": "時", "on": {"column": "日"}}}, name="tried"
)
FIELDS = (InstantField(name="at", label="at"), DayField(name="on", label="on"))


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def _ids(one: Writing) -> str:
    return f"{one.text}-{one.towards}"


@pytest.mark.parametrize("one", DAYS, ids=_ids)
def test_a_box_for_a_day_reads_it(one: Writing) -> None:
    assert (DayBox(towards=Towards(one.towards)).clean(one.text),) == one.meant


@pytest.mark.parametrize("one", MOMENTS, ids=_ids)
def test_a_box_for_a_moment_reads_it(one: Writing) -> None:
    assert (MomentField(towards=Towards(one.towards)).clean(one.text),) == one.meant


@pytest.mark.parametrize("one", NOT_READ, ids=_ids)
def test_a_box_keeps_what_is_asked_or_refused_as_it_was_typed(one: Writing) -> None:
    box = MomentField(towards=Towards(one.towards))
    with pytest.raises(ValidationError) as refused:
        box.clean(one.text)
    assert refused.value.messages[0]
    assert box.widget.format_value(one.text) == one.text


def test_a_files_columns_read_what_says_its_own_day(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["番号", "時", "日"])
        writer.writerows([str(number), one.text, one.text] for number, one in enumerate(CORPUS))
    source = Source(path, MAPPING.layout)
    mapper = Mapper(MAPPING, FIELDS, source.header)
    for one, record in zip(CORPUS, source.records(), strict=True):
        row = mapper.row(record)
        if one.verdict == "read" and one.dated:
            assert isinstance(row, Row), (one, row)
            assert row.values["on"] == _day(one.meant[0]), one
            assert not one.is_moment or row.values["at"] == one.meant[0], one
        else:
            assert isinstance(row, Rejected), one
            assert all(fault.reason for fault in row.faults)


def _day(meant: date) -> date:
    return meant.date() if isinstance(meant, datetime) else meant


@pytest.mark.parametrize("one", [one for one in CORPUS if one.dated and one.verdict == "read"], ids=_ids)
def test_a_command_reads_it(one: Writing) -> None:
    read = instant(one.text)
    assert read == one.meant[0] if one.is_moment else read.date() == one.meant[0]


@pytest.mark.parametrize("one", [one for one in NOT_READ if one.dated or one.verdict == "refused"], ids=_ids)
def test_a_command_refuses_what_no_box_takes(one: Writing) -> None:
    with pytest.raises(CommandError):
        instant(one.text)


@pytest.mark.django_db
def test_the_script_is_told_what_the_form_would_read(admin_asks: Client) -> None:
    states = {"read": "read", "asked": "asked", "refused": "unread"}
    for one in CORPUS:
        asked = {"text": one.text, "towards": one.towards, "kind": "moment" if one.is_moment else "day"}
        answer = admin_asks.post(reverse("written"), asked).json()
        assert answer["state"] == states[one.verdict], one
        assert answer["words"]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"kind": "year"}, {"towards": "back"}, {"text": "1" * 101}])
def test_the_script_asks_of_days_only(admin_asks: Client, wrong: dict[str, str]) -> None:
    asked = {"text": "11/2", "towards": "past", "kind": "day"} | wrong
    assert admin_asks.post(reverse("written"), asked).status_code == HTTPStatus.BAD_REQUEST


@pytest.fixture
def admin_asks(baba: User, client: Client) -> Client:
    client.force_login(baba, backend="privacyportal.accounts.backends.PortalBackend")
    return client


def test_every_screen_types_its_days_with_this_reader() -> None:
    screens = [screen for screen in admin.site._registry.values() if isinstance(screen, PortalModelAdmin)]
    assert screens
    for screen in screens:
        for kind in (models.DateField, models.DateTimeField):
            assert issubclass(screen.formfield_overrides[kind]["widget"], DayInput), screen
