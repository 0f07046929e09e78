"""A case that came in twice ends under the number of the one received first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cases.joins import JOINS
from privacyportal.audit.joining import refuse_joins
from privacyportal.audit.rebuilding import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_open_sessions'),
        ('cases', '0018_nothing_is_added'),
        ('consents', '0010_erasable_persons'),
        ('erasure', '0002_decisions'),
        ('policies', '0010_access_reviews'),
        ('references', '0001_initial'),
        ('vendors', '0019_still_trading'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *keeping_triggers(
            migrations.RemoveConstraint(
                model_name='case',
                name='case_status_known',
            ),
            migrations.RemoveConstraint(
                model_name='case',
                name='case_withdrawn_has_date',
            ),
            migrations.AddField(
                model_name='case',
                name='duplicate_of',
                field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='cases.case', verbose_name='same matter as'),
            ),
            migrations.AlterField(
                model_name='case',
                name='status',
                field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'acknowledged'), ('investigating', 'under investigation'), ('waiting_person', 'waiting for the person'), ('waiting_body', 'waiting for an outside body'), ('awaiting_approval', 'answer awaiting approval'), ('approved', 'answer approved'), ('answered', 'answered'), ('closed', 'closed'), ('withdrawn', 'withdrawn'), ('duplicate', 'duplicate')], default='received', max_length=20, verbose_name='state'),
            ),
            migrations.AlterField(
                model_name='casestep',
                name='from_status',
                field=models.CharField(blank=True, choices=[('received', 'received'), ('acknowledged', 'acknowledged'), ('investigating', 'under investigation'), ('waiting_person', 'waiting for the person'), ('waiting_body', 'waiting for an outside body'), ('awaiting_approval', 'answer awaiting approval'), ('approved', 'answer approved'), ('answered', 'answered'), ('closed', 'closed'), ('withdrawn', 'withdrawn'), ('duplicate', 'duplicate')], max_length=20, verbose_name='from state'),
            ),
            migrations.AlterField(
                model_name='casestep',
                name='to_status',
                field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'acknowledged'), ('investigating', 'under investigation'), ('waiting_person', 'waiting for the person'), ('waiting_body', 'waiting for an outside body'), ('awaiting_approval', 'answer awaiting approval'), ('approved', 'answer approved'), ('answered', 'answered'), ('closed', 'closed'), ('withdrawn', 'withdrawn'), ('duplicate', 'duplicate')], max_length=20, verbose_name='to state'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'acknowledged', 'investigating', 'waiting_person', 'waiting_body', 'awaiting_approval', 'approved', 'answered', 'closed', 'withdrawn', 'duplicate'])), name='case_status_known'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('withdrawn', 'duplicate')), ('withdrawn_at__isnull', False)), models.Q(models.Q(('status__in', ('withdrawn', 'duplicate')), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='case_withdrawn_has_date'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('duplicate_of__isnull', False), ('status', 'duplicate')), models.Q(models.Q(('status', 'duplicate'), _negated=True), ('duplicate_of__isnull', True)), _connector='OR'), name='case_duplicate_names_the_first'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', models.F('pk')), _negated=True), name='case_not_its_own_duplicate'),
            ),
        ),
        refuse_joins(*JOINS),
    ]
