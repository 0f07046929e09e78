"""What was published stays as it was: the database refuses to change or delete it."""

from django.db import migrations

from cases.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_joins")]
    operations = [stands_still(*LASTING)]
