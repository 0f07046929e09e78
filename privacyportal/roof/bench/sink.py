"""A real mail server in a process of its own, that accepts everything and writes down what.

`python -m privacyportal.roof.bench.sink PORT LOG`: for each accepted mail LOG gets one line (Message-ID, recipient,
subject; separated by tabs), written before the sender hears of it.
"""

import asyncio
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Accepts mail for everybody; its method is named as aiosmtpd calls it."""

    def __init__(self, log: Path) -> None:
        self.log = log.open("a", encoding="utf-8", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content = envelope.content or b""
        written = content.encode() if isinstance(content, str) else content
        mail = message_from_bytes(written, _class=EmailMessage, policy=policy.default)
        subject = " ".join(str(mail["Subject"]).split())
        self.log.write(f"{mail['Message-ID']}\t{envelope.rcpt_tos[0]}\t{subject}\n")
        return "250 OK"


async def serve(port: int, log: Path) -> None:
    """Accept mail on a port of this machine until the process ends."""
    sink = Sink(log)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
