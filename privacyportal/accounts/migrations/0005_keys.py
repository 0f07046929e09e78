"""Keys to sign in with beside the password, and the request to remove them all."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_signing_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeGenerator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name of the key')),
                ('secret', models.TextField(editable=False)),
                ('last_step', models.BigIntegerField(default=0, editable=False)),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used at')),
            ],
            options={
                'verbose_name': 'program for one-time codes',
                'verbose_name_plural': 'programs for one-time codes',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name of the key')),
                ('credential', models.TextField(editable=False, unique=True)),
                ('public_key', models.TextField(editable=False)),
                ('uses', models.BigIntegerField(default=0, editable=False)),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used at')),
            ],
            options={
                'verbose_name': 'passkey',
                'verbose_name_plural': 'passkeys',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(editable=False, max_length=64)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used at')),
            ],
            options={
                'verbose_name': 'recovery code',
                'verbose_name_plural': 'recovery codes',
            },
        ),
        migrations.RemoveConstraint(
            model_name='signincount',
            name='sign_in_count_kind_known',
        ),
        migrations.AddField(
            model_name='accountrequest',
            name='resets_keys',
            field=models.BooleanField(default=False, verbose_name='removes all keys to sign in'),
        ),
        migrations.AlterField(
            model_name='signincount',
            name='kind',
            field=models.CharField(choices=[('name', 'sign-in name'), ('address', 'network address'), ('code', 'second step')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='signincount',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['name', 'address', 'code'])), name='sign_in_count_kind_known'),
        ),
        migrations.AddField(
            model_name='codegenerator',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_generators', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='passkey',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddConstraint(
            model_name='codegenerator',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='code_generator_name_once'),
        ),
        migrations.AddConstraint(
            model_name='passkey',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='passkey_name_once'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('user', 'code_hash'), name='recovery_code_once'),
        ),
    ]
