"""Is whatever ends started again, told, and given up only when it keeps ending?"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from privacyportal.roof import endings
from privacyportal.roof.pages.health import machines
from privacyportal.roof.serving import processes
from privacyportal.roof.serving.processes import ENDS, Family, ProcessEnded, Program
from tests.live import wait_for

COUNTING = "import os, sys, time; open(sys.argv[1], 'a').write('x'); print('begun', flush=True); {then}"
WAITING, ENDING = COUNTING.format(then="time.sleep(600)"), COUNTING.format(then="sys.exit(3)")
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def family(home: Path, said: list[str]) -> Family:
    return Family(log_dir=home / "log", environment={}, ended=home / endings.NAME, tell=said.append)


def program(home: Path, text: str) -> Program:
    return Program("worker", (sys.executable, "-c", text, str(home / "begun")))


def begun(home: Path) -> int:
    """How often the program has begun."""
    path = home / "begun"
    return len(path.read_text()) if path.exists() else 0


def test_what_is_killed_is_started_again_and_told(tmp_path: Path) -> None:
    said: list[str] = []
    with family(tmp_path, said) as processes_:
        member = processes_.start(program(tmp_path, WAITING))
        wait_for(lambda: begun(tmp_path) == 1, what="the first start")
        member.process.kill()

        def started_again() -> bool:
            processes_.check()
            return begun(tmp_path) == 2

        wait_for(started_again, what="the second start")
    assert said == ["The worker process ended (exit code -9) and is started again."]
    assert [(e.name, e.code) for e in endings.since(tmp_path / endings.NAME, NOW)] == [("worker", -9)]
    assert (tmp_path / "log" / "worker.log").read_text() == "begun\nbegun\n"


def test_what_keeps_ending_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    said: list[str] = []
    with family(tmp_path, said) as processes_:
        processes_.start(program(tmp_path, ENDING))

        def check() -> bool:
            processes_.check()
            return False

        with pytest.raises(ProcessEnded, match=r"(?s)exit code 3.*5 times within 60 seconds.*begun"):
            wait_for(check, what="the end of patience")
    assert begun(tmp_path) == ENDS
    assert len(said) == ENDS - 1


def test_it_waits_twice_as_long_each_time_and_forgets_after_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(processes.time, "monotonic", clock.monotonic)
    with family(tmp_path, []) as processes_:
        member = processes_.start(program(tmp_path, ENDING))
        waits = []
        for _ in range(3):
            member.process.wait()
            processes_.check()
            assert member.again_at is not None
            waits.append(member.again_at - clock.now)
            clock.now = member.again_at
            processes_.check()
        member.process.wait()
        clock.now += 61
        processes_.check()
        assert member.again_at is not None
        assert [*waits, member.again_at - clock.now] == [0.5, 1, 2, 0.5]
        monkeypatch.undo()


BEGINNING_ANEW = (
    "import signal, sys, time; signal.signal(signal.SIGHUP, lambda *_: open(sys.argv[1], 'a').write('h')); "
    "open(sys.argv[1], 'a').write('x'); time.sleep(600)"
)


def test_it_is_told_to_begin_anew_each_time_it_has_run_for_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(processes.time, "monotonic", clock.monotonic)
    with family(tmp_path, []) as processes_:
        member = processes_.start(replace(program(tmp_path, BEGINNING_ANEW), anew_seconds=600))
        monkeypatch.undo()
        wait_for(lambda: begun(tmp_path) == 1, what="the start")
        monkeypatch.setattr(processes.time, "monotonic", clock.monotonic)
        told = []
        for now in (599, 600, 1199, 1200):
            clock.now = now
            processes_.check()
            told.append(member.began_at)
        monkeypatch.undo()
        assert told == [0, 600, 600, 1200]
        wait_for(lambda: "h" in (tmp_path / "begun").read_text(), what="the word")
        assert member.process.poll() is None


def test_the_newer_half_of_a_long_log_stays_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 1000)
    log = tmp_path / "web.log"
    with log.open("a") as writer:
        for number in range(200):
            writer.write(f"line {number}\n")
        writer.flush()
        processes.shorten(log)
        writer.write("the last\n")
    kept = log.read_text().splitlines()
    assert kept[-2:] == ["line 199", "the last"]
    assert kept[0].startswith("line 1")
    assert len(log.read_bytes()) <= 510
    processes.shorten(log)
    processes.shorten(tmp_path / "not there.log")
    assert log.read_text().splitlines() == kept


def test_a_child_that_outlived_its_parent_does_not_stand_in_the_way(tmp_path: Path) -> None:
    forking = "import os, sys, time; open(sys.argv[1], 'a').write('x'); os.fork(); time.sleep(600)"
    with family(tmp_path, []) as processes_:
        member = processes_.start(program(tmp_path, forking))
        wait_for(lambda: begun(tmp_path) == 1, what="the first start")
        group = member.process.pid
        wait_for(lambda: len(of_group(group)) == 2, what="its child")
        member.process.kill()
        member.process.wait()
        processes_.check()
        wait_for(lambda: of_group(group) == [], what="the end of the child")


def of_group(group: int) -> list[str]:
    """Who of a process group still runs."""
    stats = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats.append(path.read_text().rpartition(")")[2].split())
        except OSError:
            continue
    return [stat[0] for stat in stats if int(stat[2]) == group and stat[0] != "Z"]


def test_doctor_tells_what_ended_within_a_day(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines.settings, "VAR_DIR", tmp_path)
    assert [check.is_good for check in machines.ended(NOW)] == [True]
    path = tmp_path / endings.NAME
    for hours in (25, 23, 1):
        endings.record(path, name="worker", code=1, at=NOW - timedelta(hours=hours))
    path.write_text(f"not a line\n{path.read_text()}")
    (check,) = machines.ended(NOW)
    assert (check.code, check.severity) == ("process.ended", "warning")
    assert "workerが過去24時間に2回" in check.text


def test_doctor_tells_what_the_broker_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines.settings, "BROKER_DIR", tmp_path)
    assert [check.is_good for check in machines.broker_folder(NOW)] == [True]
    (tmp_path / "aside").mkdir()
    (tmp_path / "aside" / "1_x.celery.msg").touch()
    (check,) = machines.broker_folder(NOW)
    assert (check.code, check.severity) == ("broker.strange", "warning")
    assert "1件" in check.text


def test_only_the_newest_ends_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "KEPT", 3)
    path = tmp_path / endings.NAME
    for code in range(5):
        endings.record(path, name="worker", code=code, at=NOW)
    assert [ending.code for ending in endings.since(path, NOW)] == [2, 3, 4]
