"""To what was published nothing is added; it ends and is withdrawn as the version after it says."""

from django.db import migrations

from privacyportal.audit.standing_still import stands_still
from privacyportal.checklists.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("checklists", "0009_first_states")]
    operations = [stands_still(*LASTING)]
