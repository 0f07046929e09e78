"""How does a queued message reach the mail server exactly once, whatever breaks meanwhile?

Leased by a conditional update, looked up and written while the server still thinks about a mail before, told to it but
for the text's last dot while others are committed; then `sending` is committed, then comes the dot; `sent` is told by
the next mail's commit. What a killed process leaves behind is taken up again (lease expired) or shown as
unknown (`sending` expired, one at most); nothing is sent twice.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError

from privacyportal.notifications import leasing
from privacyportal.notifications.leasing import LostLease, end, surely
from privacyportal.notifications.models import Message
from privacyportal.notifications.preparing import Ready, Withdrawn, Writer
from privacyportal.notifications.services import wake
from privacyportal.notifications.smtp import HandoverUnknown, Line, Refused, ServerTrouble, Unanswered
from privacyportal.notifications.states import Reason, Status
from privacyportal.notifications.stopping import is_stopping
from privacyportal.notifications.talking import Talk, Talks, half_said
from privacyportal.notifications.verdicts import WAITS, Now, Report, Verdicts

logger = logging.getLogger(__name__)

# One run leaves the worker to the sweep now and then, and ends well within a container's grace period.
RUN_SECONDS = 20


@dataclass(frozen=True)
class Flight:
    """A message whose text is on its way, and the line that brings the answer."""

    message: Message
    line: Line


def deliver(*, now: Now) -> Report:
    """Send what is ready for a while, over a second connection too where the server lets us; `now` tells the time.

    When the time is up or the worker is asked to stop, what is left goes back and another run is asked for.
    """
    leasing.settle_abandoned(at=now())
    with running(now=now) as run:
        run.go()
    if run.is_over():
        wake()
    return run.report


@contextmanager
def running(*, now: Now) -> Iterator["Run"]:
    """Yield a run with as many lines as it may use; at the end the last text is answered for and the lines closed."""
    with (
        Line() as first,
        Line(seconds=settings.PORTAL_SMTP_COMMAND_SECONDS) as second,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="smtp") as helper,
    ):
        has_two = first.is_smtp and settings.PORTAL_SMTP_CONNECTIONS > 1
        run = Run(Talks([first, second] if has_two else [first], helper), now)
        try:
            yield run
        finally:
            run.finish()


class Run:
    """One run: at most one text is complete on its way, while the next mail is decided upon, written and told."""

    def __init__(self, talks: Talks, now: Now) -> None:
        self.talks, self.now, self.report = talks, now, Report()
        self.verdicts, self.writer = Verdicts(now, self.report), Writer(now)
        self.until = time.monotonic() + RUN_SECONDS
        self.in_flight: Flight | None = None
        self.accepted: Message | None = None
        self.following: Ready | None = None
        self.spent: dict[str, float] = defaultdict(float)

    def is_over(self) -> bool:
        """Whether the time is up, or the worker is to end."""
        return is_stopping() or time.monotonic() >= self.until

    def go(self) -> None:
        """Send until nothing is ready, the time is up, or the server is away."""
        while not self._must_end() and (batch := leasing.lease(at=self.now())):
            left = deque(batch)
            try:
                while left and not self._must_end():
                    self.next(left)
            finally:
                leasing.hand_back(left)

    def finish(self) -> None:
        """Wait for the answer to the last text, and record it."""
        try:
            self._settle()
        finally:
            self._record_accepted()
            self.talks.give_up()

    def _must_end(self) -> bool:
        return self.report.server_away or self.is_over()

    def next(self, left: deque[Message]) -> None:
        """Send the first of what is left, and say meanwhile to the server for whom the second is."""
        message = left.popleft()
        if message.addressee in self.verdicts.shunned:
            return
        ready, self.following = self.following, None
        if ready is None or ready.message is not message:
            ready = self._written(message, left)
        if ready is None:
            return
        self.following = self._look_ahead(left)
        self._guarded(message, lambda: self._attempt(ready))
        others = (other for other in left if other.addressee != message.addressee)
        if self.spent[message.addressee] > settings.PORTAL_SMTP_COMMAND_SECONDS and any(others):
            self.verdicts.put_off(message, self.now() + WAITS[0])

    def _look_ahead(self, left: deque[Message]) -> Ready | None:
        """Write the next mail that leaves; one that had to wait is decided upon when its turn comes."""
        while left and left[0].next_attempt_at is None:
            if left[0].addressee not in self.verdicts.shunned:
                message = left.popleft()
                if ready := self._written(message, left):
                    left.appendleft(message)
                    return ready
            else:
                left.popleft()
        return None

    def _written(self, message: Message, others: deque[Message]) -> Ready | None:
        found = self._guarded(message, lambda: self.writer.write(message, others))
        return found if isinstance(found, Ready) else None

    def _guarded(self, message: Message, step: Callable[[], Ready | str]) -> Ready | str:
        """Do one step with a message; what became of it is counted, now or when the server has answered."""
        outcome: Ready | str
        try:
            outcome = step()
        except LostLease:
            outcome = "taken over"
        except (OperationalError, InterfaceError):
            raise  # without a database nothing can be recorded; the lease expires and the next run takes over
        except Exception as error:
            # The one boundary per message: a fault in one must not stop the others.
            logger.exception("Message %s could not be prepared", message.pk)
            outcome = end(message, "fail", reason=Reason.NOT_PREPARED, error=f"{type(error).__name__}: {error}")
        if outcome and isinstance(outcome, str):
            self.report.count(outcome)
        return outcome

    def _attempt(self, ready: Ready) -> str:
        message = ready.message
        self._settle()
        if self.report.server_away:
            leasing.hand_back([message])
            return ""
        if not ready.is_first:
            self._record_accepted()  # this one may take its time
        try:
            return self._hand_over(ready)
        except Withdrawn as withdrawn:
            return str(withdrawn)
        except Refused as refusal:
            self.verdicts.served()
            return self.verdicts.refused(message, refusal)
        except Unanswered as silence:
            return self.verdicts.unanswered(message, silence)
        except ServerTrouble as trouble:
            return self.verdicts.server(message, trouble)
        except HandoverUnknown as error:
            return self.verdicts.lost(message, error)
        finally:
            self._record_accepted()

    def _hand_over(self, ready: Ready) -> str:
        """Once the server waits for the dot: ask once more if need be, commit, end the text; the answer comes later.

        While the database commits, the server is told the next mail, and has the time to read what it was told.
        """
        message, line = ready.message, self._tell(ready)
        with half_said(line):
            if self.following and self.following.is_first:
                self.talks.begin(self.following, beside=line)
            if ready.is_stale:
                self.writer.confirm(ready)
            self._commit(ready)
        line.dot(ready.mail)
        self.in_flight = Flight(message, line)
        return ""

    def _tell(self, ready: Ready) -> Line:
        """Say all but the dot, unless that was done meanwhile; return the line on which the server waits for it."""
        talk = self.talks.begun(ready)
        if talk is not None:
            try:
                return self._waits(talk)
            except ServerTrouble:
                self.talks.close(talk.line)  # it may be that the server lets us have one line only
        return self._waits(self.talks.now(ready))

    def _waits(self, talk: Talk) -> Line:
        try:
            talk.wait()
        finally:
            self.spent[talk.ready.message.addressee] += talk.seconds
        return talk.line

    def _commit(self, ready: Ready) -> None:
        last = self.accepted
        try:
            moved = leasing.hand_over(ready.message, ready.mail, last, at=self.now())
        except (OperationalError, InterfaceError):
            # Committed or not, nobody knows; the text did not go.
            with suppress(LostLease):
                surely(lambda: end(ready.message, "retry", lease_until=None, lease_token=None))
            raise
        if last is not None:
            self.accepted = None
            self.report.count(str(Status.SENT) if last.pk in moved else "taken over")
        if ready.message.pk not in moved:
            raise LostLease(ready.message.key)

    def _settle(self) -> None:
        """Read the server's answer to the text that is on its way."""
        flight, self.in_flight = self.in_flight, None
        if flight is None:
            return
        try:
            outcome = self._answer(flight)
        except LostLease:
            outcome = "taken over"
        if outcome:
            self.report.count(outcome)

    def _answer(self, flight: Flight) -> str:
        message = flight.message
        try:
            with self._on_account_of(message):
                flight.line.answer()
        except Refused as refusal:
            outcome = surely(partial(self.verdicts.refused, message, refusal))
            self.verdicts.served()
            return outcome
        except ServerTrouble as trouble:
            return surely(partial(self.verdicts.server, message, trouble))
        except HandoverUnknown as error:
            return self.verdicts.lost(message, error)
        self.accepted = message
        self.verdicts.served()
        return ""

    @contextmanager
    def _on_account_of(self, message: Message) -> Iterator[None]:
        """Count how long the server takes over one addressee."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.spent[message.addressee] += time.monotonic() - began

    def _record_accepted(self) -> None:
        """Commit by itself that a mail was accepted, where no next one takes it along."""
        message, self.accepted = self.accepted, None
        if message is None:
            return
        values = {"sent_at": self.now(), "reason": "", "error": "", "attempts": message.attempts + 1}
        try:
            surely(lambda: end(message, "accept", **values))
        except LostLease:
            self.report.count("taken over")
        else:
            self.report.count(str(Status.SENT))
