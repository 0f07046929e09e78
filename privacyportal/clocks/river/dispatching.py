"""How does a recorded notice become mail to people? Detection is done; here people are found."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock, Notice
from privacyportal.clocks.plan import FINAL, ClockState, Outcome, Reason, Record, Subject, subject_of
from privacyportal.clocks.river.loading import records_of
from privacyportal.clocks.river.people import Directory
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.releasing import LET_GO
from privacyportal.notifications.states import Hold, Status
from privacyportal.notifications.states import Reason as Unsent
from privacyportal.notifications.stopping import is_stopping

logger = logging.getLogger(__name__)

SIZE = 1000
DEADLINE = "clocks.deadline"
HANDED_OVER = f"clocks.{Reason.HANDED_OVER}"
# Why a mail to one person was not sent although somebody still has to be told.
TAKEN_BACK = (HANDED_OVER, Unsent.RECIPIENT_INACTIVE, Unsent.NOT_PERMITTED)

type Guard = Callable[[], AbstractContextManager[object]]


@dataclass
class Dispatched:
    """How many notices ended how, and how many mails were prepared."""

    mails: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Chunk:
    """Notices prepared together: the moment, the records they are about, who is who, and who is told what."""

    at: datetime
    directory: Directory
    records: dict[int, Record]
    told: set[tuple[int, str, int]] = field(default_factory=set)

    def expect(self, notice: Notice) -> None:
        """Note whom `messages` will ask about."""
        self.directory.expect(*self._question(notice))

    def people(self, notice: Notice) -> list[User]:
        """Who is meant by a notice at this moment, and may see its record."""
        return self.directory.find(*self._question(notice))

    def messages(self, notice: Notice) -> list[Message]:
        """One held message per person who is to be told; the notice says how it ended."""
        people = self.people(notice)
        willing = [person for person in people if not self.directory.declines(person, notice.level)]
        if not people:
            notice.outcome, notice.reason = Outcome.NOBODY, Reason.NOBODY
        elif not willing:
            notice.outcome, notice.reason = Outcome.SUPPRESSED, Reason.DECLINED
        else:
            notice.outcome = Outcome.QUEUED
        return self._once(notice, willing)

    def _once(self, notice: Notice, people: list[User]) -> list[Message]:
        """The messages to those who are not told of the same step already, in another role."""
        steps = {(notice.clock_id, notice.level, person.pk): person for person in people}
        messages = [self._message(notice, person) for step, person in steps.items() if step not in self.told]
        self.told.update(steps)
        if people and not messages:
            notice.outcome, notice.reason = Outcome.SUPPRESSED, Reason.TOLD
        return messages

    def _question(self, notice: Notice) -> tuple[Subject, Record, str]:
        reference = notice.clock.reference
        return subject_of(reference.prefix), self.records[reference.pk], notice.role

    def _message(self, notice: Notice, person: User) -> Message:
        return Message(
            kind=DEADLINE,
            key=notice.key,
            recipient_id=person.pk,
            reference=notice.clock.reference,
            facts={"notice": notice.pk, "duty": notice.clock.duty, "level": notice.level, "role": notice.role},
            queued_at=self.at,
            status=Status.UNKNOWN if notice.reason == Reason.RESTORED else Status.HELD,
            reason=Unsent.RESTORED if notice.reason == Reason.RESTORED else "",
            at_once=notice.at_once,
            hold=Hold.RELEASED if notice.reason == Reason.RELEASED else Hold.HOUR,
            release_at=self.directory.release_at(person, notice.level, at=self.at, at_once=notice.at_once),
        )


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
        notices = list(pending.select_related("clock__reference")[:SIZE])
        records = records_of(notice.clock for notice in notices)
        messages = _prepare(notices, Chunk(at, directory, records))
        for notice in notices:
            done.outcomes[notice.outcome] += 1
        done.mails += len(notifications.queue_many(_without_renewed(messages, notices)))
        _store(notices, at)
    return len(notices)


def _without_renewed(messages: list[Message], notices: list[Notice]) -> list[Message]:
    """What is new: a message that was taken back from somebody who is meant after all is held for them again."""
    again = [notice.key for notice in notices if notice.settled_at is not None]
    if not again:
        return messages
    taken_back = Message.objects.filter(key__in=again, status=Status.SUPPRESSED, reason__in=TAKEN_BACK)
    known = {(row.key, row.recipient_id): row.pk for row in taken_back}
    for message in messages:
        taken_back.filter(pk=known.get((message.key, message.recipient_id))).update(
            status=Status.HELD, reason="", hold=message.hold, release_at=message.release_at, collective=None
        )
    return [message for message in messages if (message.key, message.recipient_id) not in known]


def _prepare(notices: list[Notice], chunk: Chunk) -> list[Message]:
    """The messages of many notices; where the database refuses something, each notice again behind a savepoint."""
    live = [notice for notice in notices if not _is_moot(notice)]
    try:
        with transaction.atomic():
            for notice in live:
                safely(notice, chunk.expect, nullcontext)
            chunk.directory.look_up()
            return _messages(live, chunk, nullcontext)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        logger.exception("A chunk of notices could not be prepared in one go")
        chunk.told.clear()
        return _messages(live, chunk, transaction.atomic)


def _messages(notices: list[Notice], chunk: Chunk, guard: Guard) -> list[Message]:
    return [message for notice in notices for message in safely(notice, chunk.messages, guard) or ()]


def _is_moot(notice: Notice) -> bool:
    reason = why_not(notice.clock, notice.generation)
    if reason:
        notice.outcome, notice.reason = Outcome.SUPPRESSED, reason
    return bool(reason)


def safely[T](notice: Notice, do: Callable[[Notice], T], guard: Guard) -> T | None:
    """Do something with one notice; a fault in it is recorded, gives None, and does not stop the others (E8)."""
    try:
        with guard():
            return do(notice)
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


def why_not(clock: Clock, generation: int) -> str:
    """The reason why a clock's notice is not sent any more; "" while it still stands (E12)."""
    if clock.state in FINAL:
        return Reason.SETTLED
    if clock.state == ClockState.CANCELLED:
        return Reason.NO_LONGER_APPLIES
    if clock.state == ClockState.PAUSED:
        return Reason.PAUSED
    return Reason.MOVED if clock.generation != generation else ""


