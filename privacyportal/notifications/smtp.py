"""How is a mail handed over, so that at every moment it is known who has it?"""

import re
import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection  # noqa: TID251  This is the door.
from django.core.mail.backends.smtp import EmailBackend

from privacyportal.notifications.wire import as_bytes

DATA_FOLLOWS = 354
ACCEPTED = 250
FORWARDED = 251
LEADING_PERIOD = re.compile(rb"(?m)^\.")


class HandoverUnknown(Exception):
    """The text was sent but the mail server's answer never came: it may or may not have accepted."""


class Line:
    """One connection to the mail server for many mails; opened when first needed, and anew after it broke.

    With a backend that is not SMTP (the tests' mailbox in memory) handing over is one step.
    """

    def __init__(self) -> None:
        self.backend: Any = get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def open(self) -> None:
        """Connect unless connected.

        :raises OSError: (also smtplib's errors) when the server cannot be reached or refuses the connection.
        """
        self.backend.open()

    def drop(self) -> None:
        """Say goodbye and close, if connected."""
        self.backend.close()

    def send(self, email: EmailMessage, before_text: Callable[[], None]) -> None:
        """Hand one mail over; `before_text` runs when the server waits for the text and nothing of it was sent.

        :raises smtplib.SMTPResponseException: when the server answers 4xx or 5xx at any step.
        :raises OSError: (smtplib.SMTPServerDisconnected too) when the line broke before any text was sent.
        :raises HandoverUnknown: when it broke after that.
        """
        if not isinstance(self.backend, EmailBackend):
            before_text()
            self.backend.send_messages([email])
            return
        text = as_bytes(email.message())
        self.open()
        server: Any = self.backend.connection
        accepted = False
        try:
            self._envelope(server, email)
            before_text()
            self._text(server, text)
            accepted = True
        finally:
            if not accepted:
                self._hang_up()

    def _hang_up(self) -> None:
        # Not QUIT: a server that waits for a mail's text would take it for the text.
        self.backend.connection.close()
        self.backend.connection = None

    def _envelope(self, server: smtplib.SMTP, email: EmailMessage) -> None:
        server.ehlo_or_helo_if_needed()
        self._expect(server.mail(settings.DEFAULT_FROM_EMAIL), ACCEPTED)
        for recipient in email.recipients():
            self._expect(server.rcpt(parseaddr(recipient)[1]), ACCEPTED, FORWARDED)
        self._expect(server.docmd("DATA"), DATA_FOLLOWS)

    def _text(self, server: smtplib.SMTP, text: bytes) -> None:
        ending = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            server.send(LEADING_PERIOD.sub(b"..", text) + ending)
            answer = server.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise HandoverUnknown(str(error)) from error
        self._expect(answer, ACCEPTED)

    @staticmethod
    def _expect(answer: tuple[int, bytes], *codes: int) -> None:
        code, text = answer
        if code not in codes:
            raise smtplib.SMTPResponseException(code, text)
