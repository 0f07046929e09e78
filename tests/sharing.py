"""Which tests run where, when and beside which? Told in one place, by mark, folder and fixture.

- Tests that start processes (`browser`, `live`, `long`) wait for most of their time. There are twice as many workers as
  processors, and half of them are patient: they begin with the tests that wait, the longest first by the times kept in
  `.ci/timings.csv`; the others begin with everything else. Who has finished its own helps with the rest.
- `ring` is what needs no database and no process: guards, plans, parsers, the house. Nobody writes that mark.
- `postgresql` is what the other database could answer differently. `ON_POSTGRESQL` names it by place; a test elsewhere
  takes the mark itself.
"""

import os
from collections.abc import Iterable, Iterator
from inspect import signature

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadgroup import LoadGroupScheduling
from xdist.workermanage import WorkerController

from tests import timings

WAITING = ("browser", "live", "long")
GROUP = "waiting:"
ON_POSTGRESQL = (
    # Constraints, triggers and locks; JSON; text search; conflicts told by the database; sets and windows in SQL.
    "tests/audit/",
    "tests/clocks/test_",
    "tests/imports/",
    "tests/notifications/",
    "tests/references/",
    "tests/backoffice/",
    "test_constraints",
    "test_figures",
    "test_lists",
    "test_migration",
    "test_moving",
    "test_screens",
    "test_state",
    "test_setup",
    "test_reading",
    "test_versions",
)


def waits(item: pytest.Item) -> bool:
    """Whether a test waits for processes most of the time."""
    return any(mark in item.keywords for mark in WAITING)


def has_processes(item: pytest.Item) -> bool:
    """Whether a test starts processes, with servers of its own where it wants them."""
    return "browser" in item.keywords or "live" in item.keywords


def is_pure(item: pytest.Item) -> bool:
    """Whether a test needs neither database nor process."""
    return not waits(item) and "django_db" not in item.keywords and "db" not in fixtures_of(item) and not unblocks(item)


def unblocks(item: pytest.Item) -> bool:
    """Whether a test opens a database of its own, always SQLite's; starting Django asks for the blocker, too."""
    return isinstance(item, pytest.Function) and "django_db_blocker" in signature(item.function).parameters


def fixtures_of(item: pytest.Item) -> list[str]:
    """The names of everything that a test asks for, directly or not."""
    return item.fixturenames if isinstance(item, pytest.Function) else []


def is_for_postgresql(item: pytest.Item) -> bool:
    """Whether a test stands in a place whose SQL is another's on PostgreSQL."""
    place = item.nodeid.split("::", maxsplit=1)[0]
    is_asked = not is_pure(item) and not has_processes(item) and not unblocks(item)
    return is_asked and any(name in place for name in ON_POSTGRESQL)


def stage_of(item: pytest.Item) -> str:
    """What a test that waits shares with others: those run on one worker, one after the other."""
    if "browser" in item.keywords:
        return "browser"
    # One data directory serves one demonstration at a time.
    return "demo" if "demo_dir" in fixtures_of(item) else item.path.stem


def arrange(items: list[pytest.Item]) -> None:
    """Mark every test, put those that share a stage together, and the longest first."""
    seconds = timings.recorded()
    for item in items:
        if is_pure(item):
            item.add_marker(pytest.mark.ring)
        if is_for_postgresql(item):
            item.add_marker(pytest.mark.postgresql)
        if waits(item):
            item.add_marker(pytest.mark.xdist_group(GROUP + stage_of(item)))
    totals = totals_of(filter(waits, items), seconds)
    items.sort(key=lambda item: (0, -totals[stage_of(item)], stage_of(item)) if waits(item) else (1, 0.0, ""))


def totals_of(items: Iterable[pytest.Item], seconds: dict[str, float]) -> dict[str, float]:
    """The recorded seconds of each stage: those of its files, shared out over their tests."""
    tests: dict[str, list[str]] = {}
    for item in items:
        tests.setdefault(item.nodeid.split("::", maxsplit=1)[0], []).append(stage_of(item))
    totals: dict[str, float] = {}
    for file, stages in tests.items():
        for stage in stages:
            totals[stage] = totals.get(stage, 0.0) + seconds.get(file, 60.0) / len(stages)
    return totals


def workers() -> int:
    """Twice as many as there are processors: half of them wait."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2 * (os.cpu_count() or 1)


class HalfPatient(LoadGroupScheduling):
    """Every second worker begins with what waits, the others with what does not."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        wanted = next(self._wanted(is_patient=self.nodes.index(node) % 2 == 0), None)
        if wanted is not None:
            self.workqueue.move_to_end(wanted, last=False)
        super()._assign_work_unit(node)

    def _wanted(self, *, is_patient: bool) -> Iterator[str]:
        """The units that suit a worker, in their order."""
        return (unit for unit in self.workqueue if unit.startswith(GROUP) == is_patient)


def scheduler(config: pytest.Config, log: Producer) -> HalfPatient | None:
    """Our way of sharing tests out, where groups are kept together at all."""
    return HalfPatient(config, log) if config.getoption("dist") == "loadgroup" else None