@transaction.atomic
def readdress(*, at: datetime) -> int:
    """Take back what an earlier sweep prepared, may leave now, and is no longer for its recipient; return how many."""
    ready = Message.objects.filter(kind=DEADLINE, status=Status.HELD, release_at__lte=at, queued_at__lt=at)
    ready = ready.filter(hold__in=LET_GO).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    messages = list(ready)
    notices = Notice.objects.select_related("clock__reference").in_bulk(map(notice_of, messages)) if messages else {}
    wrong = misaddressed(messages, notices, at=at)
    Message.objects.filter(pk__in=[message.pk for message in wrong]).update(
        status=Status.SUPPRESSED, reason=HANDED_OVER
    )
    look_again(map(notice_of, wrong))
    return len(wrong)


def misaddressed(messages: Sequence[Message], notices: dict[int, Notice], *, at: datetime) -> list[Message]:
    """Those whose recipient holds the role around the record no longer, or may no longer see it.

    Where that cannot be found out the message stays as it is.
    """
    if not messages:
        return []
    chunk = Chunk(at, Directory(at), records_of(notice.clock for notice in notices.values()))
    try:
        with transaction.atomic():
            meant = _meant(notices, chunk, nullcontext)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        logger.exception("It could not be asked in one go for whom notices are")
        meant = _meant(notices, chunk, transaction.atomic)
    return [message for message in messages if not _is_meant(message, meant[notice_of(message)])]


def _meant(notices: dict[int, Notice], chunk: Chunk, guard: Guard) -> dict[int, list[User] | None]:
    """Who is meant by each notice, by their keys; None where that cannot be found out."""
    for notice in notices.values():
        safely(notice, chunk.expect, guard)
    chunk.directory.look_up()
    return {key: safely(notice, chunk.people, guard) for key, notice in notices.items()}


def _is_meant(message: Message, people: Sequence[User] | None) -> bool:
    return people is None or message.recipient_id in {person.pk for person in people}


def unsent(message: Message, reason: str) -> None:
    """Look for somebody else to tell where a reminder was not sent because of its recipient."""
    if reason in TAKEN_BACK:
        look_again([notice_of(message)])


def look_again(notices: Iterable[int]) -> None:
    """Let the next dispatch find the people for these notices anew."""
    Notice.objects.filter(pk__in=list(notices), outcome=Outcome.QUEUED).update(outcome=Outcome.PENDING)


def notice_of(message: Message) -> int:
    """The key of the notice that a reminder tells of."""
    key: int = message.facts["notice"]
    return key
