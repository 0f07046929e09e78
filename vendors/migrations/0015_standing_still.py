"""What was published stays as it was: the database refuses to change or delete it."""

from django.db import migrations

from vendors.lasting import LASTING
from privacyportal.audit.standing_still import stands_still


class Migration(migrations.Migration):
    dependencies = [("vendors", "0014_erasable_people")]
    operations = [stands_still(*LASTING)]
