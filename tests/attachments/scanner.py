"""A scanner that speaks ClamAV's protocol (clamd(8): zPING, zINSTREAM) and knows one signature."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VIRUS, SIGNATURE = b"THIS-IS-OUR-TEST-VIRUS", "Portal.Test-1"


class Behaviour:
    """How the scanner behaves now, and what it was sent."""

    def __init__(self) -> None:
        self.limit = 100 << 20
        self.fault = ""
        self.received: list[bytes] = []
        self.pieces: list[int] = []
        self.over = threading.Event()


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Answer one command."""
        behaviour: Behaviour = self.server.behaviour
        if behaviour.fault == "gone":
            return
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if behaviour.fault == "silent":
            behaviour.over.wait()
            return
        if behaviour.fault == "garbage":
            self.wfile.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 9000)
            return
        self.wfile.write({b"zPING\0": lambda: b"PONG\0", b"zINSTREAM\0": self.instream}[command]())

    def instream(self) -> bytes:
        """Read pieces behind their lengths up to an empty one; say what is in them."""
        behaviour, content = self.server.behaviour, b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            if len(content) + length > behaviour.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
            behaviour.pieces.append(length)
            content += self.rfile.read(length)
            if behaviour.fault == "cut":
                return b""
        behaviour.received.append(content)
        if behaviour.fault == "error":
            return b"stream: Can't allocate memory ERROR\0"
        return f"stream: {SIGNATURE} FOUND\0".encode() if VIRUS in content else b"stream: OK\0"


@contextmanager
def scanner(path: Path | None = None) -> Iterator[tuple[str, Behaviour]]:
    """Yield where the scanner is, as the setting says it, and how it behaves."""
    kind = socketserver.ThreadingTCPServer if path is None else socketserver.ThreadingUnixStreamServer
    kind.daemon_threads = True
    behaviour = Behaviour()
    with kind(("127.0.0.1", 0) if path is None else str(path), Handler) as server:
        server.behaviour = behaviour
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}" if path is None else str(path), behaviour
        finally:
            behaviour.over.set()
            server.shutdown()
