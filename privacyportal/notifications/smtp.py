"""How is a mail handed over, so that at every moment it is known who has it, and whose every answer is?

An answer is judged by the step that gave it. To the connection, the greeting, EHLO, STARTTLS, AUTH, MAIL and DATA the
server answers for itself, whatever the code; so does a 421, or a line that breaks, at any step. To RCPT, and to the
text, it answers for the recipient (RFC 5321, 4.2 and 4.3.2).
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection  # noqa: TID251  This is the door.
from django.core.mail.backends.smtp import EmailBackend

from privacyportal.notifications.patience import Answer, Patient

CLOSING = 421
# The first digit of an answer is what counts, for whoever gets one that is not expected (RFC 5321, 4.2.1).
DONE, GO_ON, NOT_NOW, NEVER = 2, 3, 4, 5
CONNECT, MAIL, RCPT, DATA, TEXT = "CONNECT", "MAIL FROM", "RCPT TO", "DATA", "TEXT"
LEADING_PERIOD = re.compile(rb"(?m)^\.")


# The same few people get most mails, and taking an address apart is most of what naming it costs.
quoted = lru_cache(maxsize=512)(smtplib.quoteaddr)


class ServerTrouble(Exception):
    """The mail server's own state, whoever is written to: the mail waits, nobody's attempts are used up."""


class Away(ServerTrouble):
    """The mail server cannot be reached, or takes nothing from us at all."""


class Unanswered(Exception):
    """No answer came in time to the question about this recipient: the recipient's or the server's, not known yet."""


class Refused(Exception):
    """The recipient, or this text for the recipient, was refused: for good (5xx) or for now (4xx)."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(said(answer))
        self.for_good = kind_of(answer) == NEVER


class HandoverUnknown(Exception):
    """The text was sent but the mail server's answer never came: it may or may not have accepted."""


def said(answer: Answer) -> str:
    """Return an answer as it is kept and shown: the code and the server's own words."""
    code, text = answer
    return f"{code} {text.decode(errors='replace')}"


