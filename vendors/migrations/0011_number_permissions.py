"""Permissions to entrust individual numbers further: added, never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0010_joint_use_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.CharField(max_length=200, verbose_name='company permitted')),
                ('work', models.CharField(max_length=200, verbose_name='work entrusted further')),
                ('checked', models.TextField(verbose_name='how its safety for the numbers was checked')),
                ('permitted_on', models.DateField(verbose_name='permitted on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('entrustment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_permissions', to='vendors.entrustment', verbose_name='entrustment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('through', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='further', to='vendors.numberpermission', verbose_name='entrusted by, if not by the vendor')),
            ],
            options={
                'verbose_name': 'permission to entrust numbers further',
                'verbose_name_plural': 'permissions to entrust numbers further',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('company', ''), _negated=True), models.Q(('work', ''), _negated=True), models.Q(('checked', ''), _negated=True)), name='number_permission_says_whom', violation_error_message='A permission names the company, its work and how its safety was checked.')],
            },
        ),
        append_only("vendors_numberpermission"),
    ]
