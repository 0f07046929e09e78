"""How do several processes live and end together?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from privacyportal.roof.serving import tether

PATIENCE_SECONDS = 20
LOG_TAIL = 15


class ProcessEnded(Exception):
    """One process of the family ended although nobody asked it to."""


@dataclass(frozen=True)
class Program:
    """What to run under which name."""

    name: str
    command: Sequence[str]


@dataclass
class Running:
    """A program that was started and the file it writes to."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """Return the end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL:])


class Family:
    """Processes that are started, watched and stopped together; each writes to its own file in `log_dir`.

    Use as a context manager: whatever happens inside, nothing is left running behind it.
    """

    def __init__(self, *, log_dir: Path, environment: Mapping[str, str]) -> None:
        self.log_dir = log_dir
        self.environment = {**os.environ, **environment}
        self.running: list[Running] = []

    def __enter__(self) -> "Family":
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, program: Program) -> Running:
        """Start a program in a session of its own, so that Ctrl-C reaches it through `stop` only."""
        log = self.log_dir / f"{program.name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, tether.__file__, str(os.getpid()), *program.command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        member = Running(program, process, log)
        self.running.append(member)
        return member

    def check(self) -> None:
        """Look after everybody.

        :raises ProcessEnded: when one has ended, with the end of what it wrote.
        """
        for member in self.running:
            code = member.process.poll()
            if code is not None:
                message = (
                    f"The {member.program.name} process ended (exit code {code}). Its last lines, from {member.log}:"
                )
                raise ProcessEnded(f"{message}\n{member.last_words()}")

    def watch(self, stop: Event, every_seconds: float = 0.5) -> None:
        """Wait until `stop` is set.

        :raises ProcessEnded: when a process ends before that.
        """
        while not stop.wait(every_seconds):
            self.check()

    def stop(self) -> None:
        """Ask all to end, the last started first; after PATIENCE_SECONDS they are killed."""
        for member in reversed(self.running):
            _signal(member, signal.SIGTERM)
        until = time.monotonic() + PATIENCE_SECONDS
        for member in self.running:
            with suppress(subprocess.TimeoutExpired):
                member.process.wait(max(0.1, until - time.monotonic()))
            # The session too: a parent that died first may have left children in it.
            _signal(member, signal.SIGKILL)
            member.process.wait()
        self.running.clear()


def _signal(member: Running, number: signal.Signals) -> None:
    try:
        if number is signal.SIGTERM:
            member.process.terminate()
        else:
            os.killpg(member.process.pid, number)
    except ProcessLookupError:
        return
