"""How does a recorded notice become mail to people? Detection is done; here people are found."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from privacyportal.clocks.models import Clock, Notice
from privacyportal.clocks.people import Directory
from privacyportal.clocks.registry import subject_of
from privacyportal.clocks.states import FINAL, ClockState, Outcome, Reason
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.references.registry import kind_of

logger = logging.getLogger(__name__)

CHUNK = 200
DEADLINE = "clocks.deadline"


@dataclass
class Dispatched:
    """How many notices ended how, and how many mails were prepared."""

    mails: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def dispatch(*, at: datetime) -> Dispatched:
    """Turn every pending notice into one message per person, or a reason why not."""
    done = Dispatched()
    directory = Directory(at)
    while _dispatch_chunk(at, directory, done):
        pass
    return done


def _dispatch_chunk(at: datetime, directory: Directory, done: Dispatched) -> int:
    with transaction.atomic():
        pending = Notice.objects.pending().order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            pending = pending.select_for_update(skip_locked=True, of=("self",))
        notices = list(pending.select_related("clock__reference")[:CHUNK])
        objects = _load(notices)
        directory.load(objects.values())
        messages = [message for notice in notices for message in _settle(notice, objects, at, directory)]
        for notice in notices:
            done.outcomes[notice.outcome] += 1
        _store(notices, at)
        done.mails += len(notifications.queue_many(messages))
    return len(notices)


def _store(notices: list[Notice], at: datetime) -> None:
    """Write the outcomes, one statement for all notices that ended alike."""
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for notice in notices:
        alike[notice.outcome, notice.reason, notice.error].append(notice.pk)
    for (outcome, reason, error), keys in alike.items():
        Notice.objects.filter(pk__in=keys).update(outcome=outcome, reason=reason, error=error, settled_at=at)


def _load(notices: list[Notice]) -> dict[int, Any]:
    by_prefix: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        by_prefix[notice.clock.reference.prefix].add(notice.clock.reference_id)
    objects: dict[int, Any] = {}
    for prefix, references in by_prefix.items():
        subject = subject_of(prefix)
        sample = next(notice.clock.reference for notice in notices if notice.clock.reference.prefix == prefix)
        manager: Any = kind_of(sample).model_class._default_manager
        rows = manager.filter(reference__in=references)
        rows = rows.select_related("reference", *subject.related).prefetch_related(*subject.prefetch)
        objects |= {obj.reference_id: obj for obj in rows}
    return objects


def _settle(notice: Notice, objects: dict[int, Any], at: datetime, directory: Directory) -> list[Message]:
    """Decide one notice; a fault in one record is recorded and does not stop the others (E8)."""
    notice.reason = why_not(notice.clock, notice.generation)
    if notice.reason:
        notice.outcome = Outcome.SUPPRESSED
        return []
    try:
        with transaction.atomic():
            obj = objects[notice.clock.reference_id]
            people = directory.find(subject_of(notice.clock.reference.prefix), obj, notice.role)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # The one boundary per record.
        logger.exception("Notice %s could not be prepared", notice.pk)
        notice.outcome, notice.error = Outcome.FAILED, f"{type(error).__name__}: {error}"
        return []
    if not people:
        notice.outcome, notice.reason = Outcome.NOBODY, Reason.NOBODY
        return []
    notice.outcome = Outcome.QUEUED
    return [_message(notice, person.pk, at) for person in people]


def _message(notice: Notice, person: int, at: datetime) -> Message:
    return Message(
        kind=DEADLINE,
        key=notice.key,
        recipient_id=person,
        reference=notice.clock.reference,
        facts={"notice": notice.pk, "duty": notice.clock.duty, "level": notice.level, "role": notice.role},
        queued_at=at,
    )


def why_not(clock: Clock, generation: int) -> str:
    """The reason why a clock's notice is not sent any more; "" while it still stands (E12)."""
    if clock.state in FINAL:
        return Reason.SETTLED
    if clock.state == ClockState.CANCELLED:
        return Reason.NO_LONGER_APPLIES
    if clock.state == ClockState.PAUSED:
        return Reason.PAUSED
    return Reason.MOVED if clock.generation != generation else ""
