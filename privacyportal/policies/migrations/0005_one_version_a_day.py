from django.db import migrations, models


class Migration(migrations.Migration):
    """Hold what the data migration has brought in line: one version a day, two persons, within the law."""

    dependencies = [("policies", "0004_first_versions")]

    operations = [
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='policies_consentwording_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policies_consentwording_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='policies_consentwording_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('code', 'valid_from'), name='policies_wording_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('code',), name='policies_wording_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('code',), name='policies_wording_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.'),
        ),
        migrations.AddConstraint(
            model_name='consentwording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recipients', ''), ('scope', 'use')), models.Q(models.Q(('scope', 'use'), _negated=True), ('recipients__in', ['company', 'class']), models.Q(('recipient', ''), _negated=True)), _connector='OR'), name='wording_names_its_recipients', violation_error_message='A consent to a provision names a company or a class of recipients.'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='policies_policyversion_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policies_policyversion_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='policies_policyversion_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'published'), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='policy_version_in_force_has_first_day'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('valid_from',), name='policy_version_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('stage',), name='policy_version_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='policies_categoryversion_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policies_categoryversion_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='policies_categoryversion_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('code', 'valid_from'), name='policies_category_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('code',), name='policies_category_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('code',), name='policies_category_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'published'), _negated=True), ('category__isnull', False), _connector='OR'), name='policies_category_published_has_row'),
        ),
        migrations.AddConstraint(
            model_name='categoryversion',
            constraint=models.CheckConstraint(condition=models.Q(('law_sensitivity', ''), ('sensitivity', models.F('law_sensitivity')), _connector='OR'), name='policies_category_within_the_law', violation_error_message='The law itself says how sensitive this category is.'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('drafted_by', None), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='policies_purposeversion_published_by_a_second_person', violation_error_message='A version is published by a second person.'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policies_purposeversion_days_in_order', violation_error_message='A version ends after its first day.'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), models.Q(('published_at', None), ('published_by', None), ('valid_to', None)), _connector='OR'), name='policies_purposeversion_drafts_are_not_published'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published')), fields=('code', 'valid_from'), name='policies_purpose_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'published'), ('valid_to', None)), fields=('code',), name='policies_purpose_one_without_end'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'draft')), fields=('code',), name='policies_purpose_one_draft', violation_error_message='There is a draft already. Publish or withdraw it first.'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'published'), _negated=True), ('purpose__isnull', False), _connector='OR'), name='policies_purpose_published_has_row'),
        ),
        migrations.AddConstraint(
            model_name='purposeversion',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by', None), models.Q(('announcement', ''), _negated=True), _connector='OR'), name='policies_purpose_change_is_announced', violation_error_message='Say how people are told of the purpose.'),
        ),
        migrations.AddConstraint(
            model_name='reviewitem',
            constraint=models.UniqueConstraint(fields=('key',), name='policies_review_item_raised_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='policies_review_item_settled_with_outcome'),
        ),
    ]
