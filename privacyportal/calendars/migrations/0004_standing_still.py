"""What was published stays as it was: the database refuses to change, delete or add to it."""

from django.db import migrations

from privacyportal.audit.standing_still import stands_still
from privacyportal.calendars.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("calendars", "0003_holiday_imports_and_withdrawn_drafts")]
    operations = [stands_still(*LASTING)]
