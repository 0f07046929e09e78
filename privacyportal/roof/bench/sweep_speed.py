"""What does the sweep cost beside the bare statement that does its work?"""

import time
from collections.abc import Callable
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from privacyportal.clocks.models import Level, Notice, SweepRun
from privacyportal.clocks.river import sweeping
from privacyportal.roof.bench import river
from privacyportal.roof.bench.clones import analyze

ROUNDS = 5
INSERT = """
INSERT INTO clocks_notice
    (clock_id, generation, level, role, fire_at, due_at, at_once, outcome, reason, error, recorded_at, sweep_id)
SELECT level.clock_id, level.generation, level.code, level.role, level.fire_at, clock.due_at, level.at_once, 'pending',
       '', '', now(), %(sweep)s
FROM clocks_level level JOIN clocks_clock clock ON clock.id = level.clock_id AND clock.generation = level.generation
WHERE level.recorded_at IS NULL AND level.fire_at <= now() AND clock.state = 'running'
"""
UPDATE = "UPDATE clocks_level SET recorded_at = now() WHERE recorded_at IS NULL AND fire_at <= now()"


def measure(*, clocks: int, levels: int) -> list[dict[str, object]]:
    """Return medians in seconds: bare INSERT … SELECT, the same with the UPDATE that marks, the sweep's detection.

    All three on the same rows in turns; `ratio` is to the bare INSERT … SELECT. Last, one whole sweep with its mails.

    :raises RuntimeError: when one of them did not record all that is due.
    """
    built = time.perf_counter()
    river.build(clocks=clocks, levels=levels)
    built = time.perf_counter() - built
    runs: dict[str, Callable[[], object]] = {
        "bare INSERT … SELECT": lambda: bare(INSERT),
        "bare INSERT … SELECT + UPDATE": lambda: bare(INSERT, UPDATE),
        "finding and recording": lambda: sweeping.detect(at=timezone.now()),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(ROUNDS):
        for name, run in runs.items():
            seconds[name].append(timed(run, levels))
            put_back()
    whole = timed(lambda: sweeping.sweep(at=timezone.now()), levels)
    medians = {name: median(values) for name, values in seconds.items()} | {"whole sweep, mails prepared": whole}
    base = medians["bare INSERT … SELECT"]
    return [
        {"name": f"{clocks} clocks made", "seconds": round(built, 1), "ratio": None},
        *({"name": name, "seconds": round(s, 4), "ratio": round(s / base, 2)} for name, s in medians.items()),
    ]


def bare(*statements: str) -> None:
    """Run statements in one transaction, for a new sweep."""
    at = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        run = SweepRun.objects.create(at=at, started_at=at)
        for statement in statements:
            cursor.execute(statement, {"sweep": run.pk})


def timed(run: Callable[[], object], levels: int) -> float:
    """Return how many seconds a run took.

    :raises RuntimeError: when it did not record exactly what is due.
    """
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    found = Notice.objects.count()
    if found != levels:
        raise RuntimeError(f"{found} steps were recorded, {levels} are due")
    return seconds


def put_back() -> None:
    """Make everything due again."""
    Notice.objects.all().delete()
    Level.objects.filter(recorded_at__isnull=False).update(recorded_at=None)
    analyze(Notice, Level)
