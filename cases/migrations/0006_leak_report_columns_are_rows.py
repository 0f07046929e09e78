"""What the reports of a leak said stands in rows of their own now, which nobody rewrites; deputies stand in by date."""

from django.db import migrations
from django.db.models import F

from privacyportal.audit.triggers import append_only


def leave_to_the_handler(apps, schema_editor):
    """Take back what deputies held on cases for good: an absence gives it, on its days."""
    held = apps.get_model("cases", "CaseUserObjectPermission").objects
    held.exclude(user=F("content_object__handler")).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_leak_filings_and_explanations")]

    operations = [
        migrations.RemoveConstraint(
            model_name="leakreport",
            name="leak_first_report_after_knowing",
        ),
        migrations.RemoveConstraint(
            model_name="leakreport",
            name="leak_final_report_after_knowing",
        ),
        migrations.RemoveField(
            model_name="leakreport",
            name="final_reported_at",
        ),
        migrations.RemoveField(
            model_name="leakreport",
            name="first_reported_at",
        ),
        migrations.RemoveField(
            model_name="leakreport",
            name="receipt_number",
        ),
        migrations.RemoveField(
            model_name="leakreport",
            name="reported_to",
        ),
        migrations.RunPython(leave_to_the_handler, migrations.RunPython.noop, elidable=True),
        append_only("cases_leakfiling"),
    ]
