"""The routing tables become dated versions; those there are were published."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def publish(apps, schema_editor):
    """Every table there is was in force; its last day becomes the first day after it."""
    tables = apps.get_model("cases", "RouteTable").objects.using(schema_editor.connection.alias)
    for table in tables.all():
        table.stage = "published"
        table.valid_to = table.valid_to and table.valid_to + timedelta(days=1)
        table.save(update_fields=["stage", "valid_to"])


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_leak_report_columns_are_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='routetable',
            name='route_table_in_order',
        ),
        migrations.AddField(
            model_name='routetable',
            name='change_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reason for the change'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='drafted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='drafted at'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='impact',
            field=models.TextField(blank=True, editable=False, verbose_name='effect as shown when it was published'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='published at'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddField(
            model_name='routetable',
            name='stage',
            field=models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn draft')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='routetable',
            name='valid_from',
            field=models.DateField(verbose_name='valid from'),
        ),
        migrations.AlterField(
            model_name='routetable',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='valid until (exclusive)'),
        ),
        migrations.RunPython(publish, migrations.RunPython.noop),
    ]
