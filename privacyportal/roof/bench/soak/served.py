"""What is served, which processes is it made of, and how much do they hold?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests
from django.conf import settings

from privacyportal.roof.bench.databases import free_port

BUILD_SECONDS, READY_SECONDS = 3600, 300
PAGE = os.sysconf("SC_PAGE_SIZE")
# What stands in the command line of each of the four programs, and of their children.
PROGRAMS = {"web": "privacyportal.wsgi", "front": "nginx", "worker": " worker ", "beat": " beat "}


@dataclass(frozen=True)
class Process:
    """A process of the portal: of which program, and whether what serves started it itself or its program did."""

    pid: int
    program: str
    is_child: bool


@dataclass(frozen=True)
class Held:
    """What a program holds: memory in MiB, open files, threads."""

    memory: float
    files: int
    threads: int


class Served:
    """The demonstration, run as anybody runs it, with its own data directory."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self.port, self.directory = free_port(), directory
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = directory / "demo.txt"
        where = {"PORTAL_BROKER_URL": "filesystem://", "PORTAL_VAR_DIR": str(directory)}
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--port", str(self.port)],
                env={**os.environ, **where, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def is_ready(self) -> bool:
        """Return whether the portal says that it is ready."""
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=10).ok
        return False

    def wait_until_ready(self, patience: float = READY_SECONDS) -> float:
        """Return for how many seconds it was not ready.

        :raises TimeoutError: when it is longer than `patience`, or when it has ended, with what it said.
        """
        begun = time.monotonic()
        while not self.is_ready():
            if time.monotonic() - begun > patience or self.process.poll() is not None:
                raise TimeoutError(f"The portal is not ready:\n{self.said.read_text()}")
            time.sleep(0.2)
        return time.monotonic() - begun

    def processes(self) -> Sequence[Process]:
        """Return what it is made of at this moment."""
        own = dict.fromkeys(children(self.process.pid))
        found = [(pid, pid, False) for pid in own] + [(pid, kid, True) for pid in own for kid in children(pid)]
        return [Process(kid, name, below) for top, kid, below in found if (name := program(top))]

    def held(self) -> Mapping[str, Held]:
        """Return what each program holds, its children counted with it."""
        by_program: dict[str, list[Held]] = {name: [] for name in PROGRAMS}
        for process in self.processes():
            with suppress(OSError, IndexError):
                by_program[process.program].append(held(process.pid))
        return {
            name: Held(
                memory=round(sum(one.memory for one in parts), 1),
                files=sum(one.files for one in parts),
                threads=sum(one.threads for one in parts),
            )
            for name, parts in by_program.items()
        }

    def stop(self) -> bool:
        """Ask it to end; return whether it did so in order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60) == 0
        except subprocess.TimeoutExpired:
            return False


@contextmanager
def serving(directory: Path, environment: Mapping[str, str]) -> Iterator[Served]:
    """Yield a portal that is ready; afterwards it is gone."""
    served = Served(directory, environment)
    try:
        served.wait_until_ready(BUILD_SECONDS)
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.process.wait()


def children(pid: int) -> Sequence[int]:
    """Return whom a process started; nobody when it is gone."""
    with suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return ()


def program(pid: int) -> str:
    """Return which of the four programs a process is; nothing when it is none or gone."""
    with suppress(OSError):
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return next((name for name, part in PROGRAMS.items() if part in line), "")
    return ""


def held(pid: int) -> Held:
    """Return what one process holds; memory is what is its own, for children share much with their parents.

    :raises OSError: when it is gone.
    """
    resident, shared = (int(number) for number in Path(f"/proc/{pid}/statm").read_text().split()[1:3])
    files, threads = (len(list(Path(f"/proc/{pid}/{kind}").iterdir())) for kind in ("fd", "task"))
    return Held(memory=(resident - shared) * PAGE / 2**20, files=files, threads=threads)
