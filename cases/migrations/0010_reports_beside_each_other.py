from django.db import migrations

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):
    """One preliminary and one final report a leak were read as one report a leak: the final one was refused."""

    dependencies = [("cases", "0009_erasure")]

    operations = [append_only("cases_leakfiling")]
