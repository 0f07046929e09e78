"""A mapping is to a section of its own version, and a review item is settled once: held by the database."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from privacyportal.policies.joins import JOINS


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_training_and_numbers")]
    operations = [refuse_joins(*JOINS)]
