"""What a second person decides or a check finds is on record before a case says so, whatever door it comes by."""

from django.db import migrations

from cases.joins import DECIDED, KEPT
from privacyportal.audit.joining import refuse_joins


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_standing_still")]
    operations = [refuse_joins(*DECIDED, *KEPT)]
