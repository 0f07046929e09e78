"""Which sentence obliges the firm, and who has confirmed that it does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.rebuilding import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0011_outlines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='obligationmapping',
            name='sentence',
            field=models.TextField(blank=True, verbose_name='sentence that obliges'),
        ),
        migrations.AddField(
            model_name='obligationmapping',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='confirmed at'),
        ),
        migrations.AddField(
            model_name='obligationmapping',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by'),
        ),
    )
