"""A vendor abroad becomes active on a ground of section 11, and keeps the ground's country, whatever door it comes by."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from vendors.joins import ABROAD


class Migration(migrations.Migration):
    dependencies = [("vendors", "0015_standing_still")]
    operations = [refuse_joins(*ABROAD)]
