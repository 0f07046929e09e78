"""What holds of the versions of the routing table."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_route_table_versions")]

    operations = [
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='cases_routetable_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='cases_routetable_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='cases_routetable_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('stage', 'valid_from'), name='route_table_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('stage',), name='route_table_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='routetable',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('stage',), name='route_table_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.'),
        ),
    ]
