"""To what was published nothing is added; it ends and is withdrawn as the version after it says."""

from django.db import migrations

from privacyportal.audit.standing_still import stands_still
from privacyportal.clocks.plan.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("clocks", "0012_standing_still")]
    operations = [stands_still(*LASTING)]
