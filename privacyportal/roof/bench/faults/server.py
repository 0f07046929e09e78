"""A mail server of real sockets in a process of its own, that writes down what it did and misbehaves as it is told.

`python -m privacyportal.roof.bench.faults.server PORT LOG ORDERS [CERTIFICATE]`: LOG gets a line of JSON for every mail
that it accepted or refused for good, written before the sender hears of it (`Line`). ORDERS is a file of JSON, read
whenever it changes (`Orders`). With a CERTIFICATE (and its key, in one file) it offers STARTTLS.
"""

import asyncio
import json
import re
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import TypedDict

NUMBER, DIGITS = re.compile(r"[A-Z]+-\d+"), re.compile(r"\d+")
SUBJECT = re.compile(rb"(?im)^Subject:((?:.*\r\n)(?:[ \t].*\r\n)*)")
INTRODUCTION = ("GREETING", "EHLO", "STARTTLS", "AUTH")
LARGEST = 4 * 1024 * 1024
POLL_SECONDS = 0.05


class Rule(TypedDict):
    """What is said at a step in place of the usual answer, to whom: nothing at all, where `says` is empty.

    Of recipients those are meant whose number leaves `remainder` when divided by `modulus`: the number in the address,
    and at the step TEXT that of the record that the mail is about.
    """

    step: str
    says: str
    modulus: int
    remainder: int


class Orders(TypedDict):
    """What the server is told: its rules, and how many seconds it lets pass before each byte that it sends."""

    rules: list[Rule]
    pace: float


class Line(TypedDict):
    """A line of the log: when (seconds of the epoch), what became of a mail to whom, the records that it tells of."""

    at: float
    what: str
    to: str
    numbers: list[str]


class Gone(Exception):
    """The session is over."""


