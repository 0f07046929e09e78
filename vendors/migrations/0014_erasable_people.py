"""The people of vendors and partners can be erased; what a vendor may not become is refused by the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.joining import refuse_joins
from privacyportal.audit.rebuilding import keeping_triggers
from privacyportal.audit.sealing import stays_erased
from vendors.joins import JOINS


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_decisions'),
        ('attachments', '0002_erasure'),
        ('checklists', '0006_decisions'),
        ('erasure', '0002_decisions'),
        ('references', '0001_initial'),
        ('vendors', '0013_party_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name='vendor',
                name='erasure',
                field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
            ),
            migrations.AddField(
                model_name='jointusepartner',
                name='erasure',
                field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
            ),
            migrations.AddConstraint(
                model_name='vendor',
                constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('contact_email', ''), ('contact_name', ''), ('contact_telephone', ''), ('notes', '')), _connector='OR'), name='vendor_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
            ),
            migrations.AddConstraint(
                model_name='jointusepartner',
                constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('manager_name', ''), ('representative', '')), _connector='OR'), name='partner_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
            ),
        ),
        stays_erased("vendors_vendor", "vendors_jointusepartner"),
        refuse_joins(*JOINS),
    ]
