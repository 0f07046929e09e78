"""What was assumed of a file of holidays stays with its import."""

from django.db import migrations, models

from privacyportal.audit.rebuilding import keeping_triggers
from privacyportal.audit.standing_still import stands_still
from privacyportal.calendars.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("calendars", "0004_standing_still")]
    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name="holidayimport",
                name="remarks",
                field=models.JSONField(blank=True, default=list, verbose_name="what was assumed and left out"),
            )
        ),
        stands_still(*LASTING),
    ]
