"""What was published stays as it was, whatever the door: the database refuses a shell's save, update and delete."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from cases.models import RouteRow, RouteTable
from privacyportal.accounts.models import User
from privacyportal.audit import standing_still
from privacyportal.audit.checks import published_versions_stand_still
from privacyportal.backoffice.publishing import Stage
from privacyportal.calendars.models import CalendarDay, CalendarVersion, OpenSlot
from privacyportal.checklists.models import ChecklistItem, ChecklistTemplate
from privacyportal.clocks.models import ClockRule, RuleLevel, Threshold
from privacyportal.policies.models import CategoryVersion, ConsentWording, PurposeVersion
from tests.factories import consents as make
from tests.factories.clocks import make_rule
from tests.rewriting import rewriting

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

ADDED: list[tuple[type[models.Model], str]] = [
    (RuleLevel, "rule"),
    (ChecklistItem, "template"),
    (RouteRow, "table"),
    (OpenSlot, "version"),
]


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
    with rewriting(ConsentWording.categories.through):
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
    for day in (date(2030, 4, 1), date(2020, 4, 1)):
        assert_refused(lambda day=day: rows.update(valid_to=day))
    assert_refused(lambda: rows.update(stage=Stage.WITHDRAWN))
    new = Threshold.objects.create(code=rule.code, value=3, source="tests", valid_from=date(2030, 4, 1))
    assert_refused(lambda: rows.update(valid_to=date(2030, 4, 2)))
    assert_refused(lambda: rows.update(stage=Stage.WITHDRAWN))
    rows.update(valid_to=date(2030, 4, 1))
    assert_refused(lambda: rows.update(valid_to=None))
    Threshold.objects.filter(pk=new.pk).update(valid_from=rule.valid_from)
    rows.update(stage=Stage.WITHDRAWN)
    for stage in (Stage.PUBLISHED, Stage.DRAFT):
        with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic():
            rows.update(stage=stage)


def assert_refused(write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="stands_still"), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("model", "version"), ADDED, ids=lambda found: found.__name__ if isinstance(found, type) else ""
)
def test_nothing_is_added_to_what_was_published(model: type[models.Model], version: str) -> None:
    """Neither by save nor by bulk_create."""
    part = model._default_manager.exclude(**{f"{version}__{state_of(model, version)}": "draft"}).latest("pk")
    copied = {field.attname: field.value_from_object(part) for field in model._meta.concrete_fields}
    added = model(**{**copied, "id": None})
    assert_refused(added.save)
    assert_refused(lambda: model._default_manager.bulk_create([added], ignore_conflicts=True))


def state_of(model: type[models.Model], version: str) -> str:
    """Which field of a part's version says that it is a draft."""
    return "status" if model._meta.get_field(version).related_model is CalendarVersion else "stage"


def test_no_part_of_a_draft_is_moved_into_what_was_published() -> None:
    rule = ClockRule.objects.filter(stage=Stage.PUBLISHED, levels__isnull=False)[0]
    draft = make_rule(stage="draft", calendar=rule.calendar)
    part = RuleLevel.objects.filter(rule=draft)
    assert_refused(lambda: part.update(rule=rule))
    part.delete()


def test_nor_an_item_to_a_wording() -> None:
    wording = make.wording()
    assert_refused(lambda: wording.categories.add(*make.items("contact")))


def test_what_a_person_drafted_is_published_by_somebody(baba: User, endo: User) -> None:
    facts = {"code": "tests.figure", "value": 3, "source": "tests", "valid_from": date(2027, 4, 1)}
    draft = Threshold.objects.create(**facts, drafted_by=baba)
    rows = Threshold.objects.filter(pk=draft.pk)
    assert_refused(lambda: rows.update(stage=Stage.PUBLISHED))
    assert_refused(lambda: Threshold.objects.create(**{**facts, "code": "x"}, drafted_by=baba, stage=Stage.PUBLISHED))
    rows.update(stage=Stage.PUBLISHED, published_by=endo)


def test_a_published_calendar_stands_still() -> None:
    version = CalendarVersion.objects.filter(status="published")[0]
    rows = CalendarVersion.objects.filter(pk=version.pk)
    assert_refused(lambda: rows.update(known_until=date(2040, 1, 1)))
    assert_refused(lambda: rows.update(status="retired"))
    assert_refused(lambda: version.slots.all().delete())
    assert_refused(lambda: version.slots.update(weekday=6))
    assert_refused(lambda: CalendarDay.objects.create(version=version, on=date(2027, 12, 31), name="休業日"))
    following = {"calendar": version.calendar, "number": version.number + 1, "drafted_at": version.published_at}
    CalendarVersion.objects.create(**following)
    rows.update(status="retired")
    assert_refused(lambda: rows.update(status="published"))


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
