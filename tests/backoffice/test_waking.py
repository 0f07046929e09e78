"""Does a page wait for a broker that is frozen or gone?"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app

from privacyportal.backoffice import waking
from tests.live import end_group, free_port, listens, wait_for
from tests.servers import redis_binary
from tests.unavailable import unavailable

# Half a second of patience; the rest is for a busy machine.
MOST_SECONDS = 2


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A private Redis as the broker."""
    binary, port = redis_binary(), free_port()
    if binary is None:
        unavailable("Redis is not installed")
    command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(
        current_app.conf, "broker_transport_options", {"socket_connect_timeout": 3, "socket_timeout": 10}
    )
    monkeypatch.setattr(waking, "_quiet_until", [0.0])
    try:
        wait_for(lambda: listens(port), what="Redis's start")
        yield process
    finally:
        os.kill(process.pid, signal.SIGCONT)
        end_group(process)


def timed() -> tuple[bool, float]:
    began = time.monotonic()
    return waking.send("tests.nothing", expires=60), time.monotonic() - began


def test_a_frozen_broker_costs_a_page_a_moment_once_and_then_nothing(redis: subprocess.Popen[bytes]) -> None:
    assert timed()[0]
    os.kill(redis.pid, signal.SIGSTOP)
    for _over_the_old_connection_then_a_new_one in range(2):
        taken, seconds = timed()
        assert not taken
        assert seconds < MOST_SECONDS
        began = time.monotonic()
        assert not any(timed()[0] for _time in range(100))
        assert time.monotonic() - began < MOST_SECONDS
        waking._quiet_until[0] = 0.0
    os.kill(redis.pid, signal.SIGCONT)
    assert timed()[0]
