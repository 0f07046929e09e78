"""Is a message still to be sent, asked just before it is?"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Reason
from privacyportal.references.registry import can_view, visible_among

MAY_SEE = "_may_see"


def prepare(messages: Sequence[Message]) -> None:
    """Look up with few queries what `why_not` and the mails' contents will ask of messages that leave in a moment."""
    by_kind: dict[str, list[Message]] = defaultdict(list)
    by_person: dict[int, list[Message]] = defaultdict(list)
    for message in messages:
        by_kind[message.kind].append(message)
        if message.reference:
            by_person[message.recipient_id].append(message)
    for person_messages in by_person.values():
        references = {message.reference_id: message.reference for message in person_messages}
        seen = visible_among(person_messages[0].recipient, [ref for ref in references.values() if ref])
        for message in person_messages:
            message.__dict__[MAY_SEE] = message.reference_id in seen
    for code, of_kind in by_kind.items():
        kind_of(code).prepare(of_kind)


def why_not(message: Message) -> str:
    """The code of the reason why a message is not to be sent any more; "" when it is."""
    recipient: Any = message.recipient
    if not recipient.is_active:
        return Reason.RECIPIENT_INACTIVE
    if message.reference and not _may_see(message):
        return Reason.NOT_PERMITTED
    return kind_of(message.kind).wanted(message)


def _may_see(message: Message) -> bool:
    known = message.__dict__.get(MAY_SEE)
    reference: Any = message.reference
    return bool(can_view(message.recipient, reference) if known is None else known)
