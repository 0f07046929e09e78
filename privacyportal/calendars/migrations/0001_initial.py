import django.db.models.deletion
import privacyportal.calendars.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BusinessCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name_ja', models.CharField(max_length=100, verbose_name='name (Japanese)')),
                ('name_en', models.CharField(max_length=100, verbose_name='name (English)')),
                ('timezone', models.CharField(default='Asia/Tokyo', max_length=64, validators=[privacyportal.calendars.models.validate_timezone], verbose_name='time zone')),
            ],
            options={
                'verbose_name': 'business calendar',
                'verbose_name_plural': 'business calendars',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'In force'), ('retired', 'Replaced by a later version')], default='draft', max_length=12, verbose_name='state')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('known_until', models.DateField(blank=True, null=True, verbose_name='holidays entered until')),
                ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='digest')),
                ('drafted_at', models.DateTimeField(verbose_name='drafted at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='calendars.businesscalendar', verbose_name='business calendar')),
            ],
            options={
                'verbose_name': 'calendar version',
                'verbose_name_plural': 'calendar versions',
                'ordering': ['calendar', '-number'],
                'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='calendars_version_number_once'), models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('calendar',), name='calendars_one_version_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('published_at__isnull', False)), _connector='OR'), name='calendars_published_versions_are_dated')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('closed', 'Closed all day'), ('open', 'Open as on a working day'), ('special', 'Special hours')], default='closed', max_length=8, verbose_name='kind')),
                ('layer', models.CharField(choices=[('national', 'National holiday'), ('firm', 'Firm closure'), ('local', 'Local decision')], default='local', max_length=8, verbose_name='decided by')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='calendars.calendarversion', verbose_name='calendar version')),
            ],
            options={
                'verbose_name': 'dated day',
                'verbose_name_plural': 'dated days',
                'ordering': ['on', 'layer', 'opens'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'special'), _negated=True), fields=('version', 'on', 'layer'), name='calendars_day_once_a_layer'), models.UniqueConstraint(condition=models.Q(('kind', 'special')), fields=('version', 'on', 'layer', 'opens'), name='calendars_hours_once'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', False), ('kind', 'special'), ('opens__isnull', False), models.Q(('opens__lt', models.F('closes')), ('closes', '00:00:00'), _connector='OR')), models.Q(models.Q(('kind', 'special'), _negated=True), ('closes', None), ('opens', None)), _connector='OR'), name='calendars_only_special_days_have_hours', violation_error_message='Special hours need an opening and a later closing time; other days none.')],
            },
        ),
        migrations.CreateModel(
            name='OpenSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='calendars.calendarversion', verbose_name='calendar version')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
                'constraints': [models.UniqueConstraint(fields=('version', 'weekday', 'opens'), name='calendars_slot_once'), models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes')), ('closes', '00:00:00'), _connector='OR'), name='calendars_slot_opens_before_it_closes', violation_error_message='Hours open before they close.')],
            },
        ),
    ]
