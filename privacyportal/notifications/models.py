"""What has been said by mail to whom, and did it arrive at the mail server?"""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import label
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.notifications.querysets import MessageQuerySet
from privacyportal.notifications.registry import label_of
from privacyportal.notifications.states import AddresseeKind, Channel, Hold, Posting, Reason, Status
from privacyportal.references.models import Reference

STAFF = "staff:"
OUTSIDE = (AddresseeKind.VENDOR_CONTACT, AddresseeKind.DATA_SUBJECT, AddresseeKind.BODY)

LETTER_WORDS = {Status.WAITING: _("To be posted"), Status.SENT: _("Posted")}


def digest_of(address: str) -> str:
    """Return what is kept of an address that mails came back from: no address outlives its erasure here."""
    return sha256(address.strip().lower().encode()).hexdigest()


def staff_key(pk: int) -> str:
    """Return the addressee's key of a member of staff."""
    return f"{STAFF}{pk}"


class Message(ErasableModel):
    """One mail or letter to one addressee: a member of staff (`recipient`), or somebody outside (the `to_` fields).

    `facts` holds codes, numbers and dates only, never personal data of a data subject. Of an addressee outside the
    name and address are kept as they were when the message left; of a mail to staff the address only.
    """

    content = ("to_name", "to_postal", "to_address", "subject", "body", "error")

    key = models.CharField(_("key"), max_length=200)
    addressee_kind = models.CharField(
        _("kind of addressee"), max_length=14, choices=AddresseeKind, default=AddresseeKind.STAFF
    )
    addressee = models.CharField(_("addressee's key"), max_length=60, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("addressee"),
    )
    channel = models.CharField(_("way of sending"), max_length=6, choices=Channel, default=Channel.MAIL)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    to_name = models.CharField(_("addressee's name"), max_length=200, blank=True)
    to_postal = models.CharField(_("postal address"), max_length=300, blank=True)
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
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("posted by"),
    )
    posting = models.CharField(_("kind of posting"), max_length=10, choices=Posting, blank=True)
    posting_number = models.CharField(_("number of the posting"), max_length=40, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        permissions = [
            ("resend_message", "Can send a failed message again"),
            ("view_mailbox", "Can read the embedded mailbox"),
            ("post_letter", "Can post letters and record it"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(status="waiting"), name="notifications_waiting"),
            models.Index(fields=["release_at", "recipient"], condition=Q(status="held"), name="notifications_held"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="notifications_sending"),
            models.Index(fields=["status", "-queued_at"], name="notifications_by_status"),
            models.Index(fields=["-queued_at"], name="notifications_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "addressee"], name="notifications_one_message_per_key_and_addressee"
            ),
            models.CheckConstraint(
                condition=Q(
                    addressee_kind="staff",
                    addressee=Concat(Value(STAFF), Cast("recipient", CharField())),
                    recipient__isnull=False,
                    channel="mail",
                    language="",
                    to_name="",
                    to_postal="",
                )
                | Q(addressee_kind__in=OUTSIDE, recipient__isnull=True, reference__isnull=False)
                & ~Q(addressee="")
                & ~Q(addressee__startswith=STAFF)
                & ~Q(language="")
                & (~Q(to_name="") | Q(erasure__isnull=False)),
                name="notifications_addressee_is_complete",
                violation_error_message=_("A message has the addressee that its kind of addressee needs."),
            ),
            models.CheckConstraint(
                condition=Q(channel="mail", posted_by__isnull=True, posting="", posting_number="")
                | Q(channel="letter", status="sent", posted_by__isnull=False, message_id="") & ~Q(posting="")
                | Q(channel="letter", status__in=["waiting", "suppressed"], posted_by__isnull=True, message_id=""),
                name="notifications_letter_is_posted_by_a_person",
                violation_error_message=_("A letter is sent when a person has recorded its posting."),
            ),
            models.CheckConstraint(
                condition=~Q(channel="letter") | ~Q(to_postal="") & ~Q(body="") | Q(erasure__isnull=False),
                name="notifications_letter_has_address_and_text",
                violation_error_message=_("A letter has a postal address and a text."),
            ),
            models.CheckConstraint(
                condition=~Q(channel="mail", addressee_kind__in=OUTSIDE) | ~Q(to_address="") | Q(erasure__isnull=False),
                name="notifications_mail_outside_has_address",
                violation_error_message=_("A mail to somebody outside has a mail address."),
            ),
            erased_is_empty(
                "notifications_erased_is_empty", "to_name", "to_postal", "to_address", "subject", "body", "error"
            ),
            models.CheckConstraint(
                condition=Q(erasure__isnull=True) | Q(addressee_kind__in=OUTSIDE, status__in=["sent", "suppressed"]),
                name="notifications_erased_is_settled",
            ),
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
    def to_whom(self) -> str:
        """The addressee's name: of staff as it is now, of somebody outside as on the message."""
        return str(self.recipient) if self.recipient is not None else self.to_name

    @property
    def is_returned(self) -> bool:
        """Whether it came back for good, and nobody has closed that."""
        return self.status == Status.FAILED and self.reason == Reason.BOUNCED

    @property
    def status_text(self) -> str:
        """The state in the reader's language; a letter is posted where a mail is sent."""
        word = LETTER_WORDS.get(Status(self.status)) if self.channel == Channel.LETTER else None
        return str(word or self.get_status_display())

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


class DeadAddress(models.Model):
    """An address from which a mail came back for good: nothing goes there until a person sends that mail again."""

    digest = models.CharField(_("digest of the address"), max_length=64, unique=True, editable=False)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="dead_addresses", verbose_name=_("mail")
    )
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("address that mails come back from")
        verbose_name_plural = _("addresses that mails come back from")

    def __str__(self) -> str:
        return str(self.message)
