"""Persons can be erased; items that no provision may have, and rows about an erased person, are refused by the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consents.joins import JOINS
from privacyportal.audit.joining import refuse_joins
from privacyportal.audit.sealing import stays_erased
from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0009_keeping_of_continued_records'),
        ('erasure', '0002_decisions'),
        ('policies', '0006_training_and_numbers'),
        ('references', '0001_initial'),
        ('vendors', '0014_erasable_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='datasubject',
            name='erasure',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
        ),
        migrations.AddConstraint(
            model_name='datasubject',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('address', ''), ('customer_number__isnull', True), ('email', ''), ('kana', ''), ('name', ''), ('telephone', '')), _connector='OR'), name='person_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
        ),
        migrations.AddConstraint(
            model_name='thirdpartyprovision',
            constraint=models.CheckConstraint(condition=models.Q(('edition', 1), models.Q(('recipient_name', ''), _negated=True), _connector='OR'), name='provision_names_recipient'),
        ),
        stays_erased("consents_datasubject"),
        append_only(
            "consents_thirdpartyprovision",
            allowed=Allowed("erasure_id", ("subjects", "facts", "consent_difficulty", "sensitive_reason")),
        ),
        refuse_joins(*JOINS),
    ]
