"""Who sends back says why, and only what is signed off or verified names who did it: held by the database."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from privacyportal.audit.triggers import append_only, remove

VERDICTS = {"ActionVerdict": "checklists_actionverdict", "SubmissionVerdict": "checklists_submissionverdict"}


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name a reason that nobody wrote; take a name off what is not signed off or verified."""
    alias = schema_editor.connection.alias
    for model, table in VERDICTS.items():
        remove(schema_editor.connection, table)
        apps.get_model("checklists", model).objects.using(alias).filter(taken=False, note="").update(
            note="（理由の記録なし）"
        )
    assessments = apps.get_model("checklists", "Assessment").objects.using(alias)
    assessments.exclude(status="signed_off").update(signed_off_by=None)
    actions = apps.get_model("checklists", "CorrectiveAction").objects.using(alias)
    actions.exclude(status="verified").update(verified_at=None, verified_by=None)
    # What PostgreSQL still has to check stands in the way of altering the table.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0005_template_versions'),
        ('references', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='assessment',
            name='assessment_signed_off_by_someone',
        ),
        migrations.RemoveConstraint(
            model_name='correctiveaction',
            name='action_verified_by_someone',
        ),
        migrations.AddConstraint(
            model_name='actionverdict',
            constraint=models.CheckConstraint(condition=models.Q(('taken', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='action_verdict_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False), ('status', 'signed_off')), models.Q(models.Q(('status', 'signed_off'), _negated=True), ('signed_off_at__isnull', True), ('signed_off_by__isnull', True)), _connector='OR'), name='assessment_signed_off_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='correctiveaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), ('verified_at__isnull', False), ('verified_by__isnull', False)), models.Q(models.Q(('status', 'verified'), _negated=True), ('verified_at__isnull', True), ('verified_by__isnull', True)), _connector='OR'), name='action_verified_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='submissionverdict',
            constraint=models.CheckConstraint(condition=models.Q(('taken', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='submission_verdict_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
        append_only(*VERDICTS.values()),
    ]
