"""What the guards of cases refuse cannot be stored either."""

from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.sealing import stays_erased
from privacyportal.audit.triggers import Allowed, append_only


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
