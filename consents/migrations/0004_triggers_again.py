from django.db import migrations

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):
    """SQLite drops a table's triggers when it rebuilds it: the records of provisions were left without theirs."""

    dependencies = [("consents", "0003_what_a_record_needs")]

    operations = [append_only("consents_thirdpartyprovision")]
