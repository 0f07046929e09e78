"""What has been said by mail to whom, and did it arrive at the mail server?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import label
from privacyportal.notifications.querysets import MessageQuerySet
from privacyportal.notifications.registry import label_of
from privacyportal.notifications.states import Hold, Status
from privacyportal.references.models import Reference


class Message(models.Model):
    """One mail to one person; `facts` holds codes, numbers and dates only, never personal data of a data subject."""

    key = models.CharField(_("key"), max_length=200)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", verbose_name=_("addressee")
    )
    kind = models.CharField(_("kind"), max_length=60)
    reference = models.ForeignKey(
        Reference,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("reference number"),
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.WAITING)
    queued_at = models.DateTimeField(_("queued at"))
    release_at = models.DateTimeField(_("not before"), null=True, blank=True)
    at_once = models.BooleanField(_("never in a collective mail"), default=False)
    hold = models.CharField(_("held back because"), max_length=10, choices=Hold, default=Hold.HOUR, blank=True)
    collective = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="collected",
        verbose_name=_("collective mail"),
    )
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    error = models.TextField(_("answer of the mail server"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    to_address = models.EmailField(_("mail address"), blank=True)
    subject = models.CharField(_("mail subject"), max_length=300, blank=True)
    body = models.TextField(_("text as sent"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        permissions = [
            ("resend_message", "Can send a failed message again"),
            ("view_mailbox", "Can read the embedded mailbox"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(status="waiting"), name="notifications_waiting"),
            models.Index(fields=["release_at", "recipient"], condition=Q(status="held"), name="notifications_held"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="notifications_sending"),
            models.Index(fields=["status", "-queued_at"], name="notifications_by_status"),
            models.Index(fields=["-queued_at"], name="notifications_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "recipient"], name="notifications_one_message_per_key_and_person"),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(release_at__isnull=False), name="notifications_held_until_when"
            ),
            models.CheckConstraint(
                condition=~Q(status="collected") | Q(collective__isnull=False), name="notifications_collected_in_a_mail"
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="notifications_sent_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(lease_until__isnull=False),
                name="notifications_sending_is_leased",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.key

    @property
    def kind_text(self) -> str:
        """The kind of mail in the reader's language."""
        return label_of(self.kind)

    @property
    def reason_text(self) -> str:
        """Why it was not sent, in the reader's language; a kind's own reasons carry their app's name."""
        if not self.reason:
            return ""
        return label(self.reason if "." in self.reason else f"notifications.{self.reason}")
