"""What people are told of a country's system, overwritten until now, becomes the first dated version."""

import django.db.models.deletion
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep each text from the day of its check on, or from today: what was told before was not kept."""
    alias, now = schema_editor.connection.alias, timezone.now()
    systems = apps.get_model("vendors", "CountrySystem").objects.using(alias)
    for country in apps.get_model("vendors", "Country").objects.using(alias).exclude(system_information=""):
        systems.create(
            country=country,
            text=country.system_information,
            checked_on=country.system_checked_on,
            valid_from=country.system_checked_on or timezone.localdate(now),
            stage="published",
            published_at=now,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0006_deputies_by_date'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountrySystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn draft')], default='draft', max_length=10, verbose_name='state')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until (exclusive)')),
                ('change_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for the change')),
                ('impact', models.TextField(blank=True, editable=False, verbose_name='effect as shown when it was published')),
                ('drafted_at', models.DateTimeField(blank=True, null=True, verbose_name='drafted at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('text', models.TextField(verbose_name='its system for personal information')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='system information checked on')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='systems', to='vendors.country', verbose_name='country')),
                ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'system of a country',
                'verbose_name_plural': 'systems of countries',
                'ordering': ['country', '-valid_from'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='entrustment',
            name='country_system',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entrustments', to='vendors.countrysystem', verbose_name="what was known of the country's system"),
        ),
        migrations.AddField(
            model_name='foreignground',
            name='country_system',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grounds', to='vendors.countrysystem', verbose_name="what was known of the country's system"),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='vendors_countrysystem_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='vendors_countrysystem_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='vendors_countrysystem_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('country', 'valid_from'), name='vendors_system_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('country',), name='vendors_system_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='countrysystem',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('country',), name='vendors_system_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
