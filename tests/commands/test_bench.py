"""Does the benchmark measure what it says, on databases of its own, and leave nothing behind?"""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from privacyportal.roof.bench import databases, portal, registry
from privacyportal.roof.bench.measuring import counted, measure
from privacyportal.roof.bench.stage import Stage
from tests.commands.conftest import ROOT, clean_environment, manage
from tests.live import HANG_GUARD, wait_for
from tests.unavailable import unavailable
from vendors.models import Country

PROMISED = {"import", "case list", "case form", "vendor list", "dashboard", "sweep of five days"}


def test_everything_promised_is_registered() -> None:
    assert portal.import_cases is registry.chosen(["import"])[0].make
    assert {benchmark.name for benchmark in registry.chosen([])} >= PROMISED


def test_the_import_comes_first_whatever_the_order_of_the_names() -> None:
    assert [benchmark.name for benchmark in registry.chosen(["case list", "import"])] == ["import", "case list"]


def test_queries_are_counted(db: None, tmp_path: Path) -> None:
    with counted() as queries:
        list(Country.objects.all())
        Country.objects.count()
    assert queries == [2]


@pytest.fixture
def extra() -> Iterator[str]:
    """A benchmark that later work might add."""
    registry.benchmark("three queries")(lambda _stage: lambda: [Country.objects.count() for _ in range(3)])
    yield "three queries"
    registry._benchmarks.pop("three queries")


def test_a_benchmark_is_added_by_registering_a_function(db: None, tmp_path: Path, extra: str) -> None:
    stage = Stage.__new__(Stage)
    stage.rows, stage.database = 7, "sqlite"
    result = measure(registry.chosen([extra])[0], stage)
    assert (result.name, result.rows, result.database, result.queries) == (extra, 7, "sqlite", 3)


@pytest.mark.live
def test_an_unknown_name_is_told_with_the_known_ones(tmp_path: Path) -> None:
    run = manage(tmp_path, "bench", "speed of light")
    assert run.returncode == 1
    assert "'case list'" in run.stderr


@pytest.mark.live
def test_the_inner_run_refuses_a_database_that_is_not_to_be_thrown_away(tmp_path: Path) -> None:
    run = manage(tmp_path, "bench", "--inside", "sqlite", "--rows", "5")
    assert run.returncode == 1
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.live
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
def test_a_small_run_prints_a_table_and_the_same_as_json(tmp_path: Path, database: str) -> None:
    if database == "postgresql":
        try:
            databases.program("initdb")
        except databases.Unavailable as reason:
            unavailable(str(reason))
    report = tmp_path / "report.json"
    run = manage(tmp_path, "bench", "--rows", "40", "--database", database, "--json", str(report))
    assert run.returncode == 0, run.stderr
    results = json.loads(report.read_text())
    assert {result["name"] for result in results} >= PROMISED
    assert {(result["rows"], result["database"]) for result in results} == {(40, database)}
    assert all(result["seconds"] > 0 and result["queries"] > 0 for result in results)
    table = run.stdout.splitlines()
    assert table[0].split() == ["name", "rows", "database", "seconds", "queries"]
    assert any(line.startswith("case list ") for line in table)
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.live
@pytest.mark.nightly
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_interrupts_it_finds_no_process_and_no_folder_left(tmp_path: Path, number: signal.Signals) -> None:
    if shutil.which("redis-server") is None:
        unavailable("Redis is not installed")
    command = [sys.executable, "manage.py", "bench", "faults", "--levels", "100", "--quick", "--fault", "two workers"]
    with TemporaryDirectory(prefix="portal-") as name:
        places = Path(name)
        places.chmod(0o755)  # PostgreSQL runs as another account
        environment = clean_environment(tmp_path, TMPDIR=name)
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as run:
            wait_for(lambda: run.poll() is not None or started(places), what="the first worker")
            assert len(working_in(places)) > 4
            run.send_signal(number)
            run.communicate(timeout=HANG_GUARD)
        assert run.returncode == 128 + number
        wait_for(lambda: not working_in(places), what="the end of what it began")
        assert list(places.iterdir()) == []


def started(places: Path) -> bool:
    """Whether a fault has begun."""
    return any(places.glob("*/fault-*/logs/worker1.log"))


def working_in(places: Path) -> list[int]:
    """The processes that were started with these places for what is temporary."""
    found, wanted = [], f"TMPDIR={places}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


@pytest.mark.live
def test_an_unknown_fault_is_told_with_the_known_ones(tmp_path: Path) -> None:
    run = manage(tmp_path, "bench", "faults", "--fault", "earthquake")
    assert run.returncode == 1
    assert "'earthquake'" in run.stderr
    assert "'two schedulers'" in run.stderr
