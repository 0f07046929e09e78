"""Whose account is whose at the firm's sign-in provider, and the request of two persons to link them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='accountrequest',
            name='issuer',
            field=models.CharField(blank=True, max_length=255, verbose_name='sign-in provider'),
        ),
        migrations.AddField(
            model_name='accountrequest',
            name='subject',
            field=models.CharField(blank=True, max_length=255, verbose_name='subject at the sign-in provider'),
        ),
        migrations.CreateModel(
            name='ProviderLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(editable=False, max_length=255)),
                ('subject', models.CharField(editable=False, max_length=255)),
                ('linked_at', models.DateTimeField(verbose_name='linked at')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provider_links', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'account at the sign-in provider',
                'verbose_name_plural': 'accounts at the sign-in provider',
                'ordering': ['linked_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='provider_subject_once'), models.UniqueConstraint(fields=('user', 'issuer'), name='provider_link_once'), models.CheckConstraint(condition=models.Q(models.Q(('issuer', ''), _negated=True), models.Q(('subject', ''), _negated=True)), name='provider_link_named')],
            },
        ),
    ]
