import django.db.models.deletion
import privacyportal.clocks.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calendars', '0002_people'),
        ('references', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=60, verbose_name='duty')),
                ('variant', models.CharField(blank=True, default='', max_length=40, verbose_name='variant')),
                ('amount', models.PositiveIntegerField(help_text='0: only dates that were promised or agreed.', verbose_name='time allowed')),
                ('unit', models.CharField(choices=[('business_minutes', 'business minutes'), ('business_days', 'business days'), ('days', 'calendar days'), ('weeks', 'weeks'), ('months', 'months')], max_length=20, verbose_name='counted in')),
                ('day_one', models.BooleanField(default=False, verbose_name='the day of the start is the first day')),
                ('roll_forward', models.BooleanField(default=False, verbose_name='a closed last day moves to the next open day')),
                ('until_midnight', models.BooleanField(default=False, verbose_name='the last day ends at midnight')),
                ('stopped_by', models.JSONField(blank=True, default=privacyportal.clocks.models.any_pause, help_text='Codes of reasons; * for all, empty for none.', verbose_name='pauses that stop it')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until (exclusive)')),
                ('certainty', models.CharField(choices=[('H', 'Set by law or rule'), ('G', "Guideline's yardstick"), ('T', 'Internal target')], default='T', max_length=1, verbose_name='how firm')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='calendars.businesscalendar', verbose_name='business calendar')),
            ],
            options={
                'verbose_name': 'deadline rule',
                'verbose_name_plural': 'deadline rules',
                'ordering': ['duty', 'variant', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('duty', 'variant', 'valid_from'), name='clocks_rule_once_a_day'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('duty', 'variant'), name='clocks_one_rule_without_end'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='clocks_rule_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=60, verbose_name='duty')),
                ('variant', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('generation', models.PositiveIntegerField(default=1, verbose_name='generation')),
                ('restarts', models.PositiveIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Paused'), ('met', 'Met'), ('missed', 'Missed'), ('cancelled', 'Cancelled')], default='running', max_length=10, verbose_name='state')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('due_at', models.DateTimeField(verbose_name='limit')),
                ('due_on', models.DateField(verbose_name='last day')),
                ('is_fixed', models.BooleanField(default=False, verbose_name='promised or agreed date')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='paused since')),
                ('remaining', models.IntegerField(blank=True, null=True, verbose_name='left when paused')),
                ('refreshed_at', models.DateTimeField(verbose_name='computed at')),
                ('calendar_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='calendars.calendarversion', verbose_name='calendar version')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='references.reference', verbose_name='reference number')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='clocks.clockrule', verbose_name='deadline rule')),
            ],
            options={
                'verbose_name': 'deadline',
                'verbose_name_plural': 'deadlines',
                'indexes': [models.Index(condition=models.Q(('state__in', ['running', 'paused'])), fields=['reference', 'due_at'], name='clocks_next'), models.Index(condition=models.Q(('state', 'running')), fields=['due_at'], name='clocks_running_by_limit'), models.Index(fields=['due_on'], name='clocks_by_day'), models.Index(fields=['duty', 'state', 'due_at'], name='clocks_by_duty')],
                'constraints': [models.UniqueConstraint(fields=('reference', 'duty'), name='clocks_one_clock_per_duty'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['met', 'missed']), _negated=True), ('stopped_at__isnull', False), _connector='OR'), name='clocks_results_are_dated'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'paused'), _negated=True), ('paused_at__isnull', False), _connector='OR'), name='clocks_pauses_are_dated')],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField(verbose_name='generation')),
                ('code', models.CharField(choices=[('early', 'Early notice'), ('soon', 'Due soon'), ('due', 'Due today'), ('overdue', 'Overdue'), ('escalate_manager', 'Report to the supervisor'), ('escalate_head', 'Report to the head of compliance')], max_length=20, verbose_name='step')),
                ('role', models.CharField(choices=[('owner', 'Person in charge'), ('deputy', 'Deputy'), ('manager', 'Supervisor of the person in charge'), ('head_of_planning', 'Head of the planning department'), ('compliance_head', 'Head of compliance')], max_length=20, verbose_name='who is told')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('at_once', models.BooleanField(default=False, verbose_name='also outside business hours')),
                ('fire_at', models.DateTimeField(blank=True, null=True, verbose_name='falls due at')),
                ('recorded_at', models.DateTimeField(blank=True, null=True, verbose_name='recorded at')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='clocks.clock', verbose_name='deadline')),
            ],
            options={
                'verbose_name': 'step of a deadline',
                'verbose_name_plural': 'steps of deadlines',
                'ordering': ['order', 'code', 'role'],
                'indexes': [models.Index(condition=models.Q(('fire_at__isnull', False), ('recorded_at', None)), fields=['fire_at'], name='clocks_levels_to_come')],
                'constraints': [models.UniqueConstraint(fields=('clock', 'generation', 'code', 'role'), name='clocks_level_once')],
            },
        ),
        migrations.CreateModel(
            name='RuleLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('early', 'Early notice'), ('soon', 'Due soon'), ('due', 'Due today'), ('overdue', 'Overdue'), ('escalate_manager', 'Report to the supervisor'), ('escalate_head', 'Report to the head of compliance')], max_length=20, verbose_name='step')),
                ('role', models.CharField(choices=[('owner', 'Person in charge'), ('deputy', 'Deputy'), ('manager', 'Supervisor of the person in charge'), ('head_of_planning', 'Head of the planning department'), ('compliance_head', 'Head of compliance')], max_length=20, verbose_name='who is told')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('offset', models.IntegerField(help_text='Negative: before the limit.', verbose_name='distance')),
                ('offset_unit', models.CharField(choices=[('percent', 'percent of the time allowed'), ('business_minutes', 'business minutes from the limit'), ('business_days', 'business days from the limit'), ('days', 'calendar days from the limit')], max_length=20, verbose_name='counted in')),
                ('at_once', models.BooleanField(default=False, verbose_name='also outside business hours')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='clocks.clockrule', verbose_name='deadline rule')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['order', 'code', 'role'],
                'constraints': [models.UniqueConstraint(fields=('rule', 'code', 'role'), name='clocks_rule_level_once'), models.CheckConstraint(condition=models.Q(models.Q(('offset_unit', 'percent'), _negated=True), ('offset__range', (1, 100)), _connector='OR'), name='clocks_percent_from_1_to_100', violation_error_message='A percentage is between 1 and 100.')],
            },
        ),
        migrations.CreateModel(
            name='SweepRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='for the moment')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('recorded', models.PositiveIntegerField(default=0, verbose_name='recorded')),
                ('superseded', models.PositiveIntegerField(default=0, verbose_name='replaced by a later step')),
                ('queued', models.PositiveIntegerField(default=0, verbose_name='mails prepared')),
                ('suppressed', models.PositiveIntegerField(default=0, verbose_name='not sent')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='could not be prepared')),
                ('lag_seconds', models.PositiveIntegerField(default=0, verbose_name='lag in seconds')),
            ],
            options={
                'verbose_name': 'sweep',
                'verbose_name_plural': 'sweeps',
                'ordering': ['-started_at'],
                'indexes': [models.Index(fields=['-ended_at'], name='clocks_sweeps_ended')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField(verbose_name='generation')),
                ('level', models.CharField(choices=[('early', 'Early notice'), ('soon', 'Due soon'), ('due', 'Due today'), ('overdue', 'Overdue'), ('escalate_manager', 'Report to the supervisor'), ('escalate_head', 'Report to the head of compliance')], max_length=20, verbose_name='step')),
                ('role', models.CharField(choices=[('owner', 'Person in charge'), ('deputy', 'Deputy'), ('manager', 'Supervisor of the person in charge'), ('head_of_planning', 'Head of the planning department'), ('compliance_head', 'Head of compliance')], max_length=20, verbose_name='who is told')),
                ('fire_at', models.DateTimeField(verbose_name='fell due at')),
                ('due_at', models.DateTimeField(verbose_name='limit at that time')),
                ('outcome', models.CharField(choices=[('pending', 'Being prepared'), ('queued', 'Mail prepared'), ('suppressed', 'Not sent'), ('superseded', 'Replaced by a later step'), ('nobody', 'Nobody found to tell'), ('failed', 'Could not be prepared')], default='pending', max_length=12, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, default='', max_length=40, verbose_name='reason')),
                ('error', models.TextField(blank=True, default='', verbose_name='error')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='clocks.clock', verbose_name='deadline')),
                ('sweep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='clocks.sweeprun', verbose_name='sweep')),
            ],
            options={
                'verbose_name': 'deadline notice',
                'verbose_name_plural': 'deadline notices',
                'ordering': ['-recorded_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('outcome', 'pending')), fields=['id'], name='clocks_notices_pending'), models.Index(fields=['-recorded_at'], name='clocks_notices_by_time')],
                'constraints': [models.UniqueConstraint(fields=('clock', 'generation', 'level', 'role'), name='clocks_notice_once')],
            },
        ),
    ]