class Server:
    """What all sessions share."""

    def __init__(self, log: Path, orders: Path, certificate: Path | None) -> None:
        self.log, self.path = log.open("a", encoding="utf-8", buffering=1), orders
        self.seen = 0
        self.read: Orders = {"rules": [], "pace": 0}
        self.secure: ssl.SSLContext | None = None
        if certificate:
            self.secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.secure.load_cert_chain(certificate)

    def orders(self) -> Orders:
        """Return what the server is told to do now."""
        if self.path.exists() and (changed := self.path.stat().st_mtime_ns) != self.seen:
            self.seen, self.read = changed, json.loads(self.path.read_text())
        return self.read

    def rule(self, step: str, text: str) -> Rule | None:
        """Return the rule for a step and whoever is written to; everybody where there is no number."""
        number = next(map(int, DIGITS.findall(text)), 0)
        rules = (rule for rule in self.orders()["rules"] if rule["step"] == step)
        return next((rule for rule in rules if number % rule["modulus"] == rule["remainder"]), None)

    def is_closed(self) -> bool:
        """Whether nobody may introduce himself now."""
        return any(rule["step"] in INTRODUCTION for rule in self.orders()["rules"])

    def write(self, what: str, to: str, numbers: list[str]) -> None:
        """Write a line of the log."""
        line: Line = {"at": time.time(), "what": what, "to": to, "numbers": numbers}
        self.log.write(json.dumps(line) + "\n")

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one session."""
        with suppress(Gone, OSError, asyncio.IncompleteReadError):
            await Talk(self, reader, writer).go()
        writer.close()


class Talk:
    """One session: what the client says is answered by the method of that name."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.to, self.is_secure = "", False
        self.usual: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self.ehlo,
            "HELO": self.ehlo,
            "STARTTLS": self.starttls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "QUIT": self.quit,
        }

    async def go(self) -> None:
        """Greet, then answer until the client leaves."""
        await self.answer("GREETING", "220 sink")
        while words := (await self.reader.readline()).decode().strip():
            await self.usual.get(words[:8].split(" ")[0].upper(), self.other)(words)

    async def say(self, *lines: str) -> None:
        """Send lines, a byte after the other where the server was told to take its time."""
        data = "".join(f"{line}\r\n" for line in lines).encode()
        for start in range(len(data)):
            if not (pace := self.server.orders()["pace"]):
                self.writer.write(data[start:])
                break
            await asyncio.sleep(pace)
            self.writer.write(data[start : start + 1])
            await self.writer.drain()
        await self.writer.drain()

    async def told(self, step: str, about: str) -> str:
        """Return what a rule says at a step, "" where none does; while one says nothing, neither do we.

        While a session waits for that, a file with the ending .held stands beside the orders.
        """
        while rule := self.server.rule(step, about):
            if rule["says"]:
                return rule["says"]
            self.server.path.with_suffix(".held").touch()
            await asyncio.sleep(POLL_SECONDS)
        return ""

    async def answer(self, step: str, *usual: str) -> bool:
        """Answer as usual, or as told; return whether it was as usual."""
        said = await self.told(step, self.to)
        await self.say(*([said] if said else usual))
        return not said

    async def ehlo(self, _words: str) -> None:
        """Tell what is offered."""
        offered = ["STARTTLS"] if self.server.secure and not self.is_secure else ["AUTH PLAIN"]
        await self.answer("EHLO", "250-sink", *(f"250 {one}" for one in offered))

    async def starttls(self, _words: str) -> None:
        """Go on in secret."""
        if self.server.secure and await self.answer("STARTTLS", "220 go on"):
            await self.writer.start_tls(self.server.secure)
            self.is_secure = True

    async def auth(self, _words: str) -> None:
        """Believe everybody."""
        await self.answer("AUTH", "235 welcome")

    async def mail(self, _words: str) -> None:
        """Begin a mail, unless the server has closed to all meanwhile."""
        self.to = ""
        if self.server.is_closed():
            await self.say("421 4.3.2 closing")
            raise Gone
        await self.answer("MAIL", "250 OK")

    async def rcpt(self, words: str) -> None:
        """Take a recipient."""
        self.to = words.partition("<")[2].partition(">")[0]
        said = await self.told("RCPT", self.to)
        if said.startswith("5"):
            self.server.write("refused", self.to, [])
        await self.say(said or "250 OK")

    async def data(self, _words: str) -> None:
        """Take a mail, write that down, then say so; or answer as told."""
        if not await self.answer("DATA", "354 go on"):
            return
        content = await self.reader.readuntil(b"\r\n.\r\n")
        numbers = numbers_of(content)
        rule = self.server.rule("TEXT", " ".join(numbers[:1]))
        if rule and rule["says"]:
            if rule["says"].startswith("5"):
                self.server.write("refused", self.to, numbers)
            await self.say(rule["says"])
            return
        self.server.write("accepted", self.to, numbers)
        await self.told("TEXT", " ".join(numbers[:1]))
        await self.say("250 OK")

    async def quit(self, _words: str) -> None:
        """Let the client leave."""
        await self.say("221 bye")
        raise Gone

    async def other(self, _words: str) -> None:
        """Agree."""
        await self.say("250 OK")


def numbers_of(content: bytes) -> list[str]:
    """Return which records a mail tells of: the one that its subject names, or else all that its text names."""
    found = SUBJECT.search(content)
    subject = str(make_header(decode_header(found[1].decode().strip()))) if found else ""
    if numbers := NUMBER.findall(subject):
        return numbers[:1]
    mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return sorted(set(NUMBER.findall(text)))


async def serve(port: int, log: Path, orders: Path, certificate: Path | None) -> None:
    """Accept mail on a port of this machine until the process ends."""
    server = Server(log, orders, certificate)
    listening = await asyncio.start_server(server.talk, "127.0.0.1", port, limit=LARGEST)
    await listening.serve_forever()


if __name__ == "__main__":
    port, log, orders, *certificate = sys.argv[1:]
    asyncio.run(serve(int(port), Path(log), Path(orders), Path(certificate[0]) if certificate else None))
