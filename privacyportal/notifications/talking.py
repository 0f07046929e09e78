"""How is the next mail told to the mail server, while it thinks about the last one and that is committed?

The conversation runs on a second line in a thread of its own, which touches neither database nor message; whoever began
it waits for its end. It goes up to the text without the dot that ends it, and no further: nothing is delivered so.
"""

import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from privacyportal.notifications.preparing import Ready
from privacyportal.notifications.smtp import Line


@contextmanager
def half_said(line: Line) -> Iterator[None]:
    """While the server waits for a text's dot: when anything goes wrong, nothing said later may be taken for it."""
    try:
        yield
    except BaseException:
        line.hang_up()
        raise


@dataclass
class Talk:
    """One mail being told on a line; `seconds` is what naming its recipient took once the line was open."""

    ready: Ready
    line: Line
    seconds: float = 0
    ending: Future[None] | None = None

    def hold(self) -> None:
        """Name the recipient, with the patience that the message has left, and say the text but for its dot.

        :raises ServerTrouble: when the server refuses anything but the recipient, or the line broke.
        :raises Refused: when it refuses the recipient.
        :raises Unanswered: when it does not answer, or take the text, in time.
        """
        patience = settings.PORTAL_SMTP_COMMAND_SECONDS if self.ready.is_first else settings.EMAIL_TIMEOUT
        self.line.open()
        began = time.monotonic()
        try:
            self.line.address(self.ready.mail.recipient[1], patience=patience)
        finally:
            self.seconds = time.monotonic() - began
        self.line.text(self.ready.content)

    def wait(self) -> None:
        """Let it come to its end: the server waits for the dot.

        :raises ServerTrouble: as `hold`; so do Refused and Unanswered.
        """
        if self.ending is None:
            self.hold()
        else:
            self.ending.result()


class Talks:
    """The lines that a run may use, and what is being said ahead on one of them."""

    def __init__(self, lines: list[Line], helper: Executor) -> None:
        self.lines, self.helper = lines, helper
        self.ahead: Talk | None = None

    def begin(self, ready: Ready, *, beside: Line) -> None:
        """Tell a mail meanwhile, on the line beside the one in use, where there is one."""
        for line in self.lines:
            if line is not beside:
                self.ahead = Talk(ready, line)
                self.ahead.ending = self.helper.submit(self.ahead.hold)

    def begun(self, ready: Ready) -> Talk | None:
        """What was begun for this message; what was begun for another is given up."""
        if self.ahead is not None and self.ahead.ready is not ready:
            self.give_up()
        talk, self.ahead = self.ahead, None
        return talk

    def now(self, ready: Ready) -> Talk:
        """Tell a mail on the first line, while whoever waits for it does."""
        return Talk(ready, self.lines[0])

    def close(self, line: Line) -> None:
        """Do without a line, unless it is the only one left."""
        line.hang_up()
        if len(self.lines) > 1:
            self.lines.remove(line)

    def give_up(self) -> None:
        """Wait for the end of what is said ahead, and hang up: a server that waits for a dot gets none."""
        talk, self.ahead = self.ahead, None
        if talk is not None and talk.ending is not None:
            talk.ending.exception()
            talk.line.hang_up()
