"""Whose is what the mail server says or does not say: the recipient's, the server's, or not known yet?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from privacyportal.notifications import leasing
from privacyportal.notifications.leasing import end
from privacyportal.notifications.models import Message
from privacyportal.notifications.smtp import Away, HandoverUnknown, Refused, ServerTrouble, Unanswered
from privacyportal.notifications.states import Reason, Status

# After each failed attempt the wait grows; the list's end is where the message is given up.
# The first waits are short so that a fault of the mail server is made up for within two minutes of its end.
WAITS = [timedelta(seconds=s) for s in (30, *[60] * 12, 300, 600, 1800, *[3600] * 3, 7200, 14400)]
SERVER_AWAY = timedelta(seconds=15)
# A mail at which a server that serves the others breaks the line is not tried for ever.
PATIENCE = timedelta(days=3)
# So many troubles one after the other, with nobody served between, are the server's and no recipient's.
STRIKES = 2
AWAY = "mail server away"

type Now = Callable[[], datetime]


@dataclass
class Report:
    """How many messages ended how in one run."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def server_away(self) -> bool:
        """Whether the run ended because of the mail server's state."""
        return AWAY in self.counts

    def count(self, outcome: str) -> None:
        """Add one message with that outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + 1


class Verdicts:
    """What becomes of the messages of one run that are not accepted; a refusal tells of one, trouble of all."""

    def __init__(self, now: Now, report: Report) -> None:
        self.now, self.report = now, report
        self.strikes, self.has_served = 0, False
        self.suspects: list[int] = []
        self.shunned: set[str] = set()

    def served(self) -> None:
        """The server does its work: who got no answer while others do has used up an attempt."""
        self.strikes, self.has_served = 0, True
        if self.suspects:
            waiting = Message.objects.filter(pk__in=self.suspects, status=Status.WAITING)
            waiting.update(attempts=F("attempts") + 1)
            self.suspects = []

    def _strike(self, *, at_once: bool = False) -> None:
        self.strikes += 1
        if at_once or self.strikes >= STRIKES:
            self.report.count(AWAY)

    def refused(self, message: Message, refusal: Refused) -> str:
        """Fail what is refused for good; try again later what is refused for now, until the waits are used up."""
        if refusal.for_good:
            return end(message, "fail", reason=Reason.REFUSED, error=str(refusal))
        attempts = message.attempts + 1
        if attempts > len(WAITS):
            return end(message, "fail", reason=Reason.GIVEN_UP, error=str(refusal), attempts=attempts)
        return self._postpone(message, WAITS[attempts - 1], str(refusal), attempts=attempts)

    def unanswered(self, message: Message, silence: Unanswered) -> str:
        """Let all that waits for this addressee wait; whose silence it is shows when somebody else is served."""
        if self.has_served and message.attempts >= len(WAITS):
            return end(message, "fail", reason=Reason.GIVEN_UP, error=str(silence))
        wait = WAITS[min(message.attempts, len(WAITS) - 1)]
        outcome = self._postpone(message, wait, str(silence))
        self.suspects.append(message.pk)
        self.put_off(message, self.now() + wait)
        self._strike()
        return outcome

    def server(self, message: Message, trouble: ServerTrouble) -> str:
        """Let the mail wait; give up one at which a server that serves others has broken the line for days."""
        if self.has_served and self.now() - message.queued_at > PATIENCE:
            return end(message, "fail", reason=Reason.GIVEN_UP, error=str(trouble))
        outcome = self._postpone(message, SERVER_AWAY, str(trouble))
        self._strike(at_once=isinstance(trouble, Away))
        return outcome

    def lost(self, message: Message, error: HandoverUnknown) -> str:
        """Nobody knows whether it was accepted: a person finds out."""
        outcome = end(message, "lose", reason=Reason.NO_ANSWER, error=str(error))
        self._strike()
        return outcome

    def _postpone(self, message: Message, wait: timedelta, error: str, **values: object) -> str:
        until = self.now() + wait
        return end(message, "retry", next_attempt_at=until, lease_until=None, lease_token=None, error=error, **values)

    def put_off(self, message: Message, until: datetime) -> None:
        """Let all that waits for the same addressee wait until a moment, and leave it alone in this run."""
        self.shunned.add(message.addressee)
        leasing.put_off(message, until)
