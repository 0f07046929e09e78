"""How long does a session with the mail server wait for an answer, however slowly it comes?"""

import smtplib
import time
from collections.abc import Buffer
from socket import IPPROTO_TCP, TCP_NODELAY, socket

from django.core.mail import DNS_NAME

MOST_AT_ONCE = 65_536

type Answer = tuple[int, bytes]


class Replies:
    """What the server says, line by line, until a moment: a reply a byte at a time is no reason to wait for ever."""

    def __init__(self, line: socket) -> None:
        self.line, self.read, self.until = line, b"", 0.0

    def readline(self, most: int) -> bytes:
        """Return the next line with its end; what there is of it when the server has hung up.

        :raises TimeoutError: when the moment has come.
        """
        while b"\n" not in self.read[:most] and len(self.read) < most:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self.line.settimeout(left)
            more = self.line.recv(MOST_AT_ONCE)
            if not more:
                break
            self.read += more
        end = min((self.read.find(b"\n") + 1) or len(self.read), most)
        line, self.read = self.read[:end], self.read[end:]
        return line

    def close(self) -> None:
        """Forget what was read; the socket is closed by its owner."""
        self.read = b""


class Patient(smtplib.SMTP):
    """The library's session, which waits for all the answers of a phase together until a moment and no longer."""

    def __init__(self, host: str, port: int, *, seconds: float) -> None:
        self.wait(seconds)
        super().__init__(host, port, local_hostname=DNS_NAME.get_fqdn(), timeout=seconds)
        if self.sock is not None:
            # What ends a text must not wait until the server has acknowledged the text (RFC 1122, 4.2.3.4).
            self.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)

    def getreply(self) -> Answer:
        """The next reply.

        :raises TimeoutError: when it is not there in time.
        :raises smtplib.SMTPServerDisconnected: when the line broke.
        """
        if self.file is None and self.sock is not None:
            self.file = Replies(self.sock)
        if isinstance(self.file, Replies):
            self.file.until = self.until
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise TimeoutError(str(error.__context__)) from error
            raise

    def send(self, s: Buffer | str) -> None:
        """Send within what is left of the phase's time."""
        if self.sock:
            self.sock.settimeout(max(self.until - time.monotonic(), 0.001))
        super().send(s)

    def wait(self, seconds: float) -> None:
        """Begin a phase: its answers must be there within so many seconds."""
        self.until = time.monotonic() + seconds
