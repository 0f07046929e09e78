"""What the guards of cases refuse cannot be stored either. What was stored before is put right first."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

from privacyportal.audit.sealing import stays_erased
from privacyportal.audit.triggers import Allowed, append_only, remove

# The outcome of the one kind that says the same as one of the other.
SAME = {
    "complaint": {
        "disclosed": "upheld", "partly_disclosed": "partly", "not_disclosed": "not_upheld", "no_such_data": "not_upheld"
    },
    "disclosure": {"upheld": "disclosed", "partly": "partly_disclosed", "not_upheld": "not_disclosed"},
}
RECORDED = {"Correspondence": "happened_at", "IdentityDisposal": "disposed_at", "LeakFiling": "reported_at"}


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name outcomes as their kind does; what is dated after it was recorded had happened by then at the latest."""
    alias = schema_editor.connection.alias
    cases = apps.get_model("cases", "Case").objects.using(alias)
    for kind, same in SAME.items():
        for outcome, becomes in same.items():
            cases.filter(kind=kind, outcome=outcome).update(outcome=becomes)
    for name, moment in RECORDED.items():
        model = apps.get_model("cases", name)
        remove(schema_editor.connection, model._meta.db_table)
        ahead = model.objects.using(alias).filter(**{f"{moment}__gt": F("recorded_at")})
        if name == "LeakFiling":
            ahead.filter(known_at__gt=F("recorded_at")).update(known_at=F("recorded_at"))
        ahead.update(**{moment: F("recorded_at")})
    # What PostgreSQL still has to check stands in the way of altering the table.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_persons_and_requests'),
        ('cases', '0012_erasable_words'),
        ('consents', '0004_triggers_again'),
        ('erasure', '0001_initial'),
        ('policies', '0005_one_version_a_day'),
        ('references', '0001_initial'),
        ('vendors', '0006_deputies_by_date'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), models.Q(('kind', 'complaint'), ('outcome__in', ('upheld', 'partly', 'not_upheld'))), models.Q(('kind', 'disclosure'), ('outcome__in', ('disclosed', 'partly_disclosed', 'not_disclosed', 'no_such_data'))), _connector='OR'), name='case_outcome_of_its_kind', violation_error_message='The outcome belongs to another kind of case.'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('happened_at'))), name='correspondence_recorded_when_it_happened', violation_error_message='What is said or sent is recorded when it has happened.'),
        ),
        migrations.AddConstraint(
            model_name='identitydisposal',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('disposed_at'))), name='identity_disposal_recorded_when_done', violation_error_message='A disposal is recorded when it has been done.'),
        ),
        migrations.AddConstraint(
            model_name='leakfiling',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__isnull', True), ('recorded_at__gte', models.F('reported_at')), _connector='OR'), name='leak_filing_recorded_when_made', violation_error_message='A report is recorded when it has been made.'),
        ),
        migrations.AlterConstraint(
            model_name='case',
            name='case_received_before_registered',
            constraint=models.CheckConstraint(condition=models.Q(('registered_at__gte', models.F('received_at'))), name='case_received_before_registered', violation_error_message='A case is registered when it has been received.'),
        ),
        migrations.AlterConstraint(
            model_name='identitydisposal',
            name='identity_disposal_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('disposed_by__isnull', True), models.Q(('disposed_by', models.F('checked_by')), _negated=True), _connector='OR'), name='identity_disposal_four_eyes', violation_error_message='Another person than who disposed of the documents checks it.'),
        ),
        append_only("cases_leakfiling", "cases_identitydisposal"),
        append_only("cases_correspondence", allowed=Allowed("erasure_id", ("counterparty", "text"))),
        stays_erased("cases_case"),
    ]
