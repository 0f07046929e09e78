"""The database holds what the guards say of dates, and that one ground abroad stands for each party."""

from django.db import migrations, models
from django.db.models import F, Q

ANOTHER_GROUND = "Another ground is in force for this party in that time."


class Migration(migrations.Migration):
    dependencies = [("vendors", "0002_evidence")]

    operations = [
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=Q(("terminated_on__isnull", True), ("ends_on__isnull", True), _connector="OR")
                | Q(("terminated_on__lte", F("ends_on"))),
                name="entrustment_ends_early",
            ),
        ),
        migrations.AddConstraint(
            model_name="foreignground",
            constraint=models.CheckConstraint(
                condition=Q(("valid_to__isnull", True), ("valid_to__gte", F("valid_from")), _connector="OR"),
                name="foreign_ground_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="foreignground",
            constraint=models.UniqueConstraint(
                condition=Q(("stopped_on__isnull", True), ("valid_to__isnull", True)),
                fields=("vendor",),
                name="foreign_ground_one_standing_vendor",
                violation_error_message=ANOTHER_GROUND,
            ),
        ),
        migrations.AddConstraint(
            model_name="foreignground",
            constraint=models.UniqueConstraint(
                condition=Q(("stopped_on__isnull", True), ("valid_to__isnull", True)),
                fields=("partner",),
                name="foreign_ground_one_standing_partner",
                violation_error_message=ANOTHER_GROUND,
            ),
        ),
        migrations.AddConstraint(
            model_name="jointusearrangement",
            constraint=models.CheckConstraint(
                condition=Q(("kind__in", ["group", "seminar"])), name="arrangement_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointusearrangement",
            constraint=models.CheckConstraint(
                condition=Q(("published_on__isnull", True), ("published_on__lte", F("starts_on")), _connector="OR"),
                name="arrangement_announced_beforehand",
                violation_error_message="It would be announced only after its start.",
            ),
        ),
    ]
