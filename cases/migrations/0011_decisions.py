"""Decisions say who, when and, refused, why: held by the database. What was stored without is told apart first."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

UNKNOWN = "（理由の記録なし）"


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name what is missing: a reason that nobody wrote, a decision that nobody made, a time before it was asked."""
    alias = schema_editor.connection.alias
    rows = {
        name: apps.get_model("cases", name).objects.using(alias)
        for name in ("AnswerProposal", "PromiseExtension", "Explanation", "CasePromise")
    }
    rows["AnswerProposal"].filter(decision="sent_back", decision_reason="", erasure=None).update(
        decision_reason=UNKNOWN
    )
    rows["PromiseExtension"].filter(decision="refused", decision_reason="").update(decision_reason=UNKNOWN)
    by_nobody = Q(decided_by=None) | Q(decided_at=None)
    rows["PromiseExtension"].exclude(decision="pending").filter(by_nobody).update(
        decision="pending", decided_by=None, decided_at=None
    )
    rows["PromiseExtension"].filter(decision="pending").update(decided_by=None, decided_at=None)
    for name, asked_at in (
        ("AnswerProposal", "proposed_at"),
        ("PromiseExtension", "asked_at"),
        ("Explanation", "drafted_at"),
    ):
        rows[name].filter(decided_at__lt=F(asked_at)).update(decided_at=F(asked_at))
    rows["CasePromise"].filter(kept_in=None).exclude(kept_at=None).update(kept_at=None)
    for promise in rows["CasePromise"].filter(kept_at=None).exclude(kept_in=None).select_related("kept_in"):
        rows["CasePromise"].filter(pk=promise.pk).update(kept_at=promise.kept_in.happened_at)
    # What PostgreSQL still has to check stands in the way of altering the table.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_reports_beside_each_other'),
        ('erasure', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='explanation',
            name='explanation_decided_has_approver',
        ),
        migrations.RemoveConstraint(
            model_name='explanation',
            name='explanation_sent_back_has_reason',
        ),
        migrations.AddConstraint(
            model_name='answerproposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('decided_at__gte', models.F('proposed_at')), _connector='OR'), name='proposal_decided_after_asked', violation_error_message='It is decided after it was asked for.'),
        ),
        migrations.AddConstraint(
            model_name='answerproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['sent_back']), _negated=True), models.Q(('decision_reason', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='proposal_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
        migrations.AddConstraint(
            model_name='casepromise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept_at__isnull', True), ('kept_in__isnull', True)), models.Q(('kept_at__isnull', False), ('kept_in__isnull', False)), _connector='OR'), name='promise_kept_by_a_letter', violation_error_message='A promise is kept by the letter that kept it, at its time.'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision__in', ('pending',))), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ['approved', 'sent_back'])), _connector='OR'), name='explanation_decided_has_approver', violation_error_message='A decision has its person and its time.'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('decided_at__gte', models.F('drafted_at')), _connector='OR'), name='explanation_decided_after_asked', violation_error_message='It is decided after it was asked for.'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['sent_back']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='explanation_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
        migrations.AddConstraint(
            model_name='promiseextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision__in', ('pending',))), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ['approved', 'refused'])), _connector='OR'), name='extension_decided_has_approver', violation_error_message='A decision has its person and its time.'),
        ),
        migrations.AddConstraint(
            model_name='promiseextension',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('decided_at__gte', models.F('asked_at')), _connector='OR'), name='extension_decided_after_asked', violation_error_message='It is decided after it was asked for.'),
        ),
        migrations.AddConstraint(
            model_name='promiseextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['refused']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='extension_sent_back_has_reason', violation_error_message='A refusal has its reason.'),
        ),
        migrations.AlterConstraint(
            model_name='answerproposal',
            name='proposal_decided_has_approver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision__in', ['pending', 'lapsed'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ['approved', 'sent_back'])), _connector='OR'), name='proposal_decided_has_approver', violation_error_message='A decision has its person and its time.'),
        ),
        migrations.AlterConstraint(
            model_name='answerproposal',
            name='proposal_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_four_eyes', violation_error_message='A second person decides.'),
        ),
        migrations.AlterConstraint(
            model_name='explanation',
            name='explanation_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='explanation_four_eyes', violation_error_message='A second person decides.'),
        ),
        migrations.AlterConstraint(
            model_name='promiseextension',
            name='extension_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='extension_four_eyes', violation_error_message='A second person decides.'),
        ),
    ]
