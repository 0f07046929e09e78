"""A time-stamp authority of the tests' own: openssl behind an address of this machine; a test lets it misbehave."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
dir = {home}
serial = {home}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
type Answer = Callable[[bytes], tuple[int, bytes]]


@dataclass
class Authority:
    """Where it is, which certificate it is known by, how it answers."""

    home: Path
    address: str = ""
    answer: Answer = lambda asked: (500, b"")
    kind: str = "application/timestamp-reply"
    asked: int = 0

    @property
    def certificate(self) -> Path:
        """The certificate of its root."""
        return self.home / "root.pem"

    def sign(self, asked: bytes) -> tuple[int, bytes]:
        """Answer as it should."""
        (self.home / "asked.tsq").write_bytes(asked)
        self.openssl(
            *("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-signer", "tsa.pem"),
            *("-inkey", "tsa.key", "-out", "answer.tsr"),
        )
        return 200, (self.home / "answer.tsr").read_bytes()

    def openssl(self, *words: str) -> None:
        """Run openssl in its directory."""
        subprocess.run(("openssl", *words), cwd=self.home, check=True, capture_output=True)


def found(home: Path) -> Authority:
    """Make the keys: a root, and what signs stamps."""
    home.mkdir()
    made = Authority(home)
    (home / "tsa.cnf").write_text(CONFIGURATION.format(home=home))
    (home / "serial").write_text("01\n")
    made.openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN=root {home.name}"),
        *("-keyout", "root.key", "-out", "root.pem", "-addext", "keyUsage=critical,keyCertSign"),
    )
    made.openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN=tsa {home.name}"),
        *("-CA", "root.pem", "-CAkey", "root.key", "-keyout", "tsa.key", "-out", "tsa.pem"),
        *("-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "keyUsage=critical,digitalSignature"),
        *("-addext", "basicConstraints=critical,CA:false"),
    )
    made.answer = made.sign
    return made


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Serve it until the end of the block."""
    ended = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer as the test wants; nothing at all when that is None."""
            authority.asked += 1
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = authority.answer(asked)
            if not status:
                ended.wait(60)
                return
            self.send_response(status)
            self.send_header("Content-Type", authority.kind)
            self.end_headers()
            for start in range(0, len(body), 4096):
                self.wfile.write(body[start : start + 4096])

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    authority.address = f"http://127.0.0.1:{server.server_port}/tsr"
    try:
        yield authority
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
