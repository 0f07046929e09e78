"""Which mail is to go, in which words, looked up and written shortly before it leaves? Many are looked up together."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from privacyportal.accounts.models import User
from privacyportal.notifications import leasing
from privacyportal.notifications.checking import look_up
from privacyportal.notifications.deciding import decide
from privacyportal.notifications.models import Message
from privacyportal.notifications.verdicts import Now
from privacyportal.notifications.wire import Mail, as_bytes

logger = logging.getLogger(__name__)

# What was looked up is asked anew if it is older when the text is to go: a record may be closed, an account disabled.
FRESH_SECONDS = 0.75
FEWEST = 5


class Withdrawn(Exception):
    """A mail does not leave after all: what became of it instead, or "" when it is to be decided upon once more."""


@dataclass(frozen=True)
class Ready:
    """A message that is to leave, as its mail and as the text for the server; looked up at a moment of this process."""

    message: Message
    mail: Mail
    content: bytes
    looked_at: float

    @property
    def is_first(self) -> bool:
        """Whether nothing stood in its way so far."""
        return self.message.next_attempt_at is None

    @property
    def says(self) -> tuple[object, ...]:
        """To whom it says what."""
        return self.mail.recipient, self.mail.subject, self.mail.body

    @property
    def is_stale(self) -> bool:
        """Whether it must be looked up anew before it may leave."""
        return is_old(self.looked_at)


def is_old(looked_at: float) -> bool:
    """Whether what was looked up at a moment of this process no longer counts."""
    return time.monotonic() - looked_at > FRESH_SECONDS


class Writer:
    """Looks messages up, as many as are likely to leave before the answers are old, decides upon each and writes it."""

    def __init__(self, now: Now) -> None:
        self.now = now
        self.people: dict[int, User] = {}
        self.looked_up: set[int] = set()
        self.looked_at, self.ahead, self.used = 0.0, leasing.BATCH, 0

    def write(self, message: Message, others: Sequence[Message]) -> Ready | str:
        """The message as it is to leave, or what became of it instead; `others` will be asked for next.

        :raises LostLease: when another process has it.
        """
        if message.pk not in self.looked_up or is_old(self.looked_at):
            self._look_up(message, others)
        self.used += 1
        return self._written(message, self.looked_at)

    def again(self, message: Message) -> Ready:
        """The same for a message whose turn took so long that it may be true no more.

        :raises Withdrawn: when it does not leave.
        :raises LostLease: when another process has it.
        """
        looked_at = time.monotonic()
        look_up([message], self.people, at=self.now())
        ready = self._written(message, looked_at)
        if isinstance(ready, str):
            raise Withdrawn(ready)
        return ready

    def confirm(self, ready: Ready) -> None:
        """Ask anew about a mail whose text took its time on the wire: without its dot nobody has it yet.

        :raises Withdrawn: when it does not leave, or not to this person in these words.
        :raises LostLease: when another process has it.
        """
        if self.again(ready.message).says != ready.says:
            leasing.hand_back([ready.message])
            raise Withdrawn("")

    def _look_up(self, message: Message, others: Sequence[Message]) -> None:
        if self.looked_up:
            self.ahead = min(leasing.BATCH, max(FEWEST, 2 * self.used))
        chunk = [message, *(others[place] for place in range(min(len(others), self.ahead - 1)))]
        self.looked_at, self.looked_up, self.used = time.monotonic(), {one.pk for one in chunk}, 0
        try:
            look_up(chunk, self.people, at=self.now())
        except LookupError:
            # One of them cannot be looked up: each is asked by itself, and the faulty one fails by itself.
            logger.exception("A batch of messages could not be looked up together")

    def _written(self, message: Message, looked_at: float) -> Ready | str:
        decided = decide(message)
        return decided if isinstance(decided, str) else Ready(message, decided, as_bytes(decided), looked_at)
