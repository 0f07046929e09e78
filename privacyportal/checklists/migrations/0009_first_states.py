"""Assessments, findings and actions begin in their first state and are decided on one step after the other."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from privacyportal.checklists.joins import JOINS


class Migration(migrations.Migration):
    dependencies = [("checklists", "0008_standing_still")]
    operations = [refuse_joins(*JOINS)]
