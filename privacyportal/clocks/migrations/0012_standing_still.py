"""What was published stays as it was: the database refuses to change or delete it."""

from django.db import migrations

from privacyportal.clocks.plan.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("clocks", "0011_reminder_limits_are_thresholds")]
    operations = [stands_still(*LASTING)]
