"""How does a recorded notice become mail to people? Detection is done; here people are found."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock, Level, Notice
from privacyportal.clocks.people import Directory
from privacyportal.clocks.registry import Subject, subject_of
from privacyportal.clocks.states import FINAL, WARNING_LEVELS, ClockState, Outcome, Reason, Warnings
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Hold, Status
from privacyportal.notifications.stopping import is_stopping
from privacyportal.references.registry import kind_of

logger = logging.getLogger(__name__)

CHUNK = 1000
DEADLINE = "clocks.deadline"

type Guard = Callable[[], AbstractContextManager[Any]]
type Question = Callable[[Subject, Any, str], list[User]]


@dataclass
class Dispatched:
    """How many notices ended how, and how many mails were prepared."""

    mails: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def dispatch(*, at: datetime) -> Dispatched:
    """Turn every pending notice into one message per person, or a reason why not."""
    done = Dispatched()
    directory = Directory(at)
    while not is_stopping() and _dispatch_chunk(at, directory, done):
        pass
    return done


def _dispatch_chunk(at: datetime, directory: Directory, done: Dispatched) -> int:
    with transaction.atomic():
        pending = Notice.objects.pending().order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            pending = pending.select_for_update(skip_locked=True, of=("self",))
        notices = list(pending.select_related("clock__reference")[:CHUNK])
        messages = _prepare(notices, at, directory)
        for notice in notices:
            done.outcomes[notice.outcome] += 1
        _store(notices, at)
        done.mails += len(notifications.queue_many(messages))
    return len(notices)


def _prepare(notices: list[Notice], at: datetime, directory: Directory) -> list[Message]:
    """The messages of many notices; where the database refuses something, each notice again behind a savepoint."""
    objects = load(notices)
    try:
        with transaction.atomic():
            return _settle(notices, objects, at, directory, nullcontext)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        logger.exception("A chunk of notices could not be prepared in one go")
        return _settle(notices, objects, at, directory, transaction.atomic)


def _settle(
    notices: list[Notice], objects: dict[int, Any], at: datetime, directory: Directory, guard: Guard
) -> list[Message]:
    """Decide many notices: first who is asked about, then with few queries who of them may see what."""
    live = [notice for notice in notices if not _is_moot(notice)]
    asked = [notice for notice in live if _safely(notice, objects, directory.expect, guard) is not None]
    directory.look_up()
    messages = []
    for notice in asked:
        people = _safely(notice, objects, directory.find, guard)
        if people is not None:
            messages += _address(notice, people, at, directory)
    return messages


def _is_moot(notice: Notice) -> bool:
    reason = why_not(notice.clock, notice.generation)
    if reason:
        notice.outcome, notice.reason = Outcome.SUPPRESSED, reason
    return bool(reason)


def _safely(notice: Notice, objects: dict[int, Any], ask: Question, guard: Guard) -> list[User] | None:
    """Ask about one record; a fault in it is recorded, gives None, and does not stop the others (E8)."""
    try:
        with guard():
            return ask(subject_of(notice.clock.reference.prefix), objects[notice.clock.reference_id], notice.role)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if isinstance(error, DatabaseError) and guard is nullcontext:
            raise  # the chunk's transaction is broken: each notice is tried again by itself
        # The one boundary per record.
        logger.exception("Notice %s could not be prepared", notice.pk)
        notice.outcome, notice.error = Outcome.FAILED, f"{type(error).__name__}: {error}"
        return None


def _store(notices: list[Notice], at: datetime) -> None:
    """Write the outcomes, one statement for all notices that ended alike."""
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for notice in notices:
        alike[notice.outcome, notice.reason, notice.error].append(notice.pk)
    for (outcome, reason, error), keys in alike.items():
        Notice.objects.filter(pk__in=keys).update(outcome=outcome, reason=reason, error=error, settled_at=at)


def load(notices: Sequence[Notice | Level]) -> dict[int, Any]:
    """The records that notices or steps are about, by the key of their reference, with what their duties need."""
    by_prefix: dict[str, dict[int, Any]] = defaultdict(dict)
    for notice in notices:
        by_prefix[notice.clock.reference.prefix][notice.clock.reference_id] = notice.clock.reference
    objects: dict[int, Any] = {}
    for prefix, references in by_prefix.items():
        subject = subject_of(prefix)
        manager: Any = kind_of(next(iter(references.values()))).model_class._default_manager
        rows = manager.filter(reference__in=references)
        rows = rows.select_related("reference", *subject.related).prefetch_related(*subject.prefetch)
        objects |= {obj.reference_id: obj for obj in rows}
    return objects


def _address(notice: Notice, people: list[User], at: datetime, directory: Directory) -> list[Message]:
    if not people:
        notice.outcome, notice.reason = Outcome.NOBODY, Reason.NOBODY
        return []
    willing = [person for person in people if not _declined(notice, person, directory)]
    if not willing:
        notice.outcome, notice.reason = Outcome.SUPPRESSED, Reason.DECLINED
        return []
    messages = [_message(notice, person, at, directory) for person in willing]
    notice.outcome, notice.reason = Outcome.QUEUED, ""
    return messages


def _declined(notice: Notice, person: User, directory: Directory) -> bool:
    return notice.level in WARNING_LEVELS and directory.warnings(person) == Warnings.NONE


def _message(notice: Notice, person: User, at: datetime, directory: Directory) -> Message:
    in_the_morning = notice.level in WARNING_LEVELS and directory.warnings(person) == Warnings.MORNING
    return Message(
        kind=DEADLINE,
        key=notice.key,
        recipient_id=person.pk,
        reference=notice.clock.reference,
        facts={"notice": notice.pk, "duty": notice.clock.duty, "level": notice.level, "role": notice.role},
        queued_at=at,
        status=Status.HELD,
        at_once=notice.at_once,
        hold=Hold.RELEASED if notice.reason == Reason.RELEASED else Hold.HOUR,
        release_at=at if notice.at_once else directory.release_at(person, in_the_morning=in_the_morning),
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
