"""To what was published nothing is added; it ends and is withdrawn as the version after it says."""

from django.db import migrations

from privacyportal.audit.standing_still import stands_still
from vendors.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("vendors", "0017_as_announced")]
    operations = [stands_still(*LASTING)]
