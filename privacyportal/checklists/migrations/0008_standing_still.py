"""What was published stays as it was: the database refuses to change or delete it."""

from django.db import migrations

from privacyportal.checklists.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("checklists", "0007_joins")]
    operations = [stands_still(*LASTING)]
