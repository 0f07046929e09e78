"""A process with a clock of its own, which is set while it runs: `python -m ….clocked OFFSET MODULE ARGUMENTS…`.

OFFSET is a file with the number of seconds by which the clock differs from this machine's; there may be none yet. The
processes that it forks follow as well.
"""

import os
import runpy
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

POLL_SECONDS, EXACT_SECONDS = 0.1, 0.05


class Clock:
    """Time as this process sees it; whatever measures durations (monotonic) stays."""

    def __init__(self, offset: Path) -> None:
        self.offset = offset
        # A zone of Python's own would become this process's.
        self.traveller = time_machine.travel(datetime.now(UTC), tick=True).start()

    def follow(self) -> None:
        """Set the clock by the machine's and the file, in a thread of this process."""
        self._set()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self._set()
            time.sleep(POLL_SECONDS)

    def _set(self) -> None:
        wanted = int(self.offset.read_text()) if self.offset.exists() else 0
        wrong = time_machine.escape_hatch.time.time() + wanted - time.time()
        if abs(wrong) > EXACT_SECONDS:
            self.traveller.shift(timedelta(seconds=wrong))


def main() -> None:
    """Become the module of the command line, with such a clock."""
    clock = Clock(Path(sys.argv[1]))
    clock.follow()
    os.register_at_fork(after_in_child=clock.follow)
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
