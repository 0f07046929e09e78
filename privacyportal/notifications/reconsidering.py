"""What waited for the mail server: may it leave at this hour, and is there more that should leave with it?

What may not leave now is held back again; so is what can be merged with other reminders that wait for the same person.
The next sweep lets both go as it does everything that is held: within hours, in one mail.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from privacyportal.notifications.hours import has_waited, moment_of
from privacyportal.notifications.leasing import end
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.releasing import COLLECTIVE, LET_GO
from privacyportal.notifications.states import Hold, Reason, Status

HELD_AGAIN = "held again"


def hold_again(message: Message, items: list[Message]) -> str:
    """Hold back again a message, or the matters of a collective mail, that waited and is not to leave now as it is.

    :returns: "" when it may leave
    :raises LostLease: when another process has it.
    """
    return _weigh(message, items) if has_waited(message) else ""


@transaction.atomic
def _weigh(message: Message, items: list[Message]) -> str:
    now = moment_of(message)
    moments = {item.pk: kind_of(item.kind).leaves_at(item) or now for item in items}
    if max(moments.values(), default=now) <= now and not _has_company(message, now):
        return ""
    if message.kind == COLLECTIVE:
        end(message, "suppress", reason=Reason.TAKEN_APART)
        for item in items:
            rows = Message.objects.filter(pk=item.pk, status=Status.COLLECTED, collective=message)
            rows.update(status=Status.HELD, collective=None, hold=Hold.AGAIN, release_at=moments[item.pk])
    else:
        values = {"release_at": moments[message.pk], "hold": Hold.AGAIN, "next_attempt_at": None}
        end(message, "hold", **values, lease_until=None, lease_token=None)
    return HELD_AGAIN


def _has_company(message: Message, at: datetime) -> bool:
    """Whether other reminders to the same person wait as well, so that all can leave as one mail."""
    if message.recipient_id is None or not _is_mergeable(message):
        return False
    held = Q(status=Status.HELD, hold__in=LET_GO, release_at__lte=at)
    waiting = Q(status=Status.WAITING) & (Q(kind=COLLECTIVE) | Q(release_at__isnull=False))
    others = Message.objects.filter(held | waiting, recipient_id=message.recipient_id, at_once=False)
    return others.exclude(pk=message.pk).exists()


def _is_mergeable(message: Message) -> bool:
    return message.kind == COLLECTIVE or (message.release_at is not None and not message.at_once)
