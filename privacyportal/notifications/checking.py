"""Is a message still to be sent, asked just before it is?"""

from typing import Any

from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Reason
from privacyportal.references.registry import can_view


def why_not(message: Message) -> str:
    """The code of the reason why a message is not to be sent any more; "" when it is."""
    recipient: Any = message.recipient
    if not recipient.is_active:
        return Reason.RECIPIENT_INACTIVE
    if message.reference and not can_view(recipient, message.reference):
        return Reason.NOT_PERMITTED
    return kind_of(message.kind).wanted(message)
