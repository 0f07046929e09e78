"""What other rows of a case forbid is refused by the database, too."""

from django.db import migrations

from cases.joins import JOINS
from privacyportal.audit.joining import refuse_joins


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0002_erasure"),
        ("cases", "0014_routing_days"),
        ("consents", "0010_erasable_persons"),
    ]
    operations = [refuse_joins(*JOINS)]
