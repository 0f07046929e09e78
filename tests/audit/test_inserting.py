"""Do rows that are stored many at once say the same as rows that are stored one by one, and are they heard of?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from cases.states import Status
from privacyportal.audit import inserting, rows
from privacyportal.audit.models import AuditEntry, RowDigest
from privacyportal.backoffice.models import ImportedRow
from privacyportal.imports.made import INSERTED
from privacyportal.references.models import Reference
from privacyportal.references.registry import issue_many
from privacyportal.search import upkeep
from tests.factories.cases import MONDAY, TOKYO, open_case

pytestmark = pytest.mark.django_db
MANY = inserting.FEW + 5


def values(obj: object, *besides: str) -> dict[str, object]:
    """A row's columns, without those that are its own."""
    return {name: value for name, value in vars(obj).items() if name not in ("_state", "id", *besides)}


@pytest.mark.parametrize("count", [1, inserting.FEW, MANY])
def test_a_row_says_what_the_object_said_and_has_a_key_of_its_own(count: int) -> None:
    told = open_case(leak_suspected=True, description="長い\tテキスト\n\\N と 'quotes'")
    numbers = issue_many("CASE", count=count, at=MONDAY)
    made = [Case(**{**values(told), "reference_id": number.pk}) for number in numbers]
    inserting.objects(made)
    stored = {case.pk: case for case in Case.objects.filter(pk__in=[case.pk for case in made])}
    assert len(stored) == count
    for case in made:
        assert values(stored[case.pk]) == values(case)
    # Keys are given on behind those.
    assert open_case().pk > max(stored)


@pytest.mark.parametrize("count", [2, MANY])
def test_columns_that_are_not_named_have_their_defaults(count: int) -> None:
    keys = inserting.rows(RowDigest, ("model", "row", "digest"), [("x", str(row), "d") for row in range(count)])
    found = RowDigest.objects.filter(pk__in=list(map(str, keys))).order_by("pk")
    assert [(one.row, one.proved_by) for one in found] == [(str(row), None) for row in range(count)]
    assert list(found.values_list("pk", flat=True)) == list(keys)


@pytest.mark.parametrize("count", [3, MANY])
def test_values_are_prepared_as_their_fields_do(count: int) -> None:
    at = datetime(2026, 11, 16, 10, 0, 0, 5, tzinfo=TOKYO)
    first = (AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0) + 1
    said = [
        (first + place, at, "x", Status.CLOSED, {"a": [1, "髙"], "at": at}, "0" * 64, f"{place:064}")
        for place in range(count)
    ]
    names = ("sequence", "at", "action", "reference", "changes", "previous_hash", "entry_hash")
    assert list(inserting.rows(AuditEntry, names, said)) == [row[0] for row in said]
    last = AuditEntry.objects.get(pk=said[-1][0])
    assert (last.at, last.reference) == (at.astimezone(UTC), "closed")
    assert last.changes == {"a": [1, "髙"], "at": "2026-11-16T10:00:00.000+09:00"}


@pytest.mark.parametrize("count", [1, MANY])
def test_they_are_heard_of(count: int) -> None:
    told = open_case()
    numbers = issue_many("CASE", count=count, at=MONDAY)
    inserting.objects([Case(**{**values(told), "reference_id": number.pk}) for number in numbers])
    assert list(rows.wrong()) == []
    assert list(upkeep.drift()) == []


@pytest.mark.parametrize("count", [2, MANY])
def test_the_database_refuses_what_it_always_refuses(count: int) -> None:
    numbers = [number.number for number in issue_many("CASE", count=1, at=MONDAY)] * count
    before = Reference.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        inserting.rows(Reference, ("prefix", "number"), [("CASE", number) for number in numbers])
    assert Reference.objects.count() == before


def test_no_rows_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert list(inserting.rows(ImportedRow, ("kind",), [])) == []
        inserting.objects([])


@pytest.mark.parametrize("count", [1, MANY])
def test_who_wraps_statements_hears_of_the_table(count: int) -> None:
    heard: list[str] = []

    def listen(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        heard.extend(INSERTED.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        inserting.rows(RowDigest, ("model", "row", "digest"), [("x", str(row), "d") for row in range(count)])
    assert heard == ["audit_rowdigest"]
