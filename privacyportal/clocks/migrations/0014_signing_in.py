"""A calendar feed carries the count of its owner's fresh starts, and dies with the next."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0013_nothing_is_added'),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarfeed',
            name='epoch',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='fresh starts of the account'),
        ),
    ]
