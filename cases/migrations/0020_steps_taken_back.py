"""A step of a case goes where its import is undone, and not otherwise."""

from django.db import migrations

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_taken_back'),
        ('cases', '0019_duplicates'),
    ]

    operations = [
        append_only("cases_casestep"),
    ]
