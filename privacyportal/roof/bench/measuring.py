"""How long does a run take, and how many queries?"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from django.db import connection

from privacyportal.roof.bench.registry import Benchmark, Run
from privacyportal.roof.bench.stage import Stage

RUNS = 5

type Execute = Callable[[str, object, bool, dict[str, object]], object]


@dataclass(frozen=True)
class Measured:
    """One line of the result."""

    name: str
    rows: int
    database: str
    seconds: float
    queries: int


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the queries of a block in the list's only number."""
    count = [0]

    def count_one(execute: Execute, sql: str, params: object, many: bool, context: dict[str, object]) -> object:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count_one):
        yield count


def timed(run: Run) -> float:
    """Return how many seconds a run takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def measure(benchmark: Benchmark, stage: Stage) -> Measured:
    """Return the median of RUNS runs after one that counts the queries; or the only run of one that cannot repeat."""
    run = benchmark.make(stage)
    with counted() as queries:
        seconds = timed(run)
    if not benchmark.once:
        seconds = median(timed(run) for _ in range(RUNS))
    return Measured(benchmark.name, stage.rows, stage.database, round(seconds, 4), queries[0])
