"""The tables of erasure as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables
from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    replaces = [
        ('erasure', '0001_initial'),
        ('erasure', '0002_decisions'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('references', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model', models.CharField(max_length=80, verbose_name='kind of record')),
                        ('object_pk', models.CharField(max_length=40, verbose_name='record')),
                        ('rule', models.CharField(choices=[('identity', 'identity documents of an ended request (policy section 4, Article 22)'), ('not_needed', 'no longer needed (Article 22)'), ('requested', 'erasure requested by the person (Article 35)'), ('forbidden', 'must not be kept (My Number Act, Article 20)'), ('mistaken', 'recorded by mistake')], max_length=12, verbose_name='rule of erasure')),
                        ('reason', models.CharField(max_length=500, verbose_name='reason')),
                        ('sha256', models.CharField(max_length=64, verbose_name='fingerprint of what it was (SHA-256)')),
                        ('erased_at', models.DateTimeField(verbose_name='erased at')),
                        ('path', models.CharField(blank=True, editable=False, max_length=120, verbose_name='file still to be removed')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='nothing left since')),
                        ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                        ('erased_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erased by')),
                        ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='references.reference', verbose_name='number')),
                    ],
                    options={
                        'verbose_name': 'erasure',
                        'verbose_name_plural': 'erasures',
                        'indexes': [models.Index(fields=['-erased_at'], name='erasure_by_time')],
                        'constraints': [models.UniqueConstraint(fields=('model', 'object_pk'), name='erasure_once_a_row'), models.CheckConstraint(condition=models.Q(('erased_by', models.F('checked_by')), _negated=True), name='erasure_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('rule__in', ['identity', 'not_needed', 'requested', 'forbidden', 'mistaken'])), name='erasure_has_a_reason'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), models.Q(('finished_at__gte', models.F('erased_at')), ('path', '')), _connector='OR'), name='erasure_finished_leaves_no_file')],
                    },
                ),
                migrations.CreateModel(
                    name='ErasureProposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model', models.CharField(max_length=80, verbose_name='kind of record')),
                        ('object_pk', models.CharField(max_length=40, verbose_name='record')),
                        ('rule', models.CharField(choices=[('identity', 'identity documents of an ended request (policy section 4, Article 22)'), ('not_needed', 'no longer needed (Article 22)'), ('requested', 'erasure requested by the person (Article 35)'), ('forbidden', 'must not be kept (My Number Act, Article 20)'), ('mistaken', 'recorded by mistake')], max_length=12, verbose_name='rule of erasure')),
                        ('reason', models.CharField(max_length=500, verbose_name='reason')),
                        ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                        ('decision', models.CharField(choices=[('pending', 'awaiting a second person'), ('approved', 'content erased'), ('refused', 'erasure refused')], default='pending', max_length=10, verbose_name='decision')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                        ('decision_reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the decision')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('erasure', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='erasure.erasure', verbose_name='erasure')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='references.reference', verbose_name='number')),
                    ],
                    options={
                        'verbose_name': 'proposal to erase',
                        'verbose_name_plural': 'proposals to erase',
                        'permissions': [('propose_erasure', 'Can propose that content is erased'), ('approve_erasure', 'Can approve that content is erased')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('decision', 'pending')), fields=('model', 'object_pk'), name='erasure_proposed_once'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='erasure_proposal_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', 'pending'), ('erasure__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision', 'approved'), ('erasure__isnull', False)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision', 'refused'), ('erasure__isnull', True)), _connector='OR'), name='erasure_approved_is_done'), models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['refused']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='erasure_proposal_sent_back_has_reason', violation_error_message='A refusal has its reason.')],
                    },
                ),
            ],
        ),
        append_only("erasure_erasure", allowed=Allowed("finished_at", ("path",))),
    ]
