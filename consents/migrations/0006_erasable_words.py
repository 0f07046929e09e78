"""Free text of consents and provisions can be erased: the one change that their triggers allow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0005_systems_of_countries'),
        ('erasure', '0002_decisions'),
        ('policies', '0005_one_version_a_day'),
        ('references', '0001_initial'),
        ('vendors', '0008_countries_without_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='thirdpartyprovision',
            name='provision_d_has_both_limbs',
        ),
        migrations.RemoveConstraint(
            model_name='thirdpartyprovision',
            name='provision_f_h_have_facts',
        ),
        migrations.RemoveConstraint(
            model_name='thirdpartyprovision',
            name='provision_says_whose_data',
        ),
        migrations.RemoveConstraint(
            model_name='thirdpartyprovision',
            name='provision_exception_has_reason',
        ),
        migrations.AddField(
            model_name='consententry',
            name='erasure',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
        ),
        migrations.AddField(
            model_name='thirdpartyprovision',
            name='erasure',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
        ),
        migrations.AddConstraint(
            model_name='consententry',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), ('note', ''), _connector='OR'), name='consent_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('consent_difficulty', ''), ('facts', ''), ('sensitive_reason', ''), ('subjects', '')), _connector='OR'), name='provision_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(('sensitive_exception', ''), models.Q(('sensitive_reason', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_exception_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'd'), _negated=True), models.Q(models.Q(('facts', ''), _negated=True), models.Q(('consent_difficulty', ''), _negated=True)), ('erasure__isnull', False), _connector='OR'), name='provision_d_has_both_limbs'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['f', 'h']), _negated=True), models.Q(('facts', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_f_h_have_facts'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(('data_subject__isnull', False), models.Q(('subjects', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_says_whose_data'),
        ),
        append_only("consents_consententry", allowed=Allowed("erasure_id", ("note",))),
        append_only(
            "consents_thirdpartyprovision",
            allowed=Allowed("erasure_id", ("subjects", "facts", "consent_difficulty", "sensitive_reason")),
        ),
    ]
