"""To what was published nothing is added; it ends and is withdrawn as the version after it says."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from privacyportal.audit.standing_still import stands_still
from privacyportal.policies.joins import PUBLISHING
from privacyportal.policies.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("policies", "0008_standing_still")]
    operations = [refuse_joins(*PUBLISHING), stands_still(*LASTING)]
