"""What was published stays as it was, whatever the door: the database refuses a shell's save, update and delete."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from cases.models import RouteRow, RouteTable
from privacyportal.audit import standing_still
from privacyportal.audit.checks import published_versions_stand_still
from privacyportal.backoffice.publishing import Stage
from privacyportal.checklists.models import ChecklistItem, ChecklistTemplate
from privacyportal.clocks.models import ClockRule, RuleLevel, Threshold
from privacyportal.policies.models import CategoryVersion, ConsentWording, PurposeVersion
from tests.factories import consents as make

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

VERSIONS: dict[type[models.Model], dict[str, object]] = {
    ClockRule: {"law_amount": 600},
    Threshold: {"value": 1},
    PurposeVersion: {"name_ja": "別の目的"},
    CategoryVersion: {"sensitivity": "ordinary", "change_reason": "書き換え"},
    ChecklistTemplate: {"name_ja": "別の点検表"},
    RouteTable: {"source": "書き換え"},
}
PARTS: dict[type[models.Model], dict[str, object]] = {
    RuleLevel: {"offset": F("offset") + 1},
    ChecklistItem: {"text_ja": "別の項目"},
    RouteRow: {"number": "99"},
}


def refused_by_the_database(change: models.QuerySet, fields: dict[str, object]) -> bool:
    """Whether neither an update nor a delete of these rows is stored."""
    with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic():
        change.update(**fields)
    with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic():
        change._raw_delete(change.db)
    return True


@pytest.mark.parametrize("model", VERSIONS, ids=lambda model: model.__name__)
def test_a_published_version_is_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    rows = model._default_manager.filter(stage=Stage.PUBLISHED)
    assert rows.exists()
    assert refused_by_the_database(rows, VERSIONS[model])


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_nor_is_a_part_of_it(model: type[models.Model]) -> None:
    assert refused_by_the_database(model._default_manager.all(), PARTS[model])


def test_nor_are_the_items_of_a_wording() -> None:
    wording = make.wording()
    wording.categories.add(*make.items("contact"))
    joined = ConsentWording.categories.through._default_manager.filter(consentwording=wording)
    assert refused_by_the_database(joined, {"datacategory": make.items("identity")[0]})


@pytest.mark.parametrize("model", [*VERSIONS, *PARTS], ids=lambda model: model.__name__)
def test_nor_does_another_row_take_its_place(model: type[models.Model]) -> None:
    """By SQLite's INSERT OR REPLACE, of which no trigger on DELETE hears; by PostgreSQL's TRUNCATE."""
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    key = model._default_manager.latest("pk").pk
    row = f"SELECT {columns} FROM {table} WHERE id = {key}"  # noqa: S608  Names of ours.
    replacing = f"INSERT OR REPLACE INTO {table} ({columns}) {row}"
    statement = replacing if connection.vendor == "sqlite" else f"TRUNCATE {table} CASCADE"
    with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_later_version_may_end_it_and_one_to_come_may_be_withdrawn_for_good() -> None:
    rule = Threshold.objects.filter(stage=Stage.PUBLISHED).first()
    assert rule is not None
    rows = Threshold.objects.filter(pk=rule.pk)
    rows.update(valid_to=date(2030, 4, 1))
    rows.update(stage=Stage.WITHDRAWN)
    for stage in (Stage.PUBLISHED, Stage.DRAFT):
        with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic():
            rows.update(stage=stage)


def test_a_draft_is_changed_until_it_is_published() -> None:
    draft = Threshold.objects.create(code="tests.figure", value=3, source="tests", valid_from=date(2027, 4, 1))
    Threshold.objects.filter(pk=draft.pk).update(value=4)
    draft.delete()
    assert not Threshold.objects.filter(code="tests.figure").exists()


def test_a_lost_trigger_is_told() -> None:
    assert published_versions_stand_still(["default"]) == []
    still = standing_still.STILL["clocks_threshold"]
    standing_still.remove(connection, still)
    assert [said.msg for said in published_versions_stand_still(["default"])] == [
        "The table clocks_threshold in database 'default' lets published versions be changed."
    ]
    standing_still.install(connection, still)
