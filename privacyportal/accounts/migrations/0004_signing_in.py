"""Counts of attempts to sign in, former passwords, and what makes old sessions, feeds and links die."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.rebuilding import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_decisions'),
    ]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name='user',
                name='epoch',
                field=models.PositiveIntegerField(default=1, editable=False, verbose_name='fresh starts'),
            ),
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(editable=False, max_length=128)),
                ('given_up_at', models.DateTimeField(verbose_name='given up at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'former password',
                'verbose_name_plural': 'former passwords',
                'ordering': ['-given_up_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SignInCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('name', 'sign-in name'), ('address', 'network address')], max_length=10, verbose_name='kind')),
                ('key', models.CharField(editable=False, max_length=64)),
                ('tries', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('began_at', models.DateTimeField(verbose_name='counted since')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='held until')),
                ('turned_away', models.PositiveIntegerField(default=0, verbose_name='turned away')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='of these in the trail')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='last told at')),
            ],
            options={
                'verbose_name': 'count of attempts to sign in',
                'verbose_name_plural': 'counts of attempts to sign in',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='sign_in_count_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['name', 'address'])), name='sign_in_count_kind_known'), models.CheckConstraint(condition=models.Q(('told__lte', models.F('turned_away'))), name='sign_in_count_told_happened')],
            },
        ),
    ]
