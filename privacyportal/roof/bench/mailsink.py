"""How is the sink started and asked?"""

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from privacyportal.roof.bench import sink
from privacyportal.roof.bench.databases import free_port

PATIENCE_SECONDS = 20


class MailSink:
    """A mail server for measuring."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.log = directory / "accepted.tsv"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", sink.__name__, str(self.port), str(self.log)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it: connections are refused."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def accepted(self) -> Counter[tuple[str, str]]:
        """Return how often it accepted which matter for whom: (subject, recipient)."""
        if not self.log.exists():
            return Counter()
        lines = (line.split("\t") for line in self.log.read_text(encoding="utf-8").splitlines())
        return Counter((subject, recipient) for _message_id, recipient, subject in lines)


def wait_for_port(port: int) -> None:
    """Wait until somebody listens on a port of this machine.

    :raises TimeoutError: when nobody does within PATIENCE_SECONDS.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"Nobody listens on port {port}")


@contextmanager
def mail_sink(directory: Path) -> Iterator[MailSink]:
    """Yield a running sink that writes into a directory."""
    made = MailSink(directory)
    made.start()
    try:
        yield made
    finally:
        made.stop()
