"""Who drafted and who published: apart from 0001, because people's desks point at calendars."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarversion',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by'),
        ),
        migrations.AddField(
            model_name='calendarversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='calendars_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
    ]
