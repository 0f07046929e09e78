"""What the virus scanner said of each file."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attachments', '0002_erasure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'waiting for the virus scanner'), ('older', 'kept before it was scanned'), ('clean', 'nothing found'), ('quarantined', 'in quarantine'), ('released', 'released from quarantine')], default='waiting', max_length=12, verbose_name='state')),
                ('signature', models.CharField(blank=True, max_length=200, verbose_name='what was found')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='asked again at')),
                ('tries', models.PositiveIntegerField(default=0, verbose_name='tries in vain')),
                ('trouble', models.CharField(blank=True, max_length=200, verbose_name='why there is no verdict')),
                ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='scanned at')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released at')),
                ('release_reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the release')),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='scan', to='attachments.attachment', verbose_name='file')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='released by')),
            ],
            options={
                'verbose_name': 'virus scan',
                'verbose_name_plural': 'virus scans',
                'permissions': [('decide_quarantine', 'Can decide on files in quarantine')],
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='scan_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('scanned_at', None), ('status__in', ['waiting', 'older'])), models.Q(('scanned_at__isnull', False), ('status__in', ['clean', 'quarantined', 'released'])), _connector='OR'), name='scan_verdict_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['quarantined', 'released']), _negated=True), models.Q(('signature', ''), _negated=True), _connector='OR'), name='scan_quarantine_says_what_was_found'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('status', 'released'), models.Q(('release_reason', ''), _negated=True)), models.Q(models.Q(('status', 'released'), _negated=True), ('release_reason', ''), ('released_at', None), ('released_by', None)), _connector='OR'), name='scan_release_has_person_and_reason')],
            },
        ),
    ]
