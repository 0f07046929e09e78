"""When does a mail that is held back go out, by itself or together with others to the same person?

Mails that wait for one person's hour leave as one, so that a night, an outage or a busy minute is one mail and not
fifty; what must be told at once goes by itself.
"""

from collections import defaultdict
from datetime import datetime
from itertools import batched

from django.db import connection, transaction
from django.db.models import QuerySet

from privacyportal.notifications.models import Message
from privacyportal.notifications.services import wake
from privacyportal.notifications.states import Hold, Reason, Status

COLLECTIVE = "notifications.collective"
# Held back for no other reason than the hour: the next sweep lets it go.
LET_GO = (Hold.HOUR, Hold.RELEASED, Hold.AGAIN)
BATCH = 500
MOST_IN_ONE = 200


@transaction.atomic
def release(*, at: datetime, most_per_person: int) -> list[int]:
    """Let go what may leave at `at`; return for whom the brake acted (keys).

    Nobody gets more than `most_per_person` notices of one run without somebody being asked. Safe to run twice or twice
    at once: each row is taken by one transaction only.
    """
    ready = Message.objects.filter(status=Status.HELD, release_at__lte=at, hold__in=LET_GO)
    ready = ready.order_by("pk").only("pk", "recipient_id", "addressee", "at_once", "hold", "release_at")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    by_person: dict[int, list[Message]] = defaultdict(list)
    for message in ready.filter(recipient__isnull=False):
        by_person[message.recipient_id].append(message)
    stormy = {person for person, messages in by_person.items() if _is_storm(messages, most_per_person)}
    _brake([message.pk for person in stormy for message in by_person[person]])
    alone: list[int] = []
    together: list[list[Message]] = []
    for messages in (messages for person, messages in by_person.items() if person not in stormy):
        alone += [message.pk for message in messages if message.at_once]
        for part in batched((message for message in messages if not message.at_once), MOST_IN_ONE):
            if len(part) > 1:
                together.append(list(part))
            else:
                alone.append(part[0].pk)
    _let_go(alone)
    _collect(together, at)
    if alone or together:
        wake()
    return sorted(stormy)


def _is_storm(messages: list[Message], most: int) -> bool:
    return sum(message.hold == Hold.HOUR for message in messages) > most


def _brake(keys: list[int]) -> None:
    Message.objects.filter(pk__in=keys).update(hold=Hold.BRAKE)


def _let_go(keys: list[int]) -> None:
    Message.objects.filter(pk__in=keys, status=Status.HELD).update(status=Status.WAITING)


def _collect(together: list[list[Message]], at: datetime) -> None:
    """One collective mail per person; its key names its first item and that item's hour: it can be in no other."""
    mails = [
        Message(
            kind=COLLECTIVE,
            key=f"{COLLECTIVE}:{items[0].pk}:{items[0].release_at:%Y%m%dT%H%M%S.%f}",
            recipient_id=items[0].recipient_id,
            addressee=items[0].addressee,
            facts={"items": len(items)},
            queued_at=at,
        )
        for items in together
    ]
    for mail, items in zip(Message.objects.bulk_create(mails, batch_size=BATCH), together, strict=True):
        rows = Message.objects.filter(pk__in=[item.pk for item in items], status=Status.HELD)
        rows.update(status=Status.COLLECTED, collective=mail)


def braked() -> QuerySet[Message]:
    """Mails that the storm brake holds back."""
    return Message.objects.filter(status=Status.HELD, hold=Hold.BRAKE)


def let_go() -> int:
    """Let the next run send what the brake holds back, in collective mails; return how many mails it was."""
    return braked().update(hold=Hold.RELEASED, at_once=False)


def drop_braked() -> int:
    """Record what the brake holds back as not sent; return how many mails it was."""
    return braked().update(status=Status.SUPPRESSED, reason=Reason.DROPPED)
