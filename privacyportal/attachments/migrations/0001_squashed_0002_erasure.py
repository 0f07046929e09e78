"""The tables of attachments as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
import privacyportal.attachments.models
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables
from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    replaces = [
        ('attachments', '0001_initial'),
        ('attachments', '0002_erasure'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('erasure', '0002_decisions'),
        ('references', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(blank=True, max_length=40, verbose_name='belongs to')),
                        ('file', models.FileField(max_length=120, upload_to=privacyportal.attachments.models.storage_path, verbose_name='file')),
                        ('name', models.CharField(max_length=200, verbose_name='file name')),
                        ('content_type', models.CharField(max_length=100, verbose_name='kind of file')),
                        ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                        ('sha256', models.CharField(max_length=64, verbose_name='fingerprint (SHA-256)')),
                        ('restricted', models.BooleanField(default=False, verbose_name='restricted')),
                        ('uploaded_at', models.DateTimeField(verbose_name='added at')),
                        ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='references.reference', verbose_name='number')),
                        ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                        ('erasure', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure')),
                    ],
                    options={
                        'verbose_name': 'attachment',
                        'verbose_name_plural': 'attachments',
                        'indexes': [models.Index(fields=['reference', 'label'], name='attachment_by_record')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty'), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('file', ''), ('name', '')), _connector='OR'), name='attachment_erased_is_empty', violation_error_message='What was erased cannot be written again.')],
                    },
                ),
            ],
        ),
        append_only("attachments_attachment", allowed=Allowed("erasure_id", ("file", "name"))),
    ]
