"""What was assumed of a checklist's file stays with its version."""

from django.db import migrations, models

from privacyportal.audit.rebuilding import keeping_triggers
from privacyportal.audit.standing_still import stands_still
from privacyportal.checklists.lasting import LASTING


class Migration(migrations.Migration):
    dependencies = [("checklists", "0010_nothing_is_added")]
    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name="checklisttemplate",
                name="remarks",
                field=models.JSONField(blank=True, default=list, verbose_name="what was assumed and left out"),
            )
        ),
        stands_still(*LASTING),
    ]
