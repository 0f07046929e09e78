"""To what was published nothing is added; it ends and is withdrawn as the version after it says."""

from django.db import migrations

from cases.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_decided_by_two")]
    operations = [stands_still(*LASTING)]
