"""A refusal has its reason: held by the database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name a reason that nobody wrote."""
    rows = apps.get_model("accounts", "AccountRequest").objects.using(schema_editor.connection.alias)
    rows.filter(decision="refused", decision_reason="").update(decision_reason="（理由の記録なし）")
    # What PostgreSQL still has to check stands in the way of altering the table.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_persons_and_requests'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='accountrequest',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['pending', 'agreed', 'refused'])), name='account_request_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='accountrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['refused']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='account_request_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
    ]
