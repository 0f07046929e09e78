from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from vendors.joins import ON_DATA


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0005_one_version_a_day"),
        ("vendors", "0011_number_permissions"),
    ]
    operations = [refuse_joins(*ON_DATA)]
