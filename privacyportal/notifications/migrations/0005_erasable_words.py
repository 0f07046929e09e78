"""Mails and letters to somebody outside can be erased, and stay so."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from privacyportal.audit.sealing import stays_erased


class Migration(migrations.Migration):

    dependencies = [
        ('erasure', '0002_decisions'),
        ('notifications', '0004_addressees'),
        ('references', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='message',
            name='notifications_addressee_is_complete',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='notifications_letter_has_address_and_text',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='notifications_mail_outside_has_address',
        ),
        migrations.AddField(
            model_name='message',
            name='erasure',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='erasure.erasure', verbose_name='erasure'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('addressee', django.db.models.functions.text.Concat(models.Value('staff:'), django.db.models.functions.comparison.Cast('recipient', models.CharField()))), ('addressee_kind', 'staff'), ('channel', 'mail'), ('language', ''), ('recipient__isnull', False), ('to_name', ''), ('to_postal', '')), models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('recipient__isnull', True), ('reference__isnull', False), models.Q(('addressee', ''), _negated=True), models.Q(('addressee__startswith', 'staff:'), _negated=True), models.Q(('language', ''), _negated=True), models.Q(models.Q(('to_name', ''), _negated=True), ('erasure__isnull', False), _connector='OR')), _connector='OR'), name='notifications_addressee_is_complete', violation_error_message='A message has the addressee that its kind of addressee needs.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'letter'), _negated=True), models.Q(models.Q(('to_postal', ''), _negated=True), models.Q(('body', ''), _negated=True)), ('erasure__isnull', False), _connector='OR'), name='notifications_letter_has_address_and_text', violation_error_message='A letter has a postal address and a text.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('channel', 'mail'), _negated=True), models.Q(('to_address', ''), _negated=True), ('erasure__isnull', False), _connector='OR'), name='notifications_mail_outside_has_address', violation_error_message='A mail to somebody outside has a mail address.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('body', ''), ('error', ''), ('subject', ''), ('to_address', ''), ('to_name', ''), ('to_postal', '')), _connector='OR'), name='notifications_erased_is_empty', violation_error_message='What was erased cannot be written again.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('erasure__isnull', True), models.Q(('addressee_kind__in', ('vendor_contact', 'data_subject', 'body')), ('status__in', ['sent', 'suppressed'])), _connector='OR'), name='notifications_erased_is_settled'),
        ),
        stays_erased("notifications_message"),
    ]
