"""The tables of notifications as they are, from nothing at once (docs/decisions/0011)."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.sealing import stays_erased
from privacyportal.audit.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('notifications', '0001_initial'),
        ('notifications', '0002_collective_mails'),
        ('notifications', '0003_brake_only'),
        ('notifications', '0004_addressees'),
        ('notifications', '0005_erasable_words'),
    ]

    dependencies = [
        ('accounts', '0003_decisions'),
        ('erasure', '0002_decisions'),
        ('references', '0001_initial'),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=200, verbose_name='key')),
                        ('kind', models.CharField(max_length=60, verbose_name='kind')),
                        ('facts', models.JSONField(blank=True, default=dict, verbose_name='facts')),
                        ('status', models.CharField(choices=[('held', 'Held back'), ('waiting', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Sending failed'), ('suppressed', 'Not sent'), ('collected', 'In a collective mail'), ('unknown', 'Delivery unknown')], default='waiting', max_length=12, verbose_name='state')),
                        ('queued_at', models.DateTimeField(verbose_name='queued at')),
                        ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                        ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                        ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                        ('reason', models.CharField(blank=True, max_length=40, verbose_name='reason')),
                        ('error', models.TextField(blank=True, verbose_name='answer of the mail server')),
                        ('message_id', models.CharField(blank=True, max_length=200, verbose_name='Message-ID')),
                        ('to_address', models.EmailField(blank=True, max_length=254, verbose_name='mail address')),
                        ('subject', models.CharField(blank=True, max_length=300, verbose_name='mail subject')),
                        ('body', models.TextField(blank=True, verbose_name='text as sent')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                        ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='addressee')),
                        ('reference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='references.reference', verbose_name='reference number')),
                        ('at_once', models.BooleanField(default=False, verbose_name='never in a collective mail')),
                        ('collective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='collected', to='notifications.message', verbose_name='collective mail')),
                        ('hold', models.CharField(blank=True, choices=[('', "Waits for the recipient's hours"), ('brake', 'Held back by the storm brake'), ('released', 'Released by a person')], default='', max_length=10, verbose_name='held back because')),
                        ('release_at', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                        ('addressee', models.CharField(editable=False, max_length=60, verbose_name="addressee's key")),
                        ('addressee_kind', models.CharField(choices=[('staff', 'member of staff'), ('vendor_contact', "vendor's contact"), ('data_subject', 'data subject'), ('body', "outside body (JSDA, authority, partner's desk)")], default='staff', max_length=14, verbose_name='kind of addressee')),
                        ('channel', models.CharField(choices=[('mail', 'mail'), ('letter', 'letter')], default='mail', max_length=6, verbose_name='way of sending')),
                        ('language', models.CharField(blank=True, choices=[('ja', 'Japanese'), ('en', 'English')], max_length=5, verbose_name='language')),
                        ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posted by')),
                        ('posting', models.CharField(blank=True, choices=[('ordinary', 'ordinary mail'), ('specified', 'specified record mail'), ('registered', 'registered mail'), ('certified', 'certified mail with proof of content'), ('other', 'delivered in another way')], max_length=10, verbose_name='kind of posting')),
                        ('posting_number', models.CharField(blank=True, max_length=40, verbose_name='number of the posting')),
                        ('to_name', models.CharField(blank=True, max_length=200, verbose_name="addressee's name")),
                        ('to_postal', models.CharField(blank=True, max_length=300, verbose_name='postal address')),
                        ('erasure', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure')),
                    ],
                    options={
                        'verbose_name': 'mail',
                        'verbose_name_plural': 'mails',
                        'permissions': [('resend_message', 'Can send a failed message again'), ('view_mailbox', 'Can read the embedded mailbox'), ('post_letter', 'Can post letters and record it')],
                        'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['next_attempt_at', 'id'], name='notifications_waiting'), models.Index(condition=models.Q(('status', 'sending')), fields=['lease_until'], name='notifications_sending'), models.Index(fields=['status', '-queued_at'], name='notifications_by_status'), models.Index(fields=['-queued_at'], name='notifications_by_time'), models.Index(condition=models.Q(('status', 'held')), fields=['release_at', 'recipient'], name='notifications_held')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='notifications_sent_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='notifications_sending_is_leased'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'held'), _negated=True), ('release_at__isnull', False), _connector='OR'), name='notifications_held_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'collected'), _negated=True), ('collective__isnull', False), _connector='OR'), name='notifications_collected_in_a_mail'), models.UniqueConstraint(fields=('key', 'addressee'), name='notifications_one_message_per_key_and_addressee'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), ('posted_by__isnull', True), ('posting', ''), ('posting_number', '')), models.Q(('channel', 'letter'), ('message_id', ''), ('posted_by__isnull', False), ('status', 'sent'), models.Q(('posting', ''), _negated=True)), models.Q(('channel', 'letter'), ('message_id', ''), ('posted_by__isnull', True), ('status__in', ['waiting', 'suppressed'])), _connector='OR'), name='notifications_letter_is_posted_by_a_person', violation_error_message='A letter is sent when a person has recorded its posting.'), models.CheckConstraint(condition=models.Q(models.Q(('addressee', django.db.models.functions.text.Concat(models.Value('staff:'), django.db.models.functions.comparison.Cast('recipient', models.CharField()))), ('addressee_kind', 'staff'), ('channel', 'mail'), ('language', ''), ('recipient__isnull', False), ('to_name', ''), ('to_postal', '')), models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('recipient__isnull', True), ('reference__isnull', False), models.Q(('addressee', ''), _negated=True), models.Q(('addressee__startswith', 'staff:'), _negated=True), models.Q(('language', ''), _negated=True), models.Q(models.Q(('to_name', ''), _negated=True), ('erasure__isnull', False), _connector='OR')), _connector='OR'), name='notifications_addressee_is_complete', violation_error_message='A message has the addressee that its kind of addressee needs.'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'letter'), _negated=True), models.Q(models.Q(('to_postal', ''), _negated=True), models.Q(('body', ''), _negated=True)), ('erasure__isnull', False), _connector='OR'), name='notifications_letter_has_address_and_text', violation_error_message='A letter has a postal address and a text.'), models.CheckConstraint(condition=models.Q(models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('channel', 'mail'), _negated=True), models.Q(('to_address', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='notifications_mail_outside_has_address', violation_error_message='A mail to somebody outside has a mail address.'), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('body', ''), ('error', ''), ('subject', ''), ('to_address', ''), ('to_name', ''), ('to_postal', '')), _connector='OR'), name='notifications_erased_is_empty', violation_error_message='What was erased cannot be written again.'), models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('status__in', ['sent', 'suppressed'])), _connector='OR'), name='notifications_erased_is_settled')],
                    },
                ),
            ],
        ),
        stays_erased("notifications_message"),
    ]
