"""Which benchmarks are there? Each is a function that is given a stage and says what one run of it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privacyportal.roof.bench.stage import Stage

type Run = Callable[[], object]
type Make = Callable[["Stage"], Run]


@dataclass(frozen=True)
class Benchmark:
    """A benchmark: `make` prepares it and returns one run; with `once` it is run a single time, unprepared."""

    name: str
    make: Make
    once: bool


_benchmarks: dict[str, Benchmark] = {}


def benchmark(name: str, *, once: bool = False) -> Callable[[Make], Make]:
    """Register a function as the benchmark of that name; they run in the order of registration."""

    def register(make: Make) -> Make:
        _benchmarks[name] = Benchmark(name, make, once)
        return make

    return register


def chosen(names: list[str]) -> list[Benchmark]:
    """Return the benchmarks of these names, or all if none are given, in the order of registration.

    :raises KeyError: for a name that nobody registered.
    """
    wanted = {_benchmarks[name].name for name in names or _benchmarks}
    return [benchmark for benchmark in _benchmarks.values() if benchmark.name in wanted]
