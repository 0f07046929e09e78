"""The tables of accounts as they are, from nothing at once (docs/decisions/0011)."""

import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import privacyportal.accounts.models
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_persons_and_requests'),
        ('accounts', '0003_decisions'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('calendars', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Department',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                        ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='headed_departments', to=settings.AUTH_USER_MODEL, verbose_name='head of department')),
                    ],
                    options={
                        'verbose_name': 'department',
                        'verbose_name_plural': 'departments',
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('absent_from', models.DateField(blank=True, null=True, verbose_name='absent from')),
                        ('absent_until', models.DateField(blank=True, null=True, verbose_name='absent until')),
                        ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English')], default='ja', max_length=5, verbose_name='language')),
                        ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputizes_for', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL, verbose_name='supervisor')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='accounts.department', verbose_name='department')),
                        ('staff_number', models.CharField(blank=True, help_text='Tells a person from a namesake; who has two accounts cannot be their own second pair of eyes.', max_length=30, null=True, unique=True, verbose_name='staff number')),
                    ],
                    options={
                        'verbose_name': 'user',
                        'verbose_name_plural': 'users',
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('absent_from__isnull', True), ('absent_until__isnull', True)), models.Q(('absent_from__isnull', False), ('absent_until__gte', models.F('absent_from'))), _connector='OR'), name='user_absence_in_order', violation_error_message='An absence has a first and a last day, in this order.'), models.CheckConstraint(condition=models.Q(('manager__isnull', True), models.Q(('manager', models.F('id')), _negated=True), _connector='OR'), name='user_not_own_manager'), models.CheckConstraint(condition=models.Q(('deputy__isnull', True), models.Q(('deputy', models.F('id')), _negated=True), _connector='OR'), name='user_not_own_deputy'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(models.Q(('email', ''), _negated=True), ('is_active', True)), name='user_mail_once', violation_error_message='Another open account has this email address.')],
                    },
                    managers=[
                        ('objects', privacyportal.accounts.models.PortalUserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Desk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                        ('kind', models.CharField(choices=[('planning', 'our planning department'), ('ours', 'another desk of ours'), ('jsda', 'JSDA consultation office'), ('partner', "a joint-use partner's desk"), ('authority', 'an authority or another body')], max_length=10, verbose_name='whose desk')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                        ('telephone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                        ('hours', models.CharField(blank=True, max_length=100, verbose_name='hours')),
                        ('url', models.URLField(blank=True, verbose_name='web page')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='calendars.businesscalendar', verbose_name='business calendar')),
                        ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='accounts.department', verbose_name='department')),
                        ('members', models.ManyToManyField(blank=True, related_name='desks', to=settings.AUTH_USER_MODEL, verbose_name='members')),
                    ],
                    options={
                        'verbose_name': 'desk',
                        'verbose_name_plural': 'desks',
                    },
                ),
                migrations.CreateModel(
                    name='AccountRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('changes', models.JSONField(default=dict, verbose_name='details')),
                        ('roles', models.JSONField(default=list, verbose_name='roles')),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('asked_at', models.DateTimeField(verbose_name='asked at')),
                        ('decision', models.CharField(choices=[('pending', 'awaiting a second person'), ('agreed', 'agreed'), ('refused', 'refused')], default='pending', max_length=10, verbose_name='decision')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                        ('decision_reason', models.TextField(blank=True, verbose_name='reason of the decision')),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'verbose_name': 'request for rights',
                        'verbose_name_plural': 'requests for rights',
                        'permissions': (('decide_accountrequest', 'Can decide on requests for rights'),),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('decision', 'pending')), fields=('user',), name='account_request_one_pending'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', 'pending')), models.Q(models.Q(('decision', 'pending'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='account_request_decided_by_somebody'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('asked_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), _connector='OR'), name='account_request_second_person', violation_error_message='A second person decides, and nobody decides on their own rights.'), models.CheckConstraint(condition=models.Q(('decision__in', ['pending', 'agreed', 'refused'])), name='account_request_decision_known'), models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['refused']), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='account_request_sent_back_has_reason', violation_error_message='A refusal has its reason.')],
                    },
                ),
            ],
        ),
    ]
