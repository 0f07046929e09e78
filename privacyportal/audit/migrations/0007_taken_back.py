"""Rows that a deed takes back are named, and the triggers ask which they are."""

from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_row_digests'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=80)),
                ('first_key', models.BigIntegerField()),
                ('last_key', models.BigIntegerField()),
                ('entry', models.BigIntegerField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['table_name', 'last_key', 'first_key'], name='taken_back_by_row')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_key__lte', models.F('last_key'))), name='taken_back_from_first_to_last')],
            },
        ),
        append_only("audit_takenback"),
    ]
