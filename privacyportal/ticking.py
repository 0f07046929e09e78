"""When does beat ask for the next sweep, should the machine's clock be wrong for a while?

Celery's own scheduler keeps in a file when each task last ran, and waits for the next time from there: set the clock
back by an hour, and nothing is asked for until it has caught up, whatever is started again. What is due stands in the
database and may be looked at any number of times, so this one remembers nothing, and begins anew when the clock went
back. The file that Celery's own would keep its memory in only shows, by its age, that this one still looks.
"""

from contextlib import suppress
from pathlib import Path

from celery import Celery
from celery.beat import Scheduler
from celery.utils.log import get_logger

logger = get_logger(__name__)


class SteadyScheduler(Scheduler):
    """Beat without a memory, which goes on when the clock is set back.

    `schedule_filename` is touched with every look: what watches over the process asks how old it is.
    """

    def __init__(
        self, app: Celery, *, schedule_filename: str = "", max_interval: int | None = None, lazy: bool = False
    ) -> None:
        self.seen = Path(schedule_filename) if schedule_filename else None
        super().__init__(app, max_interval=max_interval, lazy=lazy)

    def tick(self) -> float:  # type: ignore[override]  # Celery binds its helpers as arguments; nobody passes any.
        """Ask for whatever is due; return for how many seconds nothing more is."""
        if self.seen:
            # A full disk, or a folder that is gone, must not end what everything waits for.
            with suppress(OSError):
                self.seen.touch()
        entries = self.schedule.values()
        ahead = [
            entry for entry in entries if entry.last_run_at is not None and entry.last_run_at > entry.default_now()
        ]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            logger.warning("The clock was set back; %d tasks are counted from now.", len(ahead))
            self._heap = None
        return float(super().tick())
