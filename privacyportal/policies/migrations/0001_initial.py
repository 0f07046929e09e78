import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name_ja', models.CharField(max_length=200, verbose_name='name in Japanese')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('sensitivity', models.CharField(choices=[('ordinary', 'ordinary'), ('special_care', 'special care-required'), ('sensitive', 'sensitive information'), ('individual_number', 'individual number')], max_length=20, verbose_name='sensitivity')),
            ],
            options={
                'verbose_name': 'data category',
                'verbose_name_plural': 'data categories',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(unique=True, verbose_name='key')),
                ('default_section', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='usual section')),
                ('title_ja', models.CharField(max_length=200, verbose_name='title in Japanese')),
                ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                ('description_ja', models.TextField(verbose_name='description in Japanese')),
                ('description_en', models.TextField(verbose_name='description in English')),
                ('purposes_ja', models.TextField(blank=True, verbose_name='purposes in Japanese')),
                ('purposes_en', models.TextField(blank=True, verbose_name='purposes in English')),
                ('grounds_ja', models.TextField(blank=True, verbose_name='grounds in Japanese')),
                ('grounds_en', models.TextField(blank=True, verbose_name='grounds in English')),
                ('parties_ja', models.TextField(blank=True, verbose_name='parties in Japanese')),
                ('parties_en', models.TextField(blank=True, verbose_name='parties in English')),
                ('desk_ja', models.TextField(blank=True, verbose_name='desk in Japanese')),
                ('desk_en', models.TextField(blank=True, verbose_name='desk in English')),
                ('keywords', models.CharField(blank=True, help_text="Words by which another firm's section is recognised, parted by commas.", max_length=300, verbose_name='words of its heading')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'obligation',
                'verbose_name_plural': 'obligations',
                'ordering': ['default_section', 'key'],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('content_sha256', models.CharField(max_length=64, unique=True, verbose_name='fingerprint (SHA-256)')),
                ('loaded_at', models.DateTimeField(verbose_name='loaded at')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='effective from')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('closing', models.TextField(blank=True, verbose_name='after the sections')),
                ('furniture', models.TextField(blank=True, verbose_name='page numbers and headers')),
                ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='loaded by')),
            ],
            options={
                'verbose_name': 'policy version',
                'verbose_name_plural': 'policy versions',
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('retired_on__isnull', True), ('effective_from__isnull', True), ('retired_on__gte', models.F('effective_from')), _connector='OR'), name='policy_version_in_order', violation_error_message='A version is retired after it has come into effect.')],
            },
        ),
        migrations.CreateModel(
            name='PolicySection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveSmallIntegerField(default=1, verbose_name='part')),
                ('number', models.PositiveSmallIntegerField(verbose_name='section')),
                ('label', models.CharField(blank=True, max_length=20, verbose_name='number as printed')),
                ('heading', models.CharField(blank=True, max_length=300, verbose_name='heading')),
                ('body', models.TextField(verbose_name='text')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='policies.policyversion', verbose_name='policy version')),
            ],
            options={
                'verbose_name': 'policy section',
                'verbose_name_plural': 'policy sections',
                'ordering': ['version', 'part', 'number'],
                'constraints': [models.UniqueConstraint(fields=('version', 'part', 'number'), name='policy_section_once')],
            },
        ),
        migrations.CreateModel(
            name='ObligationMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mappings', to='policies.obligation', verbose_name='obligation')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mappings', to='policies.policysection', verbose_name='policy section')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mappings', to='policies.policyversion', verbose_name='policy version')),
            ],
            options={
                'verbose_name': 'mapping of an obligation',
                'verbose_name_plural': 'mappings of obligations',
                'constraints': [models.UniqueConstraint(fields=('version', 'obligation'), name='obligation_mapped_once')],
            },
        ),
        migrations.CreateModel(
            name='PurposeOfUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('general', 'personal information'), ('individual_number', 'individual numbers')], max_length=20, verbose_name='for')),
                ('clause', models.CharField(blank=True, max_length=20, verbose_name='clause of the policy')),
                ('name_ja', models.CharField(max_length=200, verbose_name='name in Japanese')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
            ],
            options={
                'verbose_name': 'purpose of use',
                'verbose_name_plural': 'purposes of use',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='purpose_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ConsentWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('scope', models.CharField(choices=[('use', 'use for the purpose'), ('third_party', 'provision to a third party'), ('foreign', 'provision to a third party abroad')], max_length=12, verbose_name='consent to')),
                ('recipient', models.CharField(blank=True, max_length=200, verbose_name='recipient named')),
                ('text_ja', models.TextField(verbose_name='wording in Japanese')),
                ('text_en', models.TextField(blank=True, verbose_name='wording in English')),
                ('foreign_information', models.TextField(blank=True, help_text="Country, its system for personal information, the recipient's measures (Article 28(2)).", verbose_name='information on the foreign country')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('categories', models.ManyToManyField(blank=True, related_name='wordings', to='policies.datacategory', verbose_name='items')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='policies.purposeofuse', verbose_name='purpose of use')),
            ],
            options={
                'verbose_name': 'consent wording',
                'verbose_name_plural': 'consent wordings',
                'ordering': ['code', 'version'],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='wording_version_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='wording_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('scope', 'foreign'), _negated=True), models.Q(('foreign_information', ''), _negated=True), _connector='OR'), name='wording_foreign_has_information', violation_error_message='A consent to a provision abroad needs the information of Article 28(2).')],
            },
        ),
        migrations.CreateModel(
            name='PolicyClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=20, verbose_name='label')),
                ('text', models.TextField(verbose_name='text')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='policies.policyclause', verbose_name='item above')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='policies.policysection', verbose_name='policy section')),
            ],
            options={
                'verbose_name': 'policy clause',
                'verbose_name_plural': 'policy clauses',
                'ordering': ['section', 'order'],
                'constraints': [models.UniqueConstraint(fields=('section', 'order'), name='policy_clause_order_once')],
            },
        ),
    ]
