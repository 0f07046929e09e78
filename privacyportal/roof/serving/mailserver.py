"""Where does the demonstration's mail go? Into a mailbox on this machine; no address outside reserved domains."""

import asyncio
import logging
import mailbox
import socket
from pathlib import Path
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

# RFC 2606 and RFC 6761: names that can never belong to anybody.
RESERVED_TOP = frozenset({"example", "test", "invalid", "localhost"})
RESERVED_SECOND = frozenset({"example.com", "example.net", "example.org"})
SIZE_LIMIT = 32 * 1024 * 1024


def is_reserved(address: str) -> bool:
    """Return whether a mail address belongs to a domain that is reserved for examples and tests."""
    domain = address.rpartition("@")[2].rstrip(".").lower()
    labels = domain.split(".")
    return "@" in address and (labels[-1] in RESERVED_TOP or ".".join(labels[-2:]) in RESERVED_SECOND)


class Keeper:
    """Keeps every mail in a Maildir and refuses recipients that could be real; named as aiosmtpd calls it."""

    def __init__(self, directory: Path) -> None:
        directory.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(directory, create=True)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept reserved domains only."""
        if not is_reserved(address):
            return "550 5.7.1 This mailbox takes mail for reserved domains (.example, .test, .invalid) only"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail as it came."""
        sides = f"X-Envelope-From: {envelope.mail_from or '<>'}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        self.box.add(sides.encode() + (envelope.original_content or b""))
        return "250 2.0.0 Kept"


def listening(wanted: int) -> socket.socket:
    """Return a socket on a port of this machine, on any other if it is taken."""
    try:
        return socket.create_server(("127.0.0.1", wanted))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


class MailServer:
    """An SMTP server on 127.0.0.1 in a thread of its own; use as a context manager.

    It listens on `wanted`, where commands beside the demonstration look for it, or on any port if that one is taken.
    """

    def __init__(self, directory: Path, *, wanted: int = 0) -> None:
        self.keeper = Keeper(directory)
        self.socket = listening(wanted)
        self.port: int = self.socket.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        # The server tells every line of every connection otherwise.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.thread = Thread(target=self._run, name="mailserver", daemon=True)

    def __enter__(self) -> "MailServer":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.socket.close()

    def _run(self) -> None:
        server = self.loop.run_until_complete(self.loop.create_server(self._session, sock=self.socket))
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    def _session(self) -> SMTP:
        return SMTP(
            self.keeper,
            hostname="mailbox.portal.example",
            enable_SMTPUTF8=True,
            data_size_limit=SIZE_LIMIT,
            loop=self.loop,
        )
