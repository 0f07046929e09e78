"""What was published stays as it was: the database refuses to change or delete it."""

from django.db import migrations

from privacyportal.policies.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("policies", "0007_joins")]
    operations = [stands_still(*LASTING)]
