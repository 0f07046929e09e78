"""When does a mail that is held back go out, by itself or together with others to the same person?

Mails that wait for one person's hour leave as one, so that a night, an outage or a busy minute is one mail and not
fifty; what must be told at once goes by itself.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from privacyportal.notifications.models import Message
from privacyportal.notifications.services import wake
from privacyportal.notifications.states import Hold, Reason, Status

COLLECTIVE = "notifications.collective"
BATCH = 500
MOST_IN_ONE = 200


@dataclass
class Released:
    """How many mails go out by themselves, how many inside collective ones, and for whom the brake acted (keys)."""

    single: int = 0
    collected: int = 0
    braked: list[int] = field(default_factory=list)


@transaction.atomic
def release(*, at: datetime, most_per_person: int) -> Released:
    """Let go what may leave at `at`; nobody gets more than `most_per_person` notices of one run without being asked.

    Safe to run twice or twice at once: each row is taken by one transaction only.
    """
    done = Released()
    ready = Message.objects.filter(status=Status.HELD, release_at__lte=at, hold__in=[Hold.HOUR, Hold.RELEASED])
    ready = ready.order_by("pk").only("pk", "recipient_id", "at_once", "hold")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    by_person: dict[int, list[Message]] = defaultdict(list)
    for message in ready:
        by_person[message.recipient_id].append(message)
    single: list[int] = []
    together: list[list[Message]] = []
    for person, messages in by_person.items():
        if _is_storm(messages, most_per_person):
            done.braked.append(person)
            continue
        joined = [message for message in messages if not message.at_once]
        alone = [message.pk for message in messages if message.at_once]
        if len(joined) > 1:
            together += [list(part) for part in batched(joined, MOST_IN_ONE)]
        else:
            alone += [message.pk for message in joined]
        single += alone
    _brake(done.braked, by_person)
    done.single = _let_go(single)
    done.collected = _collect(together, at)
    if single or together:
        wake()
    return done


def _is_storm(messages: list[Message], most: int) -> bool:
    return sum(message.hold != Hold.RELEASED for message in messages) > most


def _brake(people: list[int], by_person: dict[int, list[Message]]) -> None:
    keys = [message.pk for person in people for message in by_person[person]]
    Message.objects.filter(pk__in=keys).update(hold=Hold.BRAKE)


def _let_go(keys: list[int]) -> int:
    return Message.objects.filter(pk__in=keys, status=Status.HELD).update(status=Status.WAITING) if keys else 0


def _collect(together: list[list[Message]], at: datetime) -> int:
    """One collective mail per person; its key is that of its first item, which can be in no other."""
    mails = [
        Message(
            kind=COLLECTIVE,
            key=f"{COLLECTIVE}:{items[0].pk}",
            recipient_id=items[0].recipient_id,
            facts={"items": len(items)},
            queued_at=at,
        )
        for items in together
    ]
    for mail, items in zip(Message.objects.bulk_create(mails, batch_size=BATCH), together, strict=True):
        rows = Message.objects.filter(pk__in=[item.pk for item in items], status=Status.HELD)
        rows.update(status=Status.COLLECTED, collective=mail)
    return sum(len(items) for items in together)


def braked() -> QuerySet[Any]:
    """Mails that the storm brake holds back."""
    return Message.objects.filter(status=Status.HELD, hold=Hold.BRAKE)


def let_go() -> int:
    """Let the next run send what the brake holds back, in collective mails; return how many mails it was."""
    return braked().update(hold=Hold.RELEASED, at_once=False)


def drop_braked() -> int:
    """Record what the brake holds back as not sent; return how many mails it was."""
    return braked().update(status=Status.SUPPRESSED, reason=Reason.DROPPED)
