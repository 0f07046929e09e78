"""A consent goes where its import is undone, and not otherwise."""

from django.db import migrations

from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_taken_back'),
        ('consents', '0010_erasable_persons'),
    ]

    operations = [
        append_only("consents_consententry", allowed=Allowed("erasure_id", ("note",))),
    ]
