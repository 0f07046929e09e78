"""The tables of backoffice as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
import privacyportal.backoffice.models
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('backoffice', '0001_initial'),
        ('backoffice', '0002_history'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('references', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20, verbose_name='kind of record')),
                        ('mapping_name', models.CharField(max_length=100, verbose_name='mapping')),
                        ('file_name', models.CharField(max_length=255, verbose_name='name of the file')),
                        ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                        ('upload', models.FileField(blank=True, max_length=400, upload_to=privacyportal.backoffice.models._private_path, verbose_name='uploaded file')),
                        ('dry_run', models.BooleanField(default=False, verbose_name='dry run')),
                        ('status', models.CharField(choices=[('proposed', 'waiting for a second person'), ('waiting', 'waiting for a worker'), ('running', 'being imported'), ('finished', 'import ended'), ('refused', 'file refused'), ('failed', 'import interrupted')], default='waiting', max_length=10, verbose_name='state')),
                        ('rows_total', models.PositiveIntegerField(default=0, verbose_name='rows in the file')),
                        ('rows_done', models.PositiveIntegerField(default=0, verbose_name='rows done')),
                        ('created', models.PositiveIntegerField(default=0, verbose_name='created')),
                        ('updated', models.PositiveIntegerField(default=0, verbose_name='updated')),
                        ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                        ('rejected', models.PositiveIntegerField(default=0, verbose_name='rejected')),
                        ('superseded', models.PositiveIntegerField(default=0, verbose_name='replaced by a later row')),
                        ('rejected_file', models.FileField(blank=True, max_length=400, upload_to=privacyportal.backoffice.models._private_path, verbose_name='rejected rows')),
                        ('message', models.TextField(blank=True, verbose_name='result in words')),
                        ('created_at', models.DateTimeField(verbose_name='registered at')),
                        ('worker', models.CharField(blank=True, max_length=120, verbose_name='host and process')),
                        ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                        ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                        ('as_history', models.BooleanField(default=False, verbose_name='as history')),
                    ],
                    options={
                        'verbose_name': 'import',
                        'verbose_name_plural': 'imports',
                        'permissions': [('import_records', 'Can import records'), ('export_records', 'Can export lists')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('dry_run', False), ('status', 'running')), fields=('kind',), name='one_import_of_a_kind_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('status__in', ['proposed', 'waiting', 'running'])), models.Q(('finished_at__isnull', False), ('status__in', ['finished', 'refused', 'failed'])), _connector='OR'), name='import_finished_at_with_end'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', True), ('as_history', False)), ('status__in', ['proposed', 'refused']), models.Q(('approved_by__isnull', False), ('started_by__isnull', False), models.Q(('approved_by', models.F('started_by')), _negated=True)), _connector='OR'), name='import_of_history_by_two', violation_error_message='History comes in by two persons.')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportedRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('source', models.CharField(max_length=60)),
                        ('key', models.CharField(max_length=120)),
                        ('digest', models.CharField(max_length=32)),
                        ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_rows', to='references.reference')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='backoffice.importrun')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'source', 'key'), name='imported_row_once')],
                    },
                ),
            ],
        ),
    ]
