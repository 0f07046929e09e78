"""What stood in purposes, categories, wordings and policy versions becomes their first dated versions.

Nothing is lost: wordings keep text and version, and whoever decided on one still has decided on it. Where two wordings
of a code, or two versions of the policy, were in force on one day, the earlier one ends where the later one begins.
"""

import re
from datetime import date, timedelta

from django.db import migrations

ALWAYS = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
UNNAMED = "（旧文言に記載なし）"
BY_LAW = {
    "special_care": "special_care",
    "sensitive": "sensitive",
    "individual_number": "individual_number",
}
COMPANY = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\b(Inc|LLC|Ltd|Corp|GmbH|PLC|Co)\b")
MANY = re.compile(r"等|各社|に関わる|所在の|グループ会社|共催者|その他")


def names_a_company(recipient):
    return bool(COMPANY.search(recipient)) and not MANY.search(recipient)


def rows_of(apps, schema_editor, model):
    return apps.get_model("policies", model).objects.using(schema_editor.connection.alias)


def wordings(apps, schema_editor):
    stored = rows_of(apps, schema_editor, "ConsentWording")
    before = None
    for row in stored.order_by("code", "valid_from", "version"):
        row.stage = "published"
        row.valid_to = row.valid_to + ONE_DAY if row.valid_to else None
        if row.scope != "use":
            row.recipient = row.recipient or UNNAMED
            row.recipients = "company" if names_a_company(row.recipient) else "class"
        if before is not None and before.code == row.code:
            row.valid_from = max(row.valid_from, before.valid_from + ONE_DAY)
            if row.valid_to is not None:
                row.valid_to = max(row.valid_to, row.valid_from + ONE_DAY)
            if before.valid_to is None or before.valid_to > row.valid_from:
                stored.filter(pk=before.pk).update(valid_to=row.valid_from)
        row.save()
        before = row


def purposes(apps, schema_editor):
    versions = rows_of(apps, schema_editor, "PurposeVersion")
    for row in rows_of(apps, schema_editor, "PurposeOfUse").all():
        text = {
            "code": row.code, "kind": row.kind, "clause": row.clause, "name_ja": row.name_ja, "name_en": row.name_en
        }
        end = row.valid_to + ONE_DAY if row.valid_to else None
        versions.create(
            **text, purpose=row, stage="published", valid_from=row.valid_from, valid_to=end
        )
        if end:
            versions.create(**text, purpose=row, stage="published", valid_from=end, is_end=True)


def categories(apps, schema_editor):
    versions = rows_of(apps, schema_editor, "CategoryVersion")
    for row in rows_of(apps, schema_editor, "DataCategory").all():
        text = {
            "code": row.code, "sensitivity": row.sensitivity, "name_ja": row.name_ja, "name_en": row.name_en
        }
        by_law = BY_LAW.get(row.sensitivity, "")
        versions.create(
            **text, category=row, stage="published", valid_from=ALWAYS, law_sensitivity=by_law
        )


def policy(apps, schema_editor):
    stored = rows_of(apps, schema_editor, "PolicyVersion")
    before = None
    for row in stored.order_by("valid_from", "number"):
        row.drafted_at, row.drafted_by = row.loaded_at, row.loaded_by
        if row.valid_from is None:
            row.valid_to = None
        elif row.valid_to is not None and row.valid_to <= row.valid_from:
            row.stage, row.valid_to = "withdrawn", None
        else:
            row.stage = "published"
            close(stored, before, row)
            before = row
        row.save()


def close(stored, before, row):
    """End the version before where this one begins; of two of one day the newer one holds."""
    if before is None:
        return
    if before.valid_from == row.valid_from:
        stored.filter(pk=before.pk).update(stage="withdrawn", valid_to=None)
    elif before.valid_to is None or before.valid_to > row.valid_from:
        stored.filter(pk=before.pk).update(valid_to=row.valid_from)


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_versions")]

    operations = [
        migrations.RunPython(wordings, migrations.RunPython.noop),
        migrations.RunPython(purposes, migrations.RunPython.noop),
        migrations.RunPython(categories, migrations.RunPython.noop),
        migrations.RunPython(policy, migrations.RunPython.noop),
    ]
