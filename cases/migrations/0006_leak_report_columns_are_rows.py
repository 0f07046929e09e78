"""What the reports of a leak said stands in their own rows now."""

from django.db import migrations


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
    ]
