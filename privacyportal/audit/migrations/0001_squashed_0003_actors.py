"""The tables of audit as they are, from nothing at once (docs/decisions/0011)."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables
from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
        ('audit', '0002_refuse_replacement'),
        ('audit', '0003_actors'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='AuditHead',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ('sequence', models.BigIntegerField(default=0)),
                        ('entry_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_head_is_single')],
                    },
                ),
                migrations.CreateModel(
                    name='AuditEntry',
                    fields=[
                        ('sequence', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='sequence')),
                        ('at', models.DateTimeField(db_index=True, verbose_name='date and time')),
                        ('actor_name', models.CharField(blank=True, max_length=150, verbose_name='done by (name)')),
                        ('action', models.CharField(db_index=True, max_length=80, verbose_name='action')),
                        ('reference', models.CharField(blank=True, max_length=40, verbose_name='number')),
                        ('model', models.CharField(blank=True, max_length=80, verbose_name='kind of record')),
                        ('object_pk', models.CharField(blank=True, max_length=40, verbose_name='record')),
                        ('changes', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='what')),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('section', models.CharField(blank=True, max_length=20, verbose_name='policy section')),
                        ('previous_hash', models.CharField(max_length=64, verbose_name='hash of the entry before')),
                        ('entry_hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                        ('acting_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='for')),
                        ('acting_for_name', models.CharField(blank=True, max_length=150, verbose_name='for (name)')),
                        ('actor_kind', models.CharField(blank=True, max_length=10, verbose_name='what they are')),
                    ],
                    options={
                        'verbose_name': 'audit entry',
                        'verbose_name_plural': 'audit trail',
                        'indexes': [models.Index(fields=['reference', 'sequence'], name='audit_by_reference'), models.Index(fields=['actor', 'sequence'], name='audit_by_actor')],
                    },
                ),
                migrations.CreateModel(
                    name='RefusedAttempt',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'refused attempt',
                        'verbose_name_plural': 'refused attempts',
                        'proxy': True,
                    },
                    bases=('audit.auditentry',),
                ),
            ],
        ),
        append_only("audit_auditentry"),
    ]
