"""An import can be undone: what it made is noted, and who undid it, when and why stays with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.joining import refuse_joins
from privacyportal.audit.triggers import append_only
from privacyportal.backoffice.joins import JOINS


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_taken_back'),
        ('backoffice', '0006_saved_views'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportMade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=80)),
                ('first_key', models.BigIntegerField()),
                ('last_key', models.BigIntegerField()),
                ('until', models.BigIntegerField()),
                ('is_changed', models.BooleanField(default=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='made', to='backoffice.importrun')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['table_name', 'last_key', 'first_key'], name='import_made_by_row')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='importrun',
            name='one_import_of_a_kind_at_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='importrun',
            name='import_finished_at_with_end',
        ),
        migrations.AddField(
            model_name='importrun',
            name='undo_approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undoing approved by'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='undo_asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undoing asked for by'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='undo_found',
            field=models.JSONField(blank=True, default=list, verbose_name='what was built on it'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='undo_reason',
            field=models.TextField(blank=True, verbose_name='reason for undoing'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='undone at'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='status',
            field=models.CharField(choices=[('matching', 'columns are being matched'), ('proposed', 'waiting for a second person'), ('waiting', 'waiting for a worker'), ('running', 'being imported'), ('finished', 'import ended'), ('refused', 'file refused'), ('failed', 'import interrupted'), ('undo_asked', 'undoing waits for a second person'), ('undoing', 'being undone'), ('undone', 'undone')], default='waiting', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.UniqueConstraint(condition=models.Q(('dry_run', False), ('status__in', ['running', 'undoing'])), fields=('kind',), name='one_import_of_a_kind_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('status__in', ['matching', 'proposed', 'waiting', 'running'])), models.Q(('finished_at__isnull', False), ('status__in', ['finished', 'refused', 'failed', 'undo_asked', 'undoing', 'undone'])), _connector='OR'), name='import_finished_at_with_end'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'undone'), ('undone_at__isnull', False), models.Q(('undo_reason', ''), _negated=True)), models.Q(models.Q(('status', 'undone'), _negated=True), ('undone_at__isnull', True)), _connector='OR'), name='import_undone_with_day_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('as_history', True), ('status', 'undone'), _negated=True), models.Q(('undo_approved_by__isnull', False), ('undo_asked_by__isnull', False), models.Q(('undo_asked_by', models.F('undo_approved_by')), _negated=True)), _connector='OR'), name='import_of_history_undone_by_two', violation_error_message='History is undone by two persons.'),
        ),
        append_only("backoffice_importmade"),
        refuse_joins(*JOINS),
    ]
