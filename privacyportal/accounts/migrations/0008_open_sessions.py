"""Where people are signed in; whoever was signed in before signs in anew, for of those sessions nobody knows where."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def end_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """End every session from before."""
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_handovers'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(end_all, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epoch', models.PositiveIntegerField(editable=False)),
                ('began_at', models.DateTimeField(verbose_name='signed in at')),
                ('by_provider', models.BooleanField(default=False, verbose_name='through the provider')),
                ('factor', models.CharField(blank=True, choices=[('', 'none'), ('passkey', 'passkey'), ('generator', 'one-time code'), ('recovery', 'recovery code'), ('new_key', 'a key added at the sign-in'), ('provider', "the provider's own second step")], max_length=10, verbose_name='second step')),
                ('address', models.CharField(blank=True, max_length=50, verbose_name='network address')),
                ('browser', models.CharField(choices=[('edge', 'Microsoft Edge'), ('chrome', 'Google Chrome'), ('firefox', 'Firefox'), ('safari', 'Safari'), ('other', 'another program')], max_length=10, verbose_name='browser')),
                ('system', models.CharField(choices=[('windows', 'Windows'), ('android', 'Android'), ('ios', 'iPhone / iPad'), ('macos', 'macOS'), ('linux', 'Linux'), ('other', 'another system')], max_length=10, verbose_name='operating system')),
                ('session', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='open_session', to='sessions.session')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_sessions', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'open session',
                'verbose_name_plural': 'open sessions',
                'ordering': ['-began_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='KnownPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(editable=False, max_length=64)),
                ('last_seen_at', models.DateTimeField(verbose_name='last used at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_places', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'place of earlier sign-ins',
                'verbose_name_plural': 'places of earlier sign-ins',
                'constraints': [models.UniqueConstraint(fields=('user', 'mark'), name='known_place_once')],
            },
        ),
    ]
