"""What an older release stored becomes the first dated versions; nothing is lost, nothing overlaps."""

from datetime import UTC, date, datetime
from pathlib import Path

from django.db.migrations.state import StateApps
from pytest_django import DjangoDbBlocker

from tests.migrating import ALIAS, migrated, older_database

BEFORE = ("policies", "0002_reviews_and_pledges")
AFTER = ("policies", "0005_one_version_a_day")
LOADED = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)


def fill(apps: StateApps) -> None:
    """Two wordings of a code at once, an ended purpose, a lowered category, two policies in force on one day."""
    purpose = apps.get_model("policies", "PurposeOfUse").objects.using(ALIAS).create(
        code="U1", kind="general", name_ja="案内", name_en="Offers",
        valid_from=date(2022, 4, 1), valid_to=date(2026, 3, 31),
    )  # fmt: skip
    apps.get_model("policies", "DataCategory").objects.using(ALIAS).create(
        code="special_care", name_ja="要配慮個人情報", name_en="Special care", sensitivity="special_care"
    )
    wordings = apps.get_model("policies", "ConsentWording").objects.using(ALIAS)
    shared = {"code": "TP", "scope": "third_party", "purpose": purpose, "text_ja": "同意します。"}
    wordings.create(**shared, version=1, recipient="白鷺信託株式会社", valid_from=date(2022, 4, 1))
    wordings.create(
        **shared, version=2, recipient="決済に関わる金融機関", valid_from=date(2024, 4, 1), valid_to=date(2026, 3, 31)
    )
    versions = apps.get_model("policies", "PolicyVersion").objects.using(ALIAS)
    for number, first in enumerate([date(2022, 4, 1), date(2024, 4, 1), None], 1):
        versions.create(number=number, content_sha256=f"{number:064}", loaded_at=LOADED, effective_from=first)


def days(apps: StateApps, model: str, order: str) -> list[tuple[str, date | None, date | None]]:
    """Stage and days of every row."""
    rows = apps.get_model("policies", model).objects.using(ALIAS).order_by(order)
    return list(rows.values_list("stage", "valid_from", "valid_to"))


def test_what_stood_becomes_the_first_versions_and_none_overlap(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), older_database(tmp_path, BEFORE) as older:
        fill(older)
        apps = migrated(AFTER)
        assert days(apps, "ConsentWording", "version") == [
            ("published", date(2022, 4, 1), date(2024, 4, 1)),
            ("published", date(2024, 4, 1), date(2026, 4, 1)),
        ]
        wordings = apps.get_model("policies", "ConsentWording").objects.using(ALIAS).order_by("version")
        assert list(wordings.values_list("recipients", flat=True)) == ["company", "class"]
        assert days(apps, "PurposeVersion", "valid_from") == [
            ("published", date(2022, 4, 1), date(2026, 4, 1)),
            ("published", date(2026, 4, 1), None),
        ]
        category = apps.get_model("policies", "CategoryVersion").objects.using(ALIAS).get()
        assert (category.sensitivity, category.law_sensitivity) == ("special_care", "special_care")
        assert days(apps, "PolicyVersion", "number") == [
            ("published", date(2022, 4, 1), date(2024, 4, 1)),
            ("published", date(2024, 4, 1), None),
            ("draft", None, None),
        ]
