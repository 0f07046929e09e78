"""What does the virus scanner say of a file? ClamAV's own protocol (clamd(8), INSTREAM), with a deadline for the whole.

A file goes out in pieces, each behind its length; nothing comes back but one line. Whatever is no verdict (a connection
refused or cut, silence, another answer) is the scanner's state, never the file's.
"""

import re
import select
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

MOST_ANSWERED = 4096
TOO_LARGE, UNNAMED = "size limit exceeded", "unnamed"
_PLACE = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\s\[\]:/]+)):(?P<port>\d{1,5})")


class ScannerAway(Exception):
    """The scanner cannot be asked now; the text says why."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner found: nothing, or what it calls it; a file too large for it is found to be that."""

    is_clean: bool
    signature: str = ""


def place() -> str | tuple[str, int]:
    """Return where the scanner is: the path of its socket, or host and port.

    :raises ValueError: when the setting names neither.
    """
    text = settings.PORTAL_CLAMAV
    if text.startswith("/"):
        return str(text)
    found = _PLACE.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 1 << 16:
        raise ValueError("PORTAL_CLAMAV is HOST:PORT or the path of a socket.")
    return found["six"] or found["host"], int(found["port"])


def scan(pieces: Iterable[bytes]) -> Verdict:
    """Have the scanner look through a file, given in pieces.

    :raises ScannerAway: when there is no verdict within `PORTAL_CLAMAV_SECONDS`.
    """
    with _line(settings.PORTAL_CLAMAV_SECONDS) as line:
        line.send(b"zINSTREAM\0")
        try:
            for piece in pieces:
                if line.is_answered():
                    break
                line.send(len(piece).to_bytes(4, "big") + piece)
            else:
                line.send(bytes(4))
        except OSError:
            # It answers and closes as soon as a file is too large for it: then the answer waits to be read.
            if line.is_late():
                raise
        return _judged(line.answer())


def ping(*, seconds: float) -> None:
    """Ask the scanner whether it works.

    :raises ScannerAway: when it does not say so in time.
    """
    with _line(seconds) as line:
        line.send(b"zPING\0")
        if line.answer() != "PONG":
            raise ScannerAway("it answers, but not as ClamAV does")


class _Line:
    """One connection; no step goes on beyond the deadline of the whole."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self.sock, self.until = sock, until

    def is_late(self) -> bool:
        return time.monotonic() >= self.until

    def is_answered(self) -> bool:
        return bool(select.select([self.sock], [], [], 0)[0])

    def send(self, data: bytes) -> None:
        self._limit()
        self.sock.sendall(data)

    def answer(self) -> str:
        found = b""
        while b"\0" not in found and len(found) < MOST_ANSWERED:
            self._limit()
            piece = self.sock.recv(MOST_ANSWERED)
            if not piece:
                break
            found += piece
        return found.partition(b"\0")[0].decode("utf-8", "replace").strip()

    def _limit(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it did not answer in time")
        self.sock.settimeout(left)


@contextmanager
def _line(seconds: float) -> Iterator[_Line]:
    until = time.monotonic() + seconds
    try:
        with _connected(place(), seconds) as sock:
            yield _Line(sock, until)
    except (OSError, ValueError) as error:
        raise ScannerAway(str(error)) from error


def _connected(where: str | tuple[str, int], seconds: float) -> socket.socket:
    if not isinstance(where, str):
        return socket.create_connection(where, timeout=seconds)
    sock = socket.socket(socket.AF_UNIX)
    try:
        sock.settimeout(seconds)
        sock.connect(where)
    except BaseException:
        sock.close()
        raise
    return sock


def _judged(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(is_clean=True)
    if said.endswith(" FOUND"):
        return Verdict(is_clean=False, signature=said.removesuffix(" FOUND").strip() or UNNAMED)
    if TOO_LARGE in said.lower():
        return Verdict(is_clean=False, signature=TOO_LARGE)
    raise ScannerAway(f"it gave no verdict: {answer[:100]!r}")
