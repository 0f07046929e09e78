"""A refusal has its reason: held by the database."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name a reason that nobody wrote."""
    rows = apps.get_model("erasure", "ErasureProposal").objects.using(schema_editor.connection.alias)
    rows.filter(decision="refused", decision_reason="").update(decision_reason="（理由の記録なし）")
    # What PostgreSQL still has to check stands in the way of altering the table.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('erasure', '0001_initial'),
        ('references', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='erasureproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['refused']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='erasure_proposal_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
    ]
