"""What is left behind when somebody interrupts a measurement? Nothing: whatever was begun is ended first."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from privacyportal.roof.serving import tether

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 60


@contextmanager
def interruptible() -> Iterator[None]:
    """Let whoever is asked to end leave the block in order, once: what asks again meanwhile is not heard.

    :raises SystemExit: in the block, when the process is asked to end.
    """
    before = {number: signal.signal(number, _leave) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)


def output_of(command: Sequence[str], *, directory: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command that ends when this process does; return its exit code and what it printed.

    It hears of a Ctrl-C from here, so that it can end what it began.
    """
    tethered = [sys.executable, tether.__file__, str(os.getpid()), *command]
    with subprocess.Popen(
        tethered, cwd=directory, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            printed, _nothing = process.communicate()
        finally:
            _end(process)
    return process.returncode, printed


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
