"""Deputies stand in for a vendor's owner by date."""

from django.db import migrations
from django.db.models import F


def leave_to_the_owner(apps, schema_editor):
    """Take back what deputies held on vendors for good: an absence gives it, on its days."""
    held = apps.get_model("vendors", "VendorUserObjectPermission").objects
    held.exclude(user=F("content_object__owner")).delete()


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_ground_needs")]

    operations = [migrations.RunPython(leave_to_the_owner, migrations.RunPython.noop, elidable=True)]