class Line:
    """One connection to the mail server for many mails; opened when first needed, and anew after it broke.

    With a backend that is not SMTP (the tests' mailbox in memory) handing over is one step.
    """

    def __init__(self, *, seconds: float | None = None) -> None:
        self.seconds = settings.EMAIL_TIMEOUT if seconds is None else seconds
        self.backend: Any = get_connection(fail_silently=False)
        self.is_smtp = isinstance(self.backend, EmailBackend)
        self.server: Patient | None = None
        self.is_used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def open(self) -> None:
        """Connect unless connected, up to the server's word that it takes mail from us at all.

        What it refuses to everybody (EHLO, STARTTLS, AUTH, MAIL) is so known before any mail is touched.

        :raises Away: when the server cannot be reached, or refuses us, by whatever code.
        """
        if not self.is_smtp or self.server is not None:
            return
        with judged(CONNECT):
            server = Patient(self.backend.host, self.backend.port, seconds=self.seconds)
        try:
            self._introduce(server)
        except Away:
            server.close()
            raise
        self.server, self.is_used = server, False

    def _introduce(self, server: Patient) -> None:
        with judged("EHLO"):
            server.ehlo_or_helo_if_needed()
        if self.backend.use_tls:
            with judged("STARTTLS"):
                server.starttls(context=self.backend.ssl_context)
                server.ehlo_or_helo_if_needed()
        if self.backend.username and self.backend.password:
            with judged("AUTH"):
                server.login(self.backend.username, self.backend.password)
        with judged(MAIL):
            expect(server.mail(settings.DEFAULT_FROM_EMAIL), DONE)
            expect(server.rset(), DONE)

    def drop(self) -> None:
        """Say goodbye and close, if connected."""
        if not self.is_smtp:
            self.backend.close()
        elif self.server is not None:
            self.server.wait(1)
            try:
                self.server.quit()
            except OSError:
                self.server.close()
            self.server = None

    def hang_up(self) -> None:
        """Close without a word: a server that waits for a mail's text would take QUIT for the text."""
        if self.server is not None:
            self.server.close()
            self.server = None

    def address(self, mailbox: str, *, patience: float) -> None:
        """Name sender and recipient, until the server waits for the text; nothing of that was sent.

        :raises ServerTrouble: when the server refuses anything but the recipient, or the line broke.
        :raises Refused: when it refuses the recipient.
        :raises Unanswered: when it does not answer within `patience` seconds.
        """
        if not self.is_smtp:
            return
        try:
            self._begin(patience)
        except ServerTrouble as trouble:
            if not self.is_used or isinstance(trouble.__cause__, TimeoutError):
                raise
            self._begin(patience)  # the server may close a line after a mail, or after many, or after a while
        self.is_used = True
        server = self._connected()
        self._ask(RCPT, lambda: server.docmd("RCPT", f"TO:{quoted(mailbox)}"), DONE)
        self._ask(DATA, lambda: server.docmd("DATA"), GO_ON)

    def _begin(self, patience: float) -> None:
        self.open()
        server = self._connected()
        server.wait(patience)
        self._ask(MAIL, lambda: server.docmd("MAIL", f"FROM:{quoted(settings.DEFAULT_FROM_EMAIL)}"), DONE)

    def _ask(self, step: str, question: Callable[[], Answer], good: int) -> None:
        try:
            answer = question()
        except OSError as error:
            self.hang_up()
            kind = Unanswered if isinstance(error, TimeoutError) and step != MAIL else ServerTrouble
            raise kind(f"{step}: {told(error)}") from error
        if kind_of(answer) == good:
            return
        if step == RCPT and answer[0] != CLOSING and kind_of(answer) in (NOT_NOW, NEVER):
            self._begin_anew()
            raise Refused(answer)
        self.hang_up()
        raise ServerTrouble(f"{step}: {said(answer)}")

    def _begin_anew(self) -> None:
        """Keep the line for the next mail after a recipient was refused."""
        try:
            expect(self._connected().rset(), DONE)
        except (OSError, Refused):
            self.hang_up()

    def text(self, content: bytes) -> None:
        """Send the text but for the dot that ends it: a server that hears no dot delivers nothing (RFC 5321, 4.1.1.4).

        :raises ServerTrouble: when the line broke.
        :raises Unanswered: when the server does not take it in time.
        """
        if not self.is_smtp:
            return
        server = self._connected()
        server.wait(settings.EMAIL_TIMEOUT)
        try:
            server.send(LEADING_PERIOD.sub(b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n"))
        except OSError as error:
            self.hang_up()
            kind = Unanswered if isinstance(error, TimeoutError) else ServerTrouble
            raise kind(f"{TEXT}: {told(error)}") from error

    def dot(self, email: EmailMessage) -> None:
        """End the text, without waiting for what the server says to it: from now on it may have the mail.

        :raises HandoverUnknown: when the line broke meanwhile.
        """
        if not self.is_smtp:
            self.backend.send_messages([email])
            return
        try:
            self._connected().send(b".\r\n")
        except OSError as error:
            self.hang_up()
            raise HandoverUnknown(told(error)) from error

    def answer(self) -> None:
        """Wait for what the server says to the text.

        :raises HandoverUnknown: when no answer came, or one that neither takes nor refuses.
        :raises ServerTrouble: when the server closes (421); it has not accepted.
        :raises Refused: when it refuses the text.
        """
        if not self.is_smtp:
            return
        server = self._connected()
        server.wait(settings.EMAIL_TIMEOUT)  # from now on: it may have come long ago, while another was asked about
        try:
            answer = server.getreply()
        except OSError as error:
            self.hang_up()
            raise HandoverUnknown(told(error)) from error
        if answer[0] == CLOSING:
            self.hang_up()
            raise ServerTrouble(f"{TEXT}: {said(answer)}")
        if kind_of(answer) not in (DONE, NOT_NOW, NEVER):
            self.hang_up()
            raise HandoverUnknown(said(answer))
        expect(answer, DONE)

    def _connected(self) -> Patient:
        if self.server is None:
            raise ServerTrouble(f"{CONNECT}: not connected")
        return self.server


@contextmanager
def judged(step: str) -> Iterator[None]:
    """Whatever goes wrong here is the server's state.

    :raises Away: when something does; the step and the server's words stand in it.
    """
    try:
        yield
    except (OSError, Refused) as error:  # the library's own errors are OSErrors
        raise Away(f"{step}: {told(error)}") from error


def kind_of(answer: Answer) -> int:
    """Return the first digit of an answer's code; something else for what is no answer at all."""
    return answer[0] // 100


def expect(answer: Answer, kind: int) -> None:
    """Compare an answer with the kind that is hoped for.

    :raises Refused: when it is another.
    """
    if kind_of(answer) != kind:
        raise Refused(answer)


def told(error: Exception) -> str:
    """Return what went wrong, in the server's words where it said any."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return said((error.smtp_code, text if isinstance(text, bytes) else str(text).encode()))
    return str(error) or type(error).__name__
