"""The firm's limits for reminders, one row edited in place until now, become the first dated versions of figures."""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

# What a figure can hold; the fields of before held more.
LARGEST = Decimal(99_999_999)


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep what the firm has set, since ever."""
    alias = schema_editor.connection.alias
    row = apps.get_model("clocks", "ReminderSettings").objects.using(alias).first()
    if row is None:
        return
    figures = {
        "clocks.brake_total": row.brake_total,
        "clocks.brake_per_person": row.brake_per_person,
        "clocks.may_decline_warnings": int(row.may_decline_warnings),
    }
    thresholds = apps.get_model("clocks", "Threshold").objects.using(alias)
    for code, value in figures.items():
        thresholds.create(
            code=code,
            value=min(Decimal(value), LARGEST),
            source="通知の設定から引き継ぎ",
            stage="published",
            valid_from=date(1970, 1, 1),
            published_at=timezone.now(),
        )


class Migration(migrations.Migration):

    dependencies = [
        ("clocks", "0010_thresholds"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="ReminderSettings"),
    ]
