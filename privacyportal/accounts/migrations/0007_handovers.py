"""What was handed over when somebody left or moved; rows are written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_provider_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('charge', models.CharField(max_length=60, verbose_name='kind of charge')),
                ('record', models.CharField(max_length=150, verbose_name='record')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='handed over at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to=settings.AUTH_USER_MODEL, verbose_name='handed over by')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken', to=settings.AUTH_USER_MODEL, verbose_name='successor')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['successor', 'at'], name='handover_by_successor')],
            },
        ),
        append_only("accounts_handover"),
    ]
