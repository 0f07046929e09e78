"""What does each test cost? `--record-times` says so: seconds on the clock and of the processor, by file and by test.

The files' sums go to `.ci/timings.csv`, which is kept in the repository and read by the order of the run; the tests'
own go beside the templates of the database, for whoever wants to know. A test whose clock runs and whose processor does
not is waiting: for a process of its own, as a rule, whose work is counted when it has ended.
"""

import csv
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import databases

TABLE = databases.ROOT / ".ci" / "timings.csv"
DETAILS = "times.csv"
FIELDS = ("file", "tests", "seconds", "processor")
MARK = "times"


class Cost(NamedTuple):
    """Seconds on the clock and of the processor."""

    seconds: float
    processor: float

    def __add__(self, other: object) -> "Cost":
        assert isinstance(other, Cost)
        return Cost(self.seconds + other.seconds, self.processor + other.processor)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the flag."""
    parser.addoption("--record-times", action="store_true", help="write .ci/timings.csv anew (run the whole suite)")


def processor_seconds() -> float:
    """What this process and its ended children have used."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note when a test begins."""
    item.stash[BEGUN] = Cost(time.perf_counter(), processor_seconds())
    return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Note what it cost, in the report of its end."""
    result = yield
    begun = item.stash.get(BEGUN, None)  # Not where faults are planted: tests run without pytest's protocol there.
    if begun is not None:
        spent = [time.perf_counter() - begun.seconds, processor_seconds() - begun.processor]
        item.user_properties.append((MARK, spent))
    return result


class Recorder:
    """Collects the costs in the process that reports."""

    def __init__(self) -> None:
        self.costs: dict[str, Cost] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a test's cost from the report of its end."""
        for name, value in report.user_properties:
            if name == MARK:
                self.costs[report.nodeid] = Cost(*value)

    def pytest_sessionfinish(self) -> None:
        """Write both tables."""
        files: dict[str, list[Cost]] = {}
        for test, cost in self.costs.items():
            files.setdefault(test.split("::", maxsplit=1)[0], []).append(cost)
        rows = [(file, len(costs), *sum(costs, Cost(0, 0))) for file, costs in sorted(files.items())]
        write(TABLE, rows)
        write(databases.cache_directory() / DETAILS, [(test, 1, *cost) for test, cost in self.costs.items()])


BEGUN = pytest.StashKey[Cost]()


def pytest_configure(config: pytest.Config) -> None:
    """Record where asked to, in the process that has all reports."""
    if config.getoption("record_times") and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Recorder())


def write(path: Path, rows: list[tuple[str, int, float, float]]) -> None:
    """Write a table of costs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows((name, count, f"{seconds:.1f}", f"{used:.1f}") for name, count, seconds, used in rows)


def recorded() -> dict[str, float]:
    """Seconds on the clock of each file when it was last recorded."""
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["file"]: float(row["seconds"]) for row in csv.DictReader(file)}
