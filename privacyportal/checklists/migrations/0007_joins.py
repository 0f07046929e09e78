"""What answers, findings and actions forbid each other is refused by the database, too."""

from django.db import migrations

from privacyportal.audit.joining import refuse_joins
from privacyportal.checklists.joins import JOINS


class Migration(migrations.Migration):
    dependencies = [("checklists", "0006_decisions")]
    operations = [refuse_joins(*JOINS)]
