"""What a case is about can be erased; what is erased of a case stays so."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.sealing import stays_erased


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_decisions'),
        ('cases', '0011_decisions'),
        ('consents', '0005_systems_of_countries'),
        ('erasure', '0002_decisions'),
        ('policies', '0005_one_version_a_day'),
        ('references', '0001_initial'),
        ('vendors', '0008_countries_without_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='erasure',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('description', ''), ('desired_remedy', ''), ('subject', '')), _connector='OR'), name='case_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
        ),
        stays_erased("cases_case", "cases_answerproposal", "cases_caseparty"),
    ]
