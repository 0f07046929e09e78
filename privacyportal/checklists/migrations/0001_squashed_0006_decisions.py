"""The tables of checklists as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables
from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    replaces = [
        ('checklists', '0001_initial'),
        ('checklists', '0002_who_reported_an_action'),
        ('checklists', '0003_certainty_of_sources'),
        ('checklists', '0004_rounds'),
        ('checklists', '0005_template_versions'),
        ('checklists', '0006_decisions'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('references', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ChecklistTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=30, verbose_name='code')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                        ('name_ja', models.CharField(max_length=100, verbose_name='name in Japanese')),
                        ('name_en', models.CharField(max_length=100, verbose_name='name in English')),
                        ('content_sha256', models.CharField(max_length=64, verbose_name='fingerprint (SHA-256)')),
                        ('imported_at', models.DateTimeField(verbose_name='imported at')),
                        ('change_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for the change')),
                        ('drafted_at', models.DateTimeField(blank=True, null=True, verbose_name='drafted at')),
                        ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by')),
                        ('impact', models.TextField(blank=True, editable=False, verbose_name='effect as shown when it was published')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                        ('stage', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn draft')], default='draft', max_length=10, verbose_name='state')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until (exclusive)')),
                    ],
                    options={
                        'verbose_name': 'checklist template',
                        'verbose_name_plural': 'checklist templates',
                        'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='template_version_once'), models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='checklists_checklisttemplate_published_by_a_second_person', violation_error_message='A version is published by a second person.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='checklists_checklisttemplate_days_in_order', violation_error_message='A version ends after its first day.'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='checklists_checklisttemplate_drafts_are_not_published'), models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('code', 'valid_from'), name='checklists_template_once_a_day'), models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('code',), name='checklists_template_one_without_end'), models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('code',), name='checklists_template_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.')],
                    },
                ),
                migrations.CreateModel(
                    name='ChecklistItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                        ('code', models.CharField(max_length=20, verbose_name='code')),
                        ('category', models.CharField(max_length=30, verbose_name='category')),
                        ('text_ja', models.TextField(verbose_name='item in Japanese')),
                        ('text_en', models.TextField(verbose_name='item in English')),
                        ('evidence', models.CharField(blank=True, max_length=300, verbose_name='evidence')),
                        ('frequency', models.CharField(blank=True, max_length=60, verbose_name='frequency')),
                        ('weight', models.PositiveSmallIntegerField(verbose_name='weight')),
                        ('critical', models.BooleanField(default=False, verbose_name='critical item')),
                        ('applies_to', models.CharField(default='all', max_length=30, verbose_name='applies to')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='checklists.checklisttemplate', verbose_name='checklist template')),
                        ('certainty', models.CharField(choices=[('high', 'text read'), ('medium', 'by a second source only'), ('low', 'text not read yet')], default='high', max_length=6, verbose_name='how sure the source is')),
                    ],
                    options={
                        'verbose_name': 'checklist item',
                        'verbose_name_plural': 'checklist items',
                        'constraints': [models.UniqueConstraint(fields=('template', 'code'), name='item_code_once'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='item_has_weight')],
                    },
                ),
                migrations.CreateModel(
                    name='Assessment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('occasion', models.CharField(choices=[('onboarding', 'before the work starts'), ('periodic', 'periodic'), ('ad_hoc', 'ad hoc')], max_length=12, verbose_name='occasion')),
                        ('status', models.CharField(choices=[('draft', 'being answered'), ('submitted', 'awaiting sign-off'), ('signed_off', 'signed off')], default='draft', max_length=12, verbose_name='state')),
                        ('due_on', models.DateField(verbose_name='due on')),
                        ('started_at', models.DateTimeField(verbose_name='started at')),
                        ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                        ('signed_off_at', models.DateTimeField(blank=True, null=True, verbose_name='signed off at')),
                        ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, verbose_name='score')),
                        ('rating', models.CharField(blank=True, max_length=1, verbose_name='rating')),
                        ('outcome', models.CharField(blank=True, choices=[('fit', 'fit'), ('conditional', 'conditionally fit'), ('not_fit', 'not fit')], max_length=12, verbose_name='assessment outcome')),
                        ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
                        ('signed_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed off by')),
                        ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assessment started by')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='references.reference', verbose_name='about')),
                        ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                        ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='checklists.checklisttemplate', verbose_name='checklist template')),
                    ],
                    options={
                        'verbose_name': 'assessment',
                        'verbose_name_plural': 'assessments',
                        'permissions': [('answer_assessment', 'Can answer assessments'), ('sign_off_assessment', 'Can sign off assessments')],
                        'indexes': [models.Index(fields=['subject', '-started_at'], name='assessment_by_subject')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'signed_off'), _negated=True), fields=('subject', 'template'), name='assessment_one_open'), models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='assessment_submitted_by_someone'), models.CheckConstraint(condition=models.Q(('signed_off_by__isnull', True), models.Q(('signed_off_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='assessment_four_eyes', violation_error_message='An assessment is signed off by a second person.'), models.CheckConstraint(condition=models.Q(models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False), ('status', 'signed_off')), models.Q(models.Q(('status', 'signed_off'), _negated=True), ('signed_off_at__isnull', True), ('signed_off_by__isnull', True)), _connector='OR'), name='assessment_signed_off_by_someone')],
                    },
                ),
                migrations.CreateModel(
                    name='Finding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('severity', models.CharField(choices=[('critical', 'critical'), ('major', 'major'), ('minor', 'minor')], max_length=10, verbose_name='severity')),
                        ('description', models.TextField(verbose_name='description')),
                        ('status', models.CharField(choices=[('open', 'finding open'), ('closed', 'finding closed')], default='open', max_length=8, verbose_name='state')),
                        ('raised_at', models.DateTimeField(verbose_name='raised at')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='finding closed at')),
                        ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='checklists.assessment', verbose_name='assessment')),
                        ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='checklists.checklistitem', verbose_name='checklist item')),
                        ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='raised by')),
                        ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='references.reference', verbose_name='about')),
                        ('closed_reason', models.TextField(blank=True, verbose_name='why the finding was closed')),
                    ],
                    options={
                        'verbose_name': 'finding',
                        'verbose_name_plural': 'findings',
                        'indexes': [models.Index(fields=['subject', 'status'], name='finding_by_subject')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(('closed_at__isnull', True), ('status', 'open')), _connector='OR'), name='finding_closed_has_date')],
                    },
                ),
                migrations.CreateModel(
                    name='CorrectiveAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('description', models.TextField(verbose_name='corrective action')),
                        ('due_on', models.DateField(verbose_name='due on')),
                        ('status', models.CharField(choices=[('open', 'to do'), ('done', 'awaiting verification'), ('verified', 'verified')], default='open', max_length=8, verbose_name='state')),
                        ('added_at', models.DateTimeField(verbose_name='added at')),
                        ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                        ('result', models.TextField(blank=True, verbose_name='what was done')),
                        ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to=settings.AUTH_USER_MODEL, verbose_name='owner of the action')),
                        ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
                        ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by')),
                        ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='checklists.finding', verbose_name='finding')),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported as done by')),
                    ],
                    options={
                        'verbose_name': 'corrective action',
                        'verbose_name_plural': 'corrective actions',
                        'indexes': [models.Index(fields=['status', 'due_on'], name='action_by_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status', 'open'), ('done_at__isnull', False), _connector='OR'), name='action_done_has_date'), models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('owner')), _negated=True), _connector='OR'), name='action_four_eyes', violation_error_message='A corrective action is verified by a second person.'), models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), ('done_by__isnull', True), models.Q(('verified_by', models.F('done_by')), _negated=True), _connector='OR'), name='action_reporter_verifies_not', violation_error_message='A corrective action is verified by a second person.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), ('verified_at__isnull', False), ('verified_by__isnull', False)), models.Q(models.Q(('status', 'verified'), _negated=True), ('verified_at__isnull', True), ('verified_by__isnull', True)), _connector='OR'), name='action_verified_by_someone')],
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('result', models.CharField(choices=[('fit', 'fit'), ('partly', 'partly fit'), ('not_fit', 'not fit'), ('unconfirmed', 'not yet confirmed'), ('not_applicable', 'not applicable')], default='unconfirmed', max_length=16, verbose_name='result')),
                        ('note', models.TextField(blank=True, verbose_name='note')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                        ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='checklists.assessment', verbose_name='assessment')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='checklists.checklistitem', verbose_name='checklist item')),
                    ],
                    options={
                        'verbose_name': 'item answer',
                        'verbose_name_plural': 'item answers',
                        'constraints': [models.UniqueConstraint(fields=('assessment', 'item'), name='answer_item_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ActionReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='time')),
                        ('at', models.DateTimeField(verbose_name='handed in at')),
                        ('text', models.TextField(blank=True, verbose_name='what was done')),
                        ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='checklists.correctiveaction', verbose_name='corrective action')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed in by')),
                    ],
                    options={
                        'verbose_name': 'report on a corrective action',
                        'verbose_name_plural': 'reports on corrective actions',
                        'constraints': [models.UniqueConstraint(fields=('action', 'number'), name='action_report_numbered')],
                    },
                ),
                migrations.CreateModel(
                    name='ActionVerdict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('taken', models.BooleanField(verbose_name='taken')),
                        ('note', models.TextField(blank=True, verbose_name='note of the second person')),
                        ('at', models.DateTimeField(verbose_name='said at')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='said by')),
                        ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='checklists.actionreport', verbose_name='report')),
                    ],
                    options={
                        'verbose_name': 'verdict on a report',
                        'verbose_name_plural': 'verdicts on reports',
                        'constraints': [models.CheckConstraint(condition=models.Q(('taken', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='action_verdict_sent_back_has_reason', violation_error_message='A refusal has its reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('result', models.CharField(choices=[('fit', 'fit'), ('partly', 'partly fit'), ('not_fit', 'not fit'), ('unconfirmed', 'not yet confirmed'), ('not_applicable', 'not applicable')], max_length=16, verbose_name='result')),
                        ('note', models.TextField(blank=True, verbose_name='note')),
                        ('answered_at', models.DateTimeField(verbose_name='answered at')),
                        ('replaced_at', models.DateTimeField(verbose_name='replaced at')),
                        ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former', to='checklists.answer', verbose_name='item answer')),
                        ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ],
                    options={
                        'verbose_name': 'former answer',
                        'verbose_name_plural': 'former answers',
                        'constraints': [models.CheckConstraint(condition=models.Q(('result__in', ['fit', 'partly', 'not_fit', 'unconfirmed', 'not_applicable'])), name='former_answer_result_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Submission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='time')),
                        ('at', models.DateTimeField(verbose_name='handed in at')),
                        ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, verbose_name='score')),
                        ('rating', models.CharField(blank=True, max_length=1, verbose_name='rating')),
                        ('outcome', models.CharField(blank=True, choices=[('fit', 'fit'), ('conditional', 'conditionally fit'), ('not_fit', 'not fit')], max_length=12, verbose_name='assessment outcome')),
                        ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='checklists.assessment', verbose_name='assessment')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed in by')),
                    ],
                    options={
                        'verbose_name': 'submission of an assessment',
                        'verbose_name_plural': 'submissions of assessments',
                        'constraints': [models.UniqueConstraint(fields=('assessment', 'number'), name='submission_numbered')],
                    },
                ),
                migrations.CreateModel(
                    name='SubmissionVerdict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('taken', models.BooleanField(verbose_name='taken')),
                        ('note', models.TextField(blank=True, verbose_name='note of the second person')),
                        ('at', models.DateTimeField(verbose_name='said at')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='said by')),
                        ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='checklists.submission', verbose_name='submission')),
                    ],
                    options={
                        'verbose_name': 'verdict on a submission',
                        'verbose_name_plural': 'verdicts on submissions',
                        'constraints': [models.CheckConstraint(condition=models.Q(('taken', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='submission_verdict_sent_back_has_reason', violation_error_message='A refusal has its reason.')],
                    },
                ),
            ],
        ),
        append_only(
            "checklists_actionreport",
            "checklists_actionverdict",
            "checklists_formeranswer",
            "checklists_submission",
            "checklists_submissionverdict",
        ),
    ]
