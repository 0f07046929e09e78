import django.db.models.deletion
import privacyportal.attachments.models
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('references', '0001_initial'),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'indexes': [models.Index(fields=['reference', 'label'], name='attachment_by_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty')],
            },
        ),
        append_only("attachments_attachment"),
    ]
