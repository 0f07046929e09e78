"""The tables of consents as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.tables import CreateTables
from privacyportal.audit.triggers import Allowed, append_only


class Migration(migrations.Migration):

    replaces = [
        ('consents', '0001_initial'),
        ('consents', '0002_provisions_have_what_they_need'),
        ('consents', '0003_what_a_record_needs'),
        ('consents', '0004_triggers_again'),
        ('consents', '0005_systems_of_countries'),
        ('consents', '0006_erasable_words'),
        ('consents', '0007_provision_endings'),
        ('consents', '0008_provisions_of_kind'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('erasure', '0002_decisions'),
        ('policies', '0005_one_version_a_day'),
        ('references', '0001_initial'),
        ('vendors', '0012_joins'),
    ]

    operations = [
        CreateTables(
            operations=[
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
                        ('erasure', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure')),
                    ],
                    options={
                        'verbose_name': 'consent entry',
                        'verbose_name_plural': 'consent entries',
                        'indexes': [models.Index(fields=['data_subject', 'purpose', 'scope', 'recipient', '-decided_at'], name='consent_state'), models.Index(condition=models.Q(('decision', 'given')), fields=['expires_on'], name='consent_by_expiry'), models.Index(fields=['-decided_at'], name='consent_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['given', 'refused', 'withdrawn'])), name='consent_decision_known'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), models.Q(('decision', 'given'), ('expires_on__gte', models.F('decided_on'))), _connector='OR'), name='consent_expiry_of_given_only', violation_error_message='Only a given consent ends, and not before it was given.'), models.CheckConstraint(condition=models.Q(('decided_at__lte', models.F('recorded_at'))), name='consent_recorded_after_decided', violation_error_message='The decision lies in the future.'), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), ('note', ''), _connector='OR'), name='consent_erased_is_empty', violation_error_message='What was erased cannot be written again.')],
                    },
                ),
                migrations.CreateModel(
                    name='ThirdPartyProvision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ground', models.CharField(choices=[('a', 'a) consent of the person'), ('b', 'b) based on law'), ('c', 'c) inquiry of an authority or another outside body'), ('d', 'd) protection of life, body or property'), ('e', 'e) entrustment'), ('f', 'f) succession of business by merger or otherwise'), ('g', 'g) joint use'), ('h', 'h) otherwise permitted by law'), ('n', 'Number Act, Article 19 (individual numbers)')], max_length=1, verbose_name='ground')),
                        ('subjects', models.CharField(blank=True, max_length=200, verbose_name='whose data, if many persons')),
                        ('recipient_name', models.CharField(max_length=200, verbose_name="recipient's name")),
                        ('recipient_address', models.CharField(blank=True, max_length=300, verbose_name="recipient's address")),
                        ('recipient_representative', models.CharField(blank=True, max_length=100, verbose_name="recipient's representative")),
                        ('named_as', models.CharField(blank=True, max_length=200, verbose_name='recipient as named in the wording')),
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
                        ('edition', models.PositiveSmallIntegerField(default=2, editable=False, verbose_name='edition of the rules')),
                        ('manner', models.CharField(choices=[('each', 'each time'), ('batch', 'in one for continued provision'), ('document', 'a contract stands in for it')], default='each', max_length=10, verbose_name='how the record is made')),
                        ('number_item', models.CharField(blank=True, choices=[('19-2', 'Article 19(ii): needed for the affair, such as a statement to the tax office'), ('19-6', 'Article 19(vi): entrustment, or succession of business'), ('19-12', 'Article 19(xii): between transfer bodies for securities'), ('19-16', 'Article 19(xvi): protection of life, body or property')], max_length=5, verbose_name='item of Article 19 of the Number Act')),
                        ('country_system', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='vendors.countrysystem', verbose_name="what was known of the country's system")),
                        ('erasure', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure')),
                    ],
                    options={
                        'verbose_name': 'third-party provision',
                        'verbose_name_plural': 'third-party provisions',
                        'permissions': [('permit_by_law', 'Can record a provision on ground h)')],
                        'indexes': [models.Index(fields=['-provided_on'], name='provision_by_day'), models.Index(fields=['ground', '-provided_on'], name='provision_by_ground'), models.Index(fields=['data_subject', 'purpose', 'recipient_name'], name='provision_of_kind')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['b', 'c', 'h']), _negated=True), models.Q(('statute', ''), _negated=True), _connector='OR'), name='provision_law_has_article'), models.CheckConstraint(condition=models.Q(models.Q(('foreign_basis', 'equivalent'), _negated=True), ('foreign_ground__isnull', False), _connector='OR'), name='provision_equivalent_has_ground'), models.CheckConstraint(condition=models.Q(models.Q(('foreign_basis', 'consent'), _negated=True), ('foreign_consent__isnull', False), _connector='OR'), name='provision_abroad_has_consent'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'a'), _negated=True), models.Q(('consent__isnull', False), ('data_subject__isnull', False)), _connector='OR'), name='provision_a_has_consent'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'e'), _negated=True), models.Q(('entrustment__isnull', False), ('vendor__isnull', False)), _connector='OR'), name='provision_e_has_entrustment'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'g'), _negated=True), models.Q(('arrangement__isnull', False), ('partner__isnull', False)), _connector='OR'), name='provision_g_has_arrangement'), models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['c', 'f']), _negated=True), models.Q(('document_number', ''), _negated=True), _connector='OR'), name='provision_c_f_have_document'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'h'), _negated=True), ('law_item__in', ['27-1-3', '27-1-5', '27-1-6', '27-1-7', 'other']), _connector='OR'), name='provision_h_has_item'), models.CheckConstraint(condition=models.Q(('vendor__isnull', True), ('partner__isnull', True), _connector='OR'), name='provision_one_recipient'), models.CheckConstraint(condition=models.Q(('ground__in', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'n'])), name='provision_ground_known'), models.CheckConstraint(condition=models.Q(models.Q(('country', 'JP'), ('foreign_basis', '')), models.Q(('foreign_basis', ''), ('ground', 'n')), models.Q(models.Q(('country', 'JP'), _negated=True), ('foreign_basis__in', ['designated', 'equivalent', 'consent', 'exempt'])), _connector='OR'), name='provision_abroad_has_basis'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'n'), _negated=True), ('number_item__in', ['19-2', '19-6', '19-12', '19-16']), _connector='OR'), name='provision_n_has_item'), models.CheckConstraint(condition=models.Q(('edition', 1), ('keep_until_on__isnull', True), models.Q(models.Q(('recipient_address', ''), _negated=True), models.Q(('recipient_representative', ''), _negated=True)), _connector='OR'), name='provision_record_names_recipient', violation_error_message="The record names the recipient's address and representative."), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('consent_difficulty', ''), ('facts', ''), ('sensitive_reason', ''), ('subjects', '')), _connector='OR'), name='provision_erased_is_empty', violation_error_message='What was erased cannot be written again.'), models.CheckConstraint(condition=models.Q(('sensitive_exception', ''), models.Q(('sensitive_reason', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_exception_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'd'), _negated=True), models.Q(models.Q(('facts', ''), _negated=True), models.Q(('consent_difficulty', ''), _negated=True)), ('erasure__isnull', False), _connector='OR'), name='provision_d_has_both_limbs'), models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['f', 'h']), _negated=True), models.Q(('facts', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_f_h_have_facts'), models.CheckConstraint(condition=models.Q(('data_subject__isnull', False), models.Q(('subjects', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_says_whose_data')],
                    },
                ),
                migrations.CreateModel(
                    name='ProvisionEnding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ending', models.CharField(choices=[('stopped', 'provision stopped'), ('returned', 'stopped, and returned or erased at the recipient'), ('once', 'made once, not continued')], max_length=10, verbose_name='how it ended')),
                        ('ended_on', models.DateField(verbose_name='ended on')),
                        ('note', models.TextField(verbose_name='what was done')),
                        ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                        ('erasure', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure')),
                        ('provision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='consents.thirdpartyprovision', verbose_name='third-party provision')),
                        ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                    ],
                    options={
                        'verbose_name': 'end of a provision',
                        'verbose_name_plural': 'ends of provisions',
                        'constraints': [models.CheckConstraint(condition=models.Q(('ending__in', ['stopped', 'returned', 'once'])), name='provision_ending_known'), models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='provision_ending_says_what'), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), ('note', ''), _connector='OR'), name='provision_ending_erased_is_empty', violation_error_message='What was erased cannot be written again.')],
                    },
                ),
            ],
        ),
        append_only("consents_thirdpartyprovision_categories"),
        append_only("consents_consententry", allowed=Allowed("erasure_id", ("note",))),
        append_only("consents_provisionending", allowed=Allowed("erasure_id", ("note",))),
        append_only("consents_thirdpartyprovision", allowed=Allowed("erasure_id", ("subjects", "facts", "consent_difficulty", "sensitive_reason"))),
    ]
