import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('policies', '0001_initial'),
        ('references', '0001_initial'),
        ('vendors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_number', models.CharField(blank=True, max_length=30, null=True, unique=True, verbose_name='customer number')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kana', models.CharField(blank=True, max_length=200, verbose_name='reading')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
            ],
            options={
                'verbose_name': 'data subject',
                'verbose_name_plural': 'data subjects',
                'indexes': [models.Index(fields=['name'], name='data_subject_by_name'), models.Index(fields=['kana'], name='data_subject_by_kana')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('use', 'use for the purpose'), ('third_party', 'provision to a third party'), ('foreign', 'provision to a third party abroad')], max_length=12, verbose_name='consent to')),
                ('recipient', models.CharField(blank=True, max_length=200, verbose_name='recipient named in the wording')),
                ('decision', models.CharField(choices=[('given', 'given'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='decision')),
                ('channel', models.CharField(choices=[('written', 'in writing'), ('screen', 'on a screen'), ('email', 'email'), ('telephone', 'telephone'), ('counter', 'counter')], max_length=10, verbose_name='channel')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('decided_on', models.DateField(editable=False, verbose_name='decided on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='last day in force')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_entries', to='policies.purposeofuse', verbose_name='purpose of use')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
                ('wording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_entries', to='policies.consentwording', verbose_name='wording version')),
                ('data_subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_entries', to='consents.datasubject', verbose_name='data subject')),
            ],
            options={
                'verbose_name': 'consent entry',
                'verbose_name_plural': 'consent entries',
                'indexes': [models.Index(fields=['data_subject', 'purpose', 'scope', 'recipient', '-decided_at'], name='consent_state'), models.Index(condition=models.Q(('decision', 'given')), fields=['expires_on'], name='consent_by_expiry'), models.Index(fields=['-decided_at'], name='consent_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['given', 'refused', 'withdrawn'])), name='consent_decision_known'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), models.Q(('decision', 'given'), ('expires_on__gte', models.F('decided_on'))), _connector='OR'), name='consent_expiry_of_given_only', violation_error_message='Only a given consent ends, and not before it was given.')],
            },
        ),
        migrations.CreateModel(
            name='ThirdPartyProvision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('a', 'a) consent of the person'), ('b', 'b) based on law'), ('c', 'c) inquiry of an authority or another outside body'), ('d', 'd) protection of life, body or property'), ('e', 'e) entrustment'), ('f', 'f) succession of business by merger or otherwise'), ('g', 'g) joint use'), ('h', 'h) otherwise permitted by law')], max_length=1, verbose_name='ground')),
                ('subjects', models.CharField(blank=True, max_length=200, verbose_name='whose data, if many persons')),
                ('recipient_name', models.CharField(max_length=200, verbose_name="recipient's name")),
                ('recipient_address', models.CharField(blank=True, max_length=300, verbose_name="recipient's address")),
                ('recipient_representative', models.CharField(blank=True, max_length=100, verbose_name="recipient's representative")),
                ('law_item', models.CharField(blank=True, choices=[('27-1-3', 'Article 27(1)(iii): public health, sound growth of children'), ('27-1-5', 'Article 27(1)(v): publishing or teaching academic results'), ('27-1-6', 'Article 27(1)(vi): joint academic research'), ('27-1-7', 'Article 27(1)(vii): recipient is an academic institution'), ('other', 'another Act')], max_length=10, verbose_name='provision that permits it')),
                ('statute', models.CharField(blank=True, max_length=200, verbose_name='law and article')),
                ('document_number', models.CharField(blank=True, max_length=100, verbose_name='document number')),
                ('facts', models.TextField(blank=True, verbose_name='facts that make the ground')),
                ('consent_difficulty', models.TextField(blank=True, verbose_name='why consent is hard to obtain')),
                ('sensitive_exception', models.CharField(blank=True, choices=[('5-1', '5-1 based on law'), ('5-2', '5-2 protection of life, body or property'), ('5-3', '5-3 public health, sound growth of children'), ('5-4', '5-4 cooperation with a state or local body'), ('5-5', '5-5 academic research'), ('5-6', '5-6 withholding-tax affairs: membership of staff'), ('5-7', '5-7 transfer of rights and duties by inheritance'), ('5-8', '5-8 proper conduct of financial business, with consent'), ('5-9', '5-9 biometric data for identity verification, with consent')], max_length=3, verbose_name='exception for sensitive information')),
                ('sensitive_reason', models.TextField(blank=True, verbose_name='why the sensitive information is needed')),
                ('is_japanese_law', models.BooleanField(default=False, verbose_name='the basis is a Japanese law')),
                ('foreign_basis', models.CharField(blank=True, choices=[('designated', '① country designated by the rules'), ('equivalent', '② equivalent-measures system'), ('consent', '③ a) consent to the foreign provision'), ('exempt', '③ b) to d)')], max_length=12, verbose_name='ground for abroad')),
                ('provided_on', models.DateField(verbose_name='provided on')),
                ('keep_until_on', models.DateField(blank=True, null=True, verbose_name='record kept until')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('arrangement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.jointusearrangement', verbose_name='joint-use arrangement')),
                ('categories', models.ManyToManyField(related_name='provisions', to='policies.datacategory', verbose_name='items provided')),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='consents.consententry', verbose_name='consent')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.country', verbose_name="recipient's country")),
                ('data_subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='consents.datasubject', verbose_name='data subject')),
                ('entrustment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.entrustment', verbose_name='entrustment')),
                ('foreign_consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='foreign_provisions', to='consents.consententry', verbose_name='consent to the foreign provision')),
                ('foreign_ground', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.foreignground', verbose_name='ground on file for abroad')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.jointusepartner', verbose_name='joint-use partner')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='policies.purposeofuse', verbose_name='purpose of use')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('reference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='references.reference', verbose_name='number')),
                ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.vendor', verbose_name='vendor')),
            ],
            options={
                'verbose_name': 'third-party provision',
                'verbose_name_plural': 'third-party provisions',
                'permissions': [('permit_by_law', 'Can record a provision on ground h)')],
                'indexes': [models.Index(fields=['-provided_on'], name='provision_by_day'), models.Index(fields=['ground', '-provided_on'], name='provision_by_ground')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])), name='provision_ground_known'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'a'), _negated=True), ('consent__isnull', False), _connector='OR'), name='provision_a_has_consent'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'e'), _negated=True), ('entrustment__isnull', False), _connector='OR'), name='provision_e_has_entrustment'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'g'), _negated=True), ('arrangement__isnull', False), _connector='OR'), name='provision_g_has_arrangement'), models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['b', 'c', 'h']), _negated=True), models.Q(('statute', ''), _negated=True), _connector='OR'), name='provision_law_has_article'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'd'), _negated=True), models.Q(models.Q(('facts', ''), _negated=True), models.Q(('consent_difficulty', ''), _negated=True)), _connector='OR'), name='provision_d_has_both_limbs'), models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['f', 'h']), _negated=True), models.Q(('facts', ''), _negated=True), _connector='OR'), name='provision_f_h_have_facts'), models.CheckConstraint(condition=models.Q(('data_subject__isnull', False), models.Q(('subjects', ''), _negated=True), _connector='OR'), name='provision_says_whose_data'), models.CheckConstraint(condition=models.Q(models.Q(('country', 'JP'), ('foreign_basis', '')), models.Q(models.Q(('country', 'JP'), _negated=True), models.Q(('foreign_basis', ''), _negated=True)), _connector='OR'), name='provision_abroad_has_basis'), models.CheckConstraint(condition=models.Q(models.Q(('foreign_basis', 'equivalent'), _negated=True), ('foreign_ground__isnull', False), _connector='OR'), name='provision_equivalent_has_ground'), models.CheckConstraint(condition=models.Q(models.Q(('foreign_basis', 'consent'), _negated=True), ('foreign_consent__isnull', False), _connector='OR'), name='provision_abroad_has_consent')],
            },
        ),
        append_only(
            "consents_consententry", "consents_thirdpartyprovision", "consents_thirdpartyprovision_categories"
        ),
    ]
