"""How is somebody outside written to? By the same outbox, as mail or as a letter that a person posts."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.notifications.addressees import Addressee, address_for, is_concerned
from privacyportal.notifications.models import Message
from privacyportal.notifications.outside import write
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.services import queue_many
from privacyportal.notifications.states import AddresseeKind, Channel
from privacyportal.notifications.telling import NotDeclared, Value
from privacyportal.references.models import Reference


def tell(
    *,
    kind: str,
    key: str,
    to: Iterable[Addressee],
    about: Reference,
    channel: Channel = Channel.MAIL,
    facts: dict[str, Value] | None = None,
    at: datetime,
) -> list[Message]:
    """Put one message per addressee outside into the outbox, in the caller's transaction; return those on the key.

    A message with the same key for the same addressee is there already and stays as it is. Each is written once here,
    so that what may not be told is found before anything is kept; a mail is written anew when it leaves, a letter is
    what its reader will hold.

    :raises NotDeclared: when the kind does not declare such a message for such an addressee, or the record is not
        spoken of to them.
    :raises Refused: when there is no address for the channel.
    """
    people = {addressee.key: addressee for addressee in to}
    for addressee in people.values():
        if addressee.kind is AddresseeKind.STAFF or not is_concerned(addressee.key, about):
            raise NotDeclared(f"{about.prefix} does not concern this {addressee.kind.value}")
    refuse_if([has_address(addressee, channel) for addressee in people.values()])
    queue_many([_message(kind, key, addressee, about, channel, facts or {}, at) for addressee in people.values()])
    return list(Message.objects.filter(key=key, addressee__in=people).order_by("pk"))


def _message(
    kind: str,
    key: str,
    addressee: Addressee,
    about: Reference,
    channel: Channel,
    facts: dict[str, Value],
    at: datetime,
) -> Message:
    message = Message(
        kind=kind,
        key=key,
        addressee_kind=addressee.kind,
        addressee=addressee.key,
        channel=channel,
        language=addressee.language,
        to_name=addressee.name,
        to_address=(addressee.email or "") if channel is Channel.MAIL else "",
        to_postal=(addressee.postal or "") if channel is Channel.LETTER else "",
        reference=about,
        facts=facts,
        queued_at=at,
    )
    kind_of(kind).allow(message)
    written = write(message, addressee, at=at)
    if channel is Channel.LETTER:
        message.subject, message.body = written.subject, written.text
    return message


def has_address(addressee: Addressee, channel: Channel) -> Refusal | None:
    """Refuse to write where nothing says whereto."""
    if address_for(addressee, channel):
        return None
    return Refusal(
        code="no_address",
        cannot=_("The message cannot be written."),
        missing=_("No mail address of the addressee is on file.")
        if channel is Channel.MAIL
        else _("No postal address of the addressee is on file."),
        next_step=_("Enter the address, or choose the other way of sending."),
        field="channel",
    )
