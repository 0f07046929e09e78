import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('references', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='key')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='facts')),
                ('status', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Sending failed'), ('suppressed', 'Not sent'), ('unknown', 'Delivery unknown')], default='waiting', max_length=12, verbose_name='state')),
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
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='addressee')),
                ('reference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='references.reference', verbose_name='reference number')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'permissions': [('resend_message', 'Can send a failed message again'), ('view_mailbox', 'Can read the embedded mailbox')],
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['next_attempt_at', 'id'], name='notifications_waiting'), models.Index(condition=models.Q(('status', 'sending')), fields=['lease_until'], name='notifications_sending'), models.Index(fields=['status', '-queued_at'], name='notifications_by_status'), models.Index(fields=['-queued_at'], name='notifications_by_time')],
                'constraints': [models.UniqueConstraint(fields=('key', 'recipient'), name='notifications_one_message_per_key_and_person'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='notifications_sent_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='notifications_sending_is_leased')],
            },
        ),
    ]
