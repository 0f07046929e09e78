"""Does doctor tell which process died, when real ones do?"""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.live import DATABASE, Portal, end_group, mail_server, portal, wait_for

pytestmark = pytest.mark.live


def has_swept(made: Portal) -> bool:
    """Whether a sweep has ended."""
    with closing(sqlite3.connect(made.directory / DATABASE)) as database:
        return bool(database.execute("SELECT 1 FROM clocks_sweeprun WHERE ended_at IS NOT NULL").fetchone())


def tasks_wait(made: Portal) -> bool:
    """Whether something waits at the embedded broker."""
    return any((made.directory / "broker" / "queue").iterdir())


def test_doctor_names_the_process_that_died(tmp_path: Path) -> None:
    with mail_server() as room, portal(tmp_path, room, PORTAL_SWEEP_SECONDS="2") as made:
        worker, beat = made.start_worker(), made.start_beat()
        wait_for(lambda: has_swept(made), what=f"the first sweep\n{made.logs()}")
        wait_for(lambda: made.findings() == [], what="a clean bill of health")
        wait_for(lambda: made.doctor() == [], what="the same from a process of its own")
        end_group(beat, signal.SIGKILL)
        died = ["scheduler.away", "sweep.late"]
        wait_for(lambda: sorted(made.findings()) == died, what="noticing the scheduler's death")
        end_group(worker, signal.SIGKILL)
        made.start_beat("another")
        wait_for(lambda: tasks_wait(made), what="the scheduler's first task")
        died = ["sweep.late", "worker.away"]
        wait_for(lambda: sorted(made.findings()) == died, what="noticing the worker's death")
        wait_for(lambda: sorted(made.doctor()) == died, what="the same from a process of its own")
