"""Which measurements make a stage of their own? Each in a process of its own, on a database of its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from privacyportal.roof.bench import send_speed, sweep_speed
from privacyportal.roof.bench.faults import run as faults
from privacyportal.roof.bench.soak import run as soak

type Rows = Iterable[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How large a measurement is, which faults it goes through, and which module runs as their worker."""

    clocks: int
    levels: int
    mails: int
    minutes: float
    faults: list[str]
    is_quick: bool
    worker: str


def sweep(options: Options) -> Rows:
    """Find and record due steps among many open clocks, beside the bare statement that does it."""
    return sweep_speed.measure(clocks=options.clocks, levels=options.levels)


def sends(options: Options) -> Rows:
    """Send mails, beside the bare SMTP library on one connection."""
    return send_speed.measure(mails=options.mails, directory=settings.VAR_DIR)


def break_things(options: Options) -> Rows:
    """Break worker, scheduler, broker, mail server and database in turn while reminders are sent."""
    return faults.measure(levels=options.levels, names=options.faults, is_quick=options.is_quick, worker=options.worker)


def bear(options: Options) -> Rows:
    """Run the embedded portal for so many minutes: idle, at work, and while it is being broken."""
    return soak.measure(minutes=options.minutes, is_quick=options.is_quick, directory=settings.VAR_DIR)


SCENARIOS: dict[str, Callable[[Options], Rows]] = {
    "sweep": sweep,
    "sends": sends,
    "faults": break_things,
    "soak": bear,
}
# The embedded portal has its embedded database; mail leaves from either.
EMBEDDED, EITHER = frozenset({"soak"}), frozenset({"sends"})


def on_databases(name: str, kinds: Sequence[str]) -> Sequence[str]:
    """Return on which of the kinds of database that were asked for a scenario is measured; most have only one."""
    if name in EITHER:
        return kinds
    return ["sqlite"] if name in EMBEDDED else ["postgresql"]


def table(rows: list[dict[str, object]]) -> str:
    """Return rows as a table, with the names of their values on top."""
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = [
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    return "\n".join(line.rstrip() for line in lines)
