"""A company that has ceased does not become active, whatever door it comes by."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from vendors.joins import TRADING


class Migration(migrations.Migration):
    dependencies = [("vendors", "0018_nothing_is_added")]
    operations = [refuse_joins(*TRADING)]
