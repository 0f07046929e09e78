"""What may happen to an installation that runs for days? Strange files in the broker's folder, processes that die."""

import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from privacyportal import broker
from privacyportal.roof.bench.soak.served import PROGRAMS, Served

NAME = "celery.msg"


def strange(path: Path) -> Sequence[Callable[[], object]]:
    """Return what puts something at a path that is no message, though it has the name of one."""
    whole = broker.packed({"body": "x", "properties": {}, "headers": {}})
    return (
        path.touch,
        lambda: path.write_bytes(whole[: len(whole) // 2]),
        lambda: path.write_bytes(b'{"body": "e30=", "properties": {"delivery_tag": "1"}}'),
        lambda: path.write_bytes(os.urandom(4096)),
        path.mkdir,
        lambda: os.mkfifo(path),
        lambda: path.symlink_to("nowhere"),
        lambda: os.close(os.open(path, os.O_CREAT, 0)),
    )


class Mischief:
    """Breaks things; counts what it did. With the same seed it does the same."""

    def __init__(self, served: Served, seed: int) -> None:
        self.served, self.dice = served, random.Random(seed)  # noqa: S311  Nothing is kept secret by it.
        self.killed: Counter[str] = Counter()
        self.dropped = 0
        self.longest_away = 0.0

    def drop(self) -> None:
        """Put one of each kind of strange thing into the broker's folder, and damage its table of queues."""
        queue = self.served.directory / "broker" / "queue"
        for number in range(len(strange(queue))):
            name = f"{time.time_ns():020}_{uuid.uuid4()}.{NAME}"
            strange(queue / name)[number]()
            self.dropped += 1
        for table in queue.with_name("control").glob("*.exchange"):
            with suppress(OSError):
                table.write_bytes(b"[[")

    def kill(self) -> None:
        """Kill one process, the program itself or one of its children; wait until the portal is ready again."""
        wanted = self.dice.choice(list(PROGRAMS))
        found = [process for process in self.served.processes() if process.program == wanted]
        if not found:
            return
        chosen = self.dice.choice(found)
        with suppress(ProcessLookupError):
            os.kill(chosen.pid, signal.SIGKILL)
            self.killed[f"{chosen.program}{' child' if chosen.is_child else ''}"] += 1
        self.longest_away = max(self.longest_away, self.served.wait_until_ready())
