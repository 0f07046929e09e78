"""What of mails and letters can be erased? Those to somebody outside, once they are sent or will not be."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import table_instant
from privacyportal.erasure import registry
from privacyportal.erasure.registry import Erasable
from privacyportal.notifications.models import OUTSIDE, Message
from privacyportal.notifications.states import Status
from privacyportal.references.models import Reference

SETTLED = (Status.SENT, Status.SUPPRESSED)


def _reference(message: Message) -> Reference:
    """Return the record that it is about: a message to somebody outside has one."""
    if message.reference is None:
        raise LookupError(message.key)
    return message.reference


def _rows(reference: Reference) -> Iterable[tuple[Message, str]]:
    kept = Message.objects.filter(reference=reference, addressee_kind__in=OUTSIDE, erasure=None).order_by("pk")
    return [(message, f"{table_instant(message.queued_at)} {message.kind_text}") for message in kept]


def _settled(message: Message, rule: str) -> bool:
    return message.status in SETTLED


def _readable(user: User, message: Message) -> bool:
    return Message.objects.visible_to(user).filter(pk=message.pk).exists()


registry.register(
    Erasable(
        model="notifications.Message",
        words=_("mail or letter to somebody outside"),
        reference=_reference,
        rows=_rows,
        settled=_settled,
        readable=_readable,
    )
)
