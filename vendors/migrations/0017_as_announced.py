"""A joint use stays as it was announced and a contract is renewed to a later day, whatever door it comes by."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from vendors.joins import AS_ANNOUNCED, RENEWED


class Migration(migrations.Migration):
    dependencies = [("vendors", "0016_abroad_on_a_ground")]
    operations = [refuse_joins(*AS_ANNOUNCED, *RENEWED)]
