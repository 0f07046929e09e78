"""Texts that wait for a person to look at how they come apart, before they become versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0010_access_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('text', models.TextField(verbose_name='text as published')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='fingerprint (SHA-256)')),
                ('stored_rows', models.JSONField(default=list, verbose_name='lines')),
                ('drafted_at', models.DateTimeField(verbose_name='read at')),
                ('given_up_at', models.DateTimeField(blank=True, null=True, verbose_name='given up at')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='read by')),
                ('version', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outline', to='policies.policyversion', verbose_name='policy version')),
            ],
            options={
                'verbose_name': 'outline of a text',
                'verbose_name_plural': 'outlines of texts',
                'ordering': ['-drafted_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('version', None), ('given_up_at', None), _connector='OR'), name='policy_outline_kept_or_given_up'), models.UniqueConstraint(condition=models.Q(('given_up_at', None), ('version', None)), fields=('content_sha256',), name='policy_outline_one_open_a_text')],
            },
        ),
    ]
