"""Who reported a corrective action as done: that person does not verify it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checklists", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="correctiveaction",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reported as done by",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctiveaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("verified_by__isnull", True))
                | models.Q(("done_by__isnull", True))
                | ~models.Q(("verified_by", models.F("done_by"))),
                name="action_reporter_verifies_not",
                violation_error_message="A corrective action is verified by a second person.",
            ),
        ),
    ]
