"""How does a queued message reach the mail server exactly once, whatever breaks meanwhile?

Leased by a conditional update, looked up and composed while the server still thinks about the mail before, committed
as `sending` when the server waits for the text, then `sent`: one commit a mail tells both. What a killed process leaves
behind is taken up again (lease expired) or shown as unknown (`sending` expired, one at most); nothing is sent twice.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError

from privacyportal.accounts.models import User
from privacyportal.notifications import leasing
from privacyportal.notifications.checking import look_up
from privacyportal.notifications.deciding import decide
from privacyportal.notifications.leasing import LostLease, end, surely
from privacyportal.notifications.models import Message
from privacyportal.notifications.services import wake
from privacyportal.notifications.smtp import Away, HandoverUnknown, Line, Refused, ServerTrouble, Unanswered
from privacyportal.notifications.states import Reason, Status
from privacyportal.notifications.stopping import is_stopping
from privacyportal.notifications.verdicts import WAITS, Now, Report, Verdicts
from privacyportal.notifications.wire import Mail, as_bytes

logger = logging.getLogger(__name__)

# One run leaves the worker to the sweep now and then, and ends well within a container's grace period.
RUN_SECONDS = 20
# What was looked up is asked anew if it is older when the text is to go: a record may be closed, an account disabled.
FRESH_SECONDS = 0.75
FEWEST = 5


@dataclass(frozen=True)
class Ready:
    """A message that is to leave, as its mail and as the text for the server."""

    message: Message
    mail: Mail
    content: bytes


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
    with Line() as line, Line(seconds=settings.PORTAL_SMTP_COMMAND_SECONDS) as second:
        run = Run(line, now, second if line.is_smtp and settings.PORTAL_SMTP_CONNECTIONS > 1 else None)
        try:
            run.go()
        finally:
            run.finish()
    if run.is_over():
        wake()
    return run.report


class Run:
    """One run: at most one text is on its way, while the next mail is decided upon, written and addressed.

    Mails take turns on two lines: on the second the server is asked about the next recipient while it still thinks
    about the text on the first. A server that does not let us have two is asked after it has answered.
    """

    def __init__(self, line: Line, now: Now, second: Line | None = None) -> None:
        self.line, self.second, self.now, self.report = line, second, now, Report()
        self.verdicts = Verdicts(now, self.report)
        self.until = time.monotonic() + RUN_SECONDS
        self.in_flight: Flight | None = None
        self.accepted: Message | None = None
        self.looked_up: set[int] = set()
        self.looked_at, self.ahead, self.used = 0.0, leasing.BATCH, 0
        self.spent: dict[str, float] = defaultdict(float)
        self.people: dict[int, User] = {}

    def is_over(self) -> bool:
        """Whether the time is up, or the worker is to end."""
        return is_stopping() or time.monotonic() >= self.until

    def go(self) -> None:
        """Send until nothing is ready, the time is up, or the server is away."""
        while not self._must_end() and (batch := leasing.lease(at=self.now())):
            left = deque(batch)
            try:
                while left and not self._must_end():
                    self._next(left)
            finally:
                leasing.hand_back(left)

    def finish(self) -> None:
        """Wait for the answer to the last text, and record it."""
        try:
            self._settle()
        finally:
            self._record_accepted()

    def _must_end(self) -> bool:
        return self.report.server_away or self.is_over()

    def _next(self, left: deque[Message]) -> None:
        if left[0].pk not in self.looked_up or self._is_stale():
            self._look_up(left)
        message = left.popleft()
        if message.addressee in self.verdicts.shunned:
            return
        self._try(message)
        others = (other for other in left if other.addressee != message.addressee)
        if self.spent[message.addressee] > settings.PORTAL_SMTP_COMMAND_SECONDS and any(others):
            self.verdicts.put_off(message, self.now() + WAITS[0])

    def _is_stale(self) -> bool:
        return time.monotonic() - self.looked_at > FRESH_SECONDS

    def _look_up(self, left: deque[Message]) -> None:
        """Ask for as many as are likely to leave before the answers are old."""
        if self.looked_up:
            self.ahead = min(leasing.BATCH, max(FEWEST, 2 * self.used))
        chunk = [left[place] for place in range(min(len(left), self.ahead))]
        self.looked_at, self.looked_up, self.used = time.monotonic(), {message.pk for message in chunk}, 0
        try:
            look_up(chunk, self.people, at=self.now())
        except LookupError:
            # One of them cannot be looked up: each is asked by itself, and the faulty one fails by itself.
            logger.exception("A batch of messages could not be looked up together")

    def _try(self, message: Message) -> None:
        """Try one message; what became of it is counted now, or when the server has answered."""
        self.used += 1
        try:
            self.line.open()
            outcome = self._attempt(message)
        except LostLease:
            outcome = "taken over"
        except Away as trouble:
            outcome = self.verdicts.server(message, trouble)
        except (OperationalError, InterfaceError):
            raise  # without a database nothing can be recorded; the lease expires and the next run takes over
        except Exception as error:
            # The one boundary per message: a fault in one must not stop the others.
            logger.exception("Message %s could not be prepared", message.pk)
            outcome = end(message, "fail", reason=Reason.NOT_PREPARED, error=f"{type(error).__name__}: {error}")
        if outcome:
            self.report.count(outcome)

    def _attempt(self, message: Message) -> str:
        decided = decide(message)
        if isinstance(decided, str):
            return decided
        ready = Ready(message, decided, as_bytes(decided))
        addressed = self._address_ahead(ready)
        self._settle()
        if self.report.server_away:
            if addressed:
                self.line.hang_up()
            leasing.hand_back([message])
            return ""
        if message.next_attempt_at is not None:
            self._record_accepted()  # this one may take its time
        return self._hand_over(ready, addressed or (lambda: self._address(ready)))

    def _address_ahead(self, ready: Ready) -> Callable[[], None] | None:
        """Name the recipient on the other line meanwhile; what the server said shows when the result is called."""
        if self.in_flight is None or self.second is None or ready.message.next_attempt_at is not None:
            return None
        self.line, self.second = self.second, self.line
        try:
            self.line.open()
            self._address(ready)
        except (Refused, Unanswered) as said:
            return partial(_say, said)
        except ServerTrouble:
            self.line, self.second = self.second, None
            return None
        return lambda: None

    def _address(self, ready: Ready) -> None:
        is_first = ready.message.next_attempt_at is None
        patience = settings.PORTAL_SMTP_COMMAND_SECONDS if is_first else settings.EMAIL_TIMEOUT
        with self._on_account_of(ready.message):
            self.line.address(ready.mail.recipient[1], patience=patience)

    def _hand_over(self, ready: Ready, address: Callable[[], None]) -> str:
        message = ready.message
        try:
            address()
            return self._send(ready)
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

    @contextmanager
    def _on_account_of(self, message: Message) -> Iterator[None]:
        """Count how long the server takes over one addressee."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.spent[message.addressee] += time.monotonic() - began

    def _send(self, ready: Ready) -> str:
        """The server waits for the text: ask once more if need be, commit, send; the answer is read later."""
        message = ready.message
        if self._is_stale():
            look_up([message], self.people, at=self.now())
            decided = decide(message)
            if isinstance(decided, str):
                self.line.hang_up()
                return decided
            ready = Ready(message, decided, as_bytes(decided))
        self._commit(ready)
        self.line.text(ready.mail, ready.content)
        self.in_flight = Flight(message, self.line)
        return ""

    def _commit(self, ready: Ready) -> None:
        last = self.accepted
        try:
            moved = leasing.hand_over(ready.message, ready.mail, last, at=self.now())
        except (OperationalError, InterfaceError):
            self.line.hang_up()
            # Committed or not, nobody knows; the text did not go.
            with suppress(LostLease):
                surely(lambda: end(ready.message, "retry", lease_until=None, lease_token=None))
            raise
        if last is not None:
            self.accepted = None
            self.report.count(str(Status.SENT) if last.pk in moved else "taken over")
        if ready.message.pk not in moved:
            self.line.hang_up()
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
            self.verdicts.served()
            return self.verdicts.refused(message, refusal)
        except ServerTrouble as trouble:
            return self.verdicts.server(message, trouble)
        except HandoverUnknown as error:
            return self.verdicts.lost(message, error)
        self.verdicts.served()
        self.accepted = message
        return ""

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


def _say(said: Exception) -> None:
    raise said
