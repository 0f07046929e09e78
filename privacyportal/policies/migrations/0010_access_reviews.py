"""The yearly review of who may see and do what: of a department, and row by row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_handovers'),
        ('policies', '0009_nothing_is_added'),
        ('references', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(verbose_name='review opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='review closed at')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_reviews', to='accounts.department', verbose_name='department')),
                ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
            ],
            options={
                'verbose_name': 'access review',
                'verbose_name_plural': 'access reviews',
                'ordering': ['-opened_at', '-pk'],
                'permissions': [('view_own_accessreview', 'Can see and decide on the access review of their own department')],
            },
        ),
        migrations.CreateModel(
            name='AccessGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('role', 'role'), ('desk', 'seat at a desk'), ('deputy', 'deputy of')], max_length=10, verbose_name='why')),
                ('code', models.CharField(max_length=150, verbose_name='code')),
                ('holds', models.TextField(blank=True, verbose_name='in charge of')),
                ('last_sign_in_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign-in')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used at')),
                ('decision', models.CharField(choices=[('pending', 'to be decided'), ('kept', 'confirmed'), ('withdrawn', 'withdrawn'), ('lapsed', 'withdrawn by silence'), ('stays', 'stays: nobody else could take its place'), ('gone', 'ended by itself')], default='pending', max_length=10, verbose_name='decision')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_grants', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='policies.accessreview', verbose_name='access review')),
            ],
            options={
                'verbose_name': 'reviewed access',
                'verbose_name_plural': 'reviewed accesses',
                'ordering': ['person__username', 'kind', 'code'],
            },
        ),
        migrations.AddConstraint(
            model_name='accessreview',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('department',), name='access_review_one_open_a_department'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.UniqueConstraint(fields=('review', 'person', 'kind', 'code'), name='access_grant_once'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('person')), _negated=True), _connector='OR'), name='access_grant_not_ones_own', violation_error_message='Nobody decides on their own access.'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', 'pending')), models.Q(('decided_by', None), ('decision__in', ['lapsed', 'stays', 'gone']), ('decided_at__isnull', False)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ['kept', 'withdrawn'])), _connector='OR'), name='access_grant_decided_by_somebody_or_silence'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['kept', 'withdrawn']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='access_grant_decided_with_reason', violation_error_message="A decision on somebody's access has a reason."),
        ),
    ]
