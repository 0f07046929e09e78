"""Views of lists are saved: which rows, in which order, with which columns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('backoffice', '0005_own_ledgers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_list', models.CharField(max_length=80, verbose_name='list')),
                ('name', models.CharField(max_length=40, verbose_name='name of the view')),
                ('audience', models.CharField(choices=[('own', 'only me'), ('role', 'everybody of a role'), ('firm', 'everybody')], max_length=4, verbose_name='for whom')),
                ('filters', models.JSONField(default=dict, verbose_name='filters')),
                ('order', models.JSONField(default=list, verbose_name='order of the rows')),
                ('columns', models.JSONField(default=list, verbose_name='columns')),
                ('opens', models.BooleanField(default=False, verbose_name='the list opens with it')),
                ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('role', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='role')),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'permissions': [('share_savedview', 'Can save views of lists for others')],
                'default_permissions': (),
                'indexes': [models.Index(fields=['of_list', 'audience'], name='saved_view_by_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('audience', 'own'), ('owner__isnull', False), ('role__isnull', True)), models.Q(('audience', 'role'), ('owner__isnull', True), ('role__isnull', False)), models.Q(('audience', 'firm'), ('owner__isnull', True), ('role__isnull', True)), _connector='OR'), name='saved_view_is_for_somebody'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_named'), models.UniqueConstraint(condition=models.Q(('audience', 'own')), fields=('of_list', 'owner', 'name'), name='saved_view_own_name_once'), models.UniqueConstraint(condition=models.Q(('audience', 'role')), fields=('of_list', 'role', 'name'), name='saved_view_role_name_once'), models.UniqueConstraint(condition=models.Q(('audience', 'firm')), fields=('of_list', 'name'), name='saved_view_firm_name_once'), models.UniqueConstraint(condition=models.Q(('audience', 'own'), ('opens', True)), fields=('of_list', 'owner'), name='saved_view_own_opens_once'), models.UniqueConstraint(condition=models.Q(('audience', 'role'), ('opens', True)), fields=('of_list', 'role'), name='saved_view_role_opens_once'), models.UniqueConstraint(condition=models.Q(('audience', 'firm'), ('opens', True)), fields=('of_list',), name='saved_view_firm_opens_once')],
            },
        ),
    ]
