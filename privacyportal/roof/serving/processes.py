"""How do several processes live and end together?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from privacyportal.roof import endings
from privacyportal.roof.serving import tether

PATIENCE_SECONDS = 20
LOG_TAIL = 15
ENDS, WITHIN_SECONDS = 5, 60
LOG_BYTES = 16 * 1024 * 1024


class ProcessEnded(Exception):
    """One process of the family keeps ending although nobody asked it to."""


@dataclass(frozen=True)
class Program:
    """What to run under which name; every `anew_seconds` it is told to begin anew (SIGHUP), 0: never.

    `before_anew` prepares that.
    """

    name: str
    command: Sequence[str]
    anew_seconds: float = 0
    before_anew: Callable[[], object] = tuple


@dataclass
class Running:
    """A program that was started, the file it writes to, and when it ended by itself (monotonic)."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path | None
    began_at: float
    ends: list[float] = field(default_factory=list)
    again_at: float | None = None

    def last_words(self) -> str:
        """Return the end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL:]) if self.log else ""

    def note_end(self, now: float) -> None:
        """Remember that it ended, and when to start it again: the sooner, the seldomer it has."""
        self.ends = [end for end in self.ends if now - end < WITHIN_SECONDS] + [now]
        self.again_at = now + 2 ** (len(self.ends) - 2)

    def is_to_begin_anew(self, now: float) -> bool:
        """Return whether it has run for as long as it may before it is told to begin anew."""
        return 0 < self.program.anew_seconds <= now - self.began_at


class Family:
    """Processes that are started, watched and stopped together; whichever ends by itself is started again.

    Each writes to its own file in `log_dir`, or where the command itself writes. That one ended is told by `tell` and
    kept in `ended`, where doctor reads it. Use as a context manager: whatever happens inside, nothing is left behind.
    """

    def __init__(
        self,
        *,
        log_dir: Path | None,
        environment: Mapping[str, str],
        ended: Path,
        tell: Callable[[str], object] = print,
    ) -> None:
        self.log_dir = log_dir
        self.environment = {**os.environ, **environment}
        self.ended = ended
        self.tell = tell
        self.running: list[Running] = []

    def __enter__(self) -> "Family":
        if self.log_dir:
            self.log_dir.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, program: Program) -> Running:
        """Start a program for the first time."""
        log = self.log_dir / f"{program.name}.log" if self.log_dir else None
        if log:
            log.unlink(missing_ok=True)
        member = Running(program, self._spawn(program, log), log, began_at=time.monotonic())
        self.running.append(member)
        return member

    def _spawn(self, program: Program, log: Path | None) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own, so that Ctrl-C reaches it through `stop` only."""
        command = [sys.executable, tether.__file__, str(os.getpid()), *program.command]
        with ExitStack() as stack:
            output = stack.enter_context(log.open("ab")) if log else None
            return subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
            )

    def check(self) -> None:
        """Look after everybody: start again who has ended.

        :raises ProcessEnded: when one ended ENDS times within WITHIN_SECONDS, with the end of what it wrote.
        """
        now = time.monotonic()
        for member in self.running:
            if member.again_at is None and member.process.poll() is not None:
                self._note_end(member, now)
            elif member.again_at is not None and now >= member.again_at:
                member.process = self._spawn(member.program, member.log)
                member.again_at, member.began_at = None, now
            elif member.again_at is None and member.is_to_begin_anew(now):
                member.program.before_anew()
                member.process.send_signal(signal.SIGHUP)
                member.began_at = now
            shorten(member.log)

    def _note_end(self, member: Running, now: float) -> None:
        code, name = member.process.returncode, member.program.name
        # Its children hold its port and its files; a parent that was killed leaves them behind.
        _signal(member, signal.SIGKILL)
        member.note_end(now)
        endings.record(self.ended, name=name, code=code, at=datetime.now(UTC))
        if len(member.ends) >= ENDS:
            message = f"The {name} process ended (exit code {code}), {ENDS} times within {WITHIN_SECONDS} seconds."
            raise ProcessEnded(f"{message} Its last lines, from {member.log}:\n{member.last_words()}".strip())
        self.tell(f"The {name} process ended (exit code {code}) and is started again.")

    def watch(self, stop: Event, every_seconds: float = 0.5) -> None:
        """Wait until `stop` is set.

        :raises ProcessEnded: when a process keeps ending.
        """
        while not stop.wait(every_seconds):
            self.check()

    def kill(self, member: Running) -> None:
        """Kill a process and those that it forked, at once and without a word; it is not started again."""
        _signal(member, signal.SIGKILL)
        member.process.wait()
        self.running.remove(member)

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


def shorten(log: Path | None) -> None:
    """Let the newer half of what was written stay, once it is more than LOG_BYTES: it is written to for months."""
    if log is None or not log.exists() or log.stat().st_size <= LOG_BYTES:
        return
    with log.open("r+b") as file:
        file.seek(-LOG_BYTES // 2, os.SEEK_END)
        kept = file.read().partition(b"\n")[2]
        file.seek(0)
        # Whoever writes adds at the end, wherever that is by then.
        file.write(kept)
        file.truncate()


def _signal(member: Running, number: signal.Signals) -> None:
    try:
        if number is signal.SIGTERM:
            member.process.terminate()
        else:
            os.killpg(member.process.pid, number)
    except ProcessLookupError:
        return
