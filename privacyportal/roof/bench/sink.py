"""A real mail server in a process of its own, that writes down what it accepts and misbehaves as it is told.

`python -m privacyportal.roof.bench.sink PORT LOG ORDERS`: for each accepted mail LOG gets one line (Message-ID,
recipient, subject; separated by tabs), written before the sender hears of it. ORDERS is a JSON file, read whenever it
changes: `hold` names the moment at which every session waits (`ehlo`, `rcpt`, `accepted`; while one does, a file with
the ending .held stands beside ORDERS), `answers` maps a line to answer with instead of accepting to the records that
meet it: those whose number leaves a remainder, as [modulus, remainder].
"""

import asyncio
import json
import re
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypedDict

from aiosmtpd.smtp import SMTP, Envelope, Session

NUMBER = re.compile(r"[A-Z]+-0*(\d+)")
POLL_SECONDS = 0.05


class Orders(TypedDict):
    """What the sink is told: at which moment sessions wait, and what whom is answered instead of accepting."""

    hold: str
    answers: dict[str, tuple[int, int]]


NO_ORDERS: Orders = {"hold": "", "answers": {}}


class Sink:
    """Accepts mail for everybody; its methods are named as aiosmtpd calls them."""

    def __init__(self, log: Path, orders: Path) -> None:
        self.log, self.path = log.open("a", encoding="utf-8", buffering=1), orders
        self.seen, self.read = 0, NO_ORDERS

    def orders(self) -> Orders:
        """Return what the sink is told to do now."""
        if self.path.exists() and (changed := self.path.stat().st_mtime_ns) != self.seen:
            self.seen, self.read = changed, json.loads(self.path.read_text())
        return self.read

    async def wait(self, moment: str) -> None:
        """Wait while sessions are held at that moment."""
        while self.orders()["hold"] == moment:
            self.path.with_suffix(".held").touch()
            await asyncio.sleep(POLL_SECONDS)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        await self.wait("ehlo")
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        await self.wait("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or answer as told."""
        content = envelope.content or b""
        written = content.encode() if isinstance(content, str) else content
        mail = message_from_bytes(written, _class=EmailMessage, policy=policy.default)
        subject = " ".join(str(mail["Subject"]).split())
        found = NUMBER.search(subject)
        for line, (modulus, remainder) in self.orders()["answers"].items():
            if found and int(found[1]) % modulus == remainder:
                return line
        self.log.write(f"{mail['Message-ID']}\t{envelope.rcpt_tos[0]}\t{subject}\n")
        await self.wait("accepted")
        return "250 OK"


async def serve(port: int, log: Path, orders: Path) -> None:
    """Accept mail on a port of this machine until the process ends."""
    sink = Sink(log, orders)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
