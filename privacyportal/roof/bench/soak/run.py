"""How does the embedded portal bear hours? Three parts of the same length, one portal.

In the first nobody is there, in the second somebody works, in the third somebody works while strange files fall into
the broker's folder and processes are killed at random. What serves has to start each of them again.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from privacyportal.clocks.models import SweepRun
from privacyportal.roof import endings
from privacyportal.roof.bench.soak import judging
from privacyportal.roof.bench.soak.judging import Row, row
from privacyportal.roof.bench.soak.mischief import Mischief
from privacyportal.roof.bench.soak.person import Person, Stuck
from privacyportal.roof.bench.soak.served import PROGRAMS, Held, Served, serving

# A thirtieth of an installation's minute: eight hours of sweeps and tasks in sixteen minutes.
QUICK = {"PORTAL_SWEEP_SECONDS": "2", "PORTAL_MAIL_LEASE_SECONDS": "10", "PORTAL_SMTP_TIMEOUT_SECONDS": "5"}
WARM_UP_TURNS = 3
PAUSE_SECONDS = 1.0
# Seldom enough that nothing ends five times within a minute, which what serves would take for a fault of its own.
KILL_SECONDS = 16
DROP_SECONDS = 20
SEED = 7


def measure(*, minutes: float, is_quick: bool, directory: Path) -> Iterator[Row]:
    """Yield what held: one row per figure: its value at the beginning and the end, and whether it is as it must be.

    `is_quick` shortens the scheduler's minute to two seconds.
    """
    seconds = minutes * 60 / 3
    with serving(directory, QUICK if is_quick else {}) as served:
        person = Person(served.url)
        for _turn in range(WARM_UP_TURNS):
            person.turn()
        swept = SweepRun.objects.count()
        yield from watched("idle", served, lambda: time.sleep(PAUSE_SECONDS), seconds)
        yield row("idle", "sweeps", 0, SweepRun.objects.count() - swept, ok=SweepRun.objects.count() > swept)
        yield from watched("at work", served, lambda: work(person), seconds)
        mischief = Mischief(served, SEED)
        yield from broken(mischief, person, seconds)
        yield row("all", "sweeps", 0, SweepRun.objects.count() - swept, ok=True)
        kills = sum(times for name, times in mischief.killed.items() if name.startswith("worker"))
        yield from judging.mails(directory, person.asked, kills)
        yield from judging.folders(directory, mischief.dropped)
        yield row("all", "turns of work", 0, person.turns, ok=person.turns > WARM_UP_TURNS)
        yield row("all", "answers that needed a second try", 0, person.waits, ok=True)
        yield row("all", "ends in order", "", "", ok=served.stop())


def work(person: Person) -> None:
    """Do everything once, and rest."""
    person.turn()
    time.sleep(PAUSE_SECONDS)


def watched(part: str, served: Served, act: Callable[[], object], seconds: float) -> Iterator[Row]:
    """Do something again and again for so long; yield how much more the programs hold afterwards, and what ended."""
    begin, ended = highest(served, act, seconds / 4), ends(served)
    until = time.monotonic() + seconds / 2
    while time.monotonic() < until:
        act()
    end = highest(served, act, seconds / 4)
    yield from judging.growth(part, begin, end)
    yield row(part, "processes that ended", ended, ends(served), ok=ends(served) == ended)


def highest(served: Served, act: Callable[[], object], seconds: float) -> Mapping[str, Held]:
    """Return the most that each program held within so many seconds."""
    most = dict(served.held())
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        act()
        for name, now in served.held().items():
            before = most[name]
            most[name] = Held(
                memory=max(before.memory, now.memory),
                files=max(before.files, now.files),
                threads=max(before.threads, now.threads),
            )
    return most


def ends(served: Served) -> int:
    """Return how many processes have ended so far."""
    return len(endings.since(served.directory / endings.NAME, datetime.min.replace(tzinfo=UTC)))


def broken(mischief: Mischief, person: Person, seconds: float) -> Iterator[Row]:
    """Break things while somebody works; yield whether all came back, and whether nothing ended that was not killed."""
    ended, stuck = ends(mischief.served), ""
    until, kill_at, drop_at = time.monotonic() + seconds, 0.0, 0.0
    while time.monotonic() < until:
        if time.monotonic() >= drop_at:
            mischief.drop()
            drop_at = time.monotonic() + DROP_SECONDS
        if time.monotonic() >= kill_at:
            mischief.kill()
            kill_at = time.monotonic() + KILL_SECONDS
        try:
            work(person)
        except Stuck as error:
            stuck = str(error)
    mischief.served.wait_until_ready()
    killed = sum(times for name, times in mischief.killed.items() if not name.endswith(" child"))
    ended = ends(mischief.served) - ended
    yield row("broken", "strange things dropped", 0, mischief.dropped, ok=True)
    yield row("broken", "killed: " + ", ".join(sorted(mischief.killed)), 0, mischief.killed.total(), ok=True)
    yield row("broken", "ended, of those killed themselves", killed, ended, ok=ended == killed)
    yield row("broken", "longest time away: s", 0, round(mischief.longest_away, 1), ok=mischief.longest_away <= 60)
    yield row("broken", f"work went on {stuck}".strip(), "", "", ok=not stuck)
    there = {process.program for process in mischief.served.processes()}
    yield row("broken", "programs that run again", len(PROGRAMS), len(there), ok=there == set(PROGRAMS))
