"""A mail server of sockets that answers, hangs or hangs up at the step that a test names."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HANG, DROP, DRIP = "hang", "drop", "drip"
GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, TEXT = (
    "GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "TEXT",
)  # fmt: skip
USUAL = {
    GREETING: "220 scripted",
    EHLO: "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    STARTTLS: "454 no certificate here",
    AUTH: "235 welcome",
    MAIL: "250 OK",
    RCPT: "250 OK",
    DATA: "354 go on",
    TEXT: "250 taken",
}


class Scripted:
    """What it is told in `script` under a step, `RCPT <address>` or `GREETING <which connection>`, it does; else it
    takes the mail.

    An answer is a line, HANG, DROP, DRIP (a byte now and then, and no end), or a pair: seconds to wait, and the line.
    """

    def __init__(self) -> None:
        self.script: dict[str, str | tuple[float, str]] = {}
        self.accepted: list[str] = []
        self.texts: list[str] = []
        self.connections = 0
        self.closes = False  # after each mail
        self.asked: list[str] = []
        self.ended = threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]

    def serve(self) -> None:
        """Take connections until the end."""
        with suppress(OSError):
            while not self.ended.is_set():
                line, _address = self.door.accept()
                self.connections += 1
                threading.Thread(target=self.talk, args=(line,), daemon=True).start()

    def talk(self, line: socket.socket) -> None:
        """One session."""
        with suppress(OSError), line, line.makefile("rb") as heard:
            recipient, inside = "", self.say(line, f"{GREETING} {self.connections}")
            while inside and (words := heard.readline().decode().strip()):
                command = words.upper().split(" ")[0]
                if command == "QUIT":
                    return
                if command == "RSET":
                    line.sendall(b"250 OK\r\n")
                    continue
                step = {"HELO": EHLO}.get(command, command)
                if step == RCPT:
                    recipient = words.partition("<")[2].partition(">")[0]
                    inside = self.say(line, f"{RCPT} {recipient}")
                    continue
                inside = self.say(line, step)
                if step == DATA and inside == "354":
                    inside = "" if not self.take(line, heard, recipient) or self.closes else inside

    def take(self, line: socket.socket, heard: Iterator[bytes], recipient: str) -> str:
        """The text of one mail."""
        text = []
        for row in heard:
            if row == b".\r\n":
                inside = self.say(line, TEXT)
                if inside == "250":
                    self.texts.append(b"".join(text).decode())
                    self.accepted.append(recipient)
                return inside
            text.append(row)
        return ""

    def say(self, line: socket.socket, step: str) -> str:
        """Do what is told at a step; return the code, or "" when the session is over."""
        kind = step.partition(" ")[0]
        self.asked.append(step)
        told = self.script.get(step, self.script.get(kind, USUAL[kind]))
        if isinstance(told, tuple):
            time.sleep(told[0])
            told = told[1]
        if told == HANG:
            self.ended.wait(60)
            return ""
        while told == DRIP and not self.ended.wait(0.1):
            line.sendall(b"2")
        if told == DROP:
            line.shutdown(socket.SHUT_RDWR)
            return ""
        line.sendall(f"{told}\r\n".encode())
        return told[:3]


@contextmanager
def scripted() -> Iterator[Scripted]:
    """Yield a scripted server on a free port until the end of the block."""
    made = Scripted()
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        made.door.shutdown(socket.SHUT_RDWR)
        made.door.close()
