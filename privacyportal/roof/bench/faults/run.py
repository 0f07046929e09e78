"""What came of each fault: lost, doubled, unknown, and how soon was all caught up?"""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from privacyportal.backups.models import Restoration
from privacyportal.clocks.models import Clock, Level, Notice, SweepRun
from privacyportal.clocks.plan import LevelCode
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.bench import river
from privacyportal.roof.bench.clones import analyze
from privacyportal.roof.bench.faults import acts, oracle
from privacyportal.roof.bench.faults.oracle import Verdict
from privacyportal.roof.bench.faults.scene import CELERY, Pace, Scene

CAUGHT_UP_SECONDS = 120
GIVE_UP_SECONDS = 600
POLL_SECONDS = 0.5
# Of so many steps one belongs to a deadline that is paused or met: nobody may hear of it.
ONE_IN = 20
# A shorter minute for the tests; otherwise what every installation has.
SHORT = {"PORTAL_SWEEP_SECONDS": "2", "PORTAL_MAIL_LEASE_SECONDS": "4", "PORTAL_SMTP_TIMEOUT_SECONDS": "3"}
QUICK, STOCK = Pace(SHORT, seconds=5, patience=3, byte=0.15), Pace({}, seconds=20, patience=5, byte=1)
UNFINISHED = (Status.HELD, Status.WAITING, Status.SENDING)


def measure(*, levels: int, names: list[str], is_quick: bool, worker: str = CELERY) -> Iterator[dict[str, object]]:
    """Yield one row per fault: `levels` due steps each, told at once, the storm brake raised.

    `caught_up` are the seconds from the fault's end until every step has ended; `missed` names what did not hold, `ok`
    says whether all did: nothing lost, doubled, unasked or untimely, no more unknown than sending processes were
    killed, all caught up within CAUGHT_UP_SECONDS. `worker` is the module that runs as the worker.
    """
    river.build(clocks=levels + levels // ONE_IN, levels=levels + levels // ONE_IN)
    silence_some(levels // ONE_IN)
    for fault in acts.chosen(names):
        begin_anew()
        sys.stderr.write(f"{fault.name} ...\n")
        with TemporaryDirectory(prefix="fault-", dir=settings.VAR_DIR) as name:
            scene = Scene(Path(name), QUICK if is_quick else STOCK, worker=worker, is_secure=fault.is_secure)
            row = {"fault": fault.name, **suffer(fault, scene, levels)}
        sys.stderr.write(f"  {', '.join(f'{value} {name}' for name, value in list(row.items())[1:])}\n")
        yield row


def silence_some(count: int) -> None:
    """Let half of the last clocks be paused, the other half met: their steps are moot."""
    keys = list(Clock.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    paused, met = Clock.objects.filter(pk__in=keys[::2]), Clock.objects.filter(pk__in=keys[1::2])
    at = timezone.now()
    for clocks, state in ((paused, "paused"), (met, "met")):
        clocks.update(state=state, paused_at=at, stopped_at=at)


def begin_anew() -> None:
    """Make everything due again, to be told at once."""
    Message.objects.exclude(collective=None).delete()
    Message.objects.all().delete()
    Notice.objects.all().delete()
    SweepRun.objects.all().delete()
    Restoration.objects.all().delete()
    Level.objects.filter(code=LevelCode.OVERDUE).update(recorded_at=None, at_once=True)
    analyze(Message, Notice, Level)


def suffer(fault: acts.Fault, scene: Scene, levels: int) -> dict[str, object]:
    """Go through one fault; return its row."""
    with scene:
        try:
            fault.act(scene, max(1, levels // 20))
            failure = ""
        except (TimeoutError, RuntimeError) as error:
            failure = " ".join(str(error).split())
        ended, wanted = time.monotonic(), oracle.due()
        left = len(wanted) - scene.postbox.accepted()
        seconds = 0.0 if failure else (wait_until_over(scene, wanted) or time.monotonic()) - ended
        verdict = oracle.judge(
            wanted, scene.postbox.lines(), oracle.admitted(), doubtful=scene.doubtful, quiet=scene.quiet
        )
        killed = scene.kills
    missed = missed_bars(verdict, killed, seconds) + ([failure] if failure else [])
    row = {**asdict(verdict), "killed": killed, "left": left, "caught_up": round(seconds, 1)}
    return {**row, "ok": not missed, "missed": "; ".join(missed)}


def missed_bars(verdict: Verdict, killed: int, seconds: float) -> list[str]:
    """Return the names of what did not hold."""
    bars = {
        "lost": verdict.lost == 0,
        "doubled": verdict.doubled == 0,
        "unasked": verdict.unasked == 0,
        "untimely": verdict.untimely == 0,
        "unknown": verdict.unknown <= killed,
        "caught up": seconds <= CAUGHT_UP_SECONDS,
    }
    return [name for name, held in bars.items() if not held]


def wait_until_over(scene: Scene, wanted: set[oracle.Pair]) -> float | None:
    """Wait until all that is due has ended and the portal has nothing more to do; return when that was (monotonic).

    None when it was not within GIVE_UP_SECONDS, or when two sweeps found nothing more to do and all has not ended.
    """
    begun, swept = time.monotonic(), sweeps()
    while (now := time.monotonic()) < begun + GIVE_UP_SECONDS:
        if Message.objects.filter(status__in=UNFINISHED).exists():
            swept = sweeps()
        elif oracle.settled(wanted, scene.postbox.lines()):
            # Whatever is sent twice may come a moment later.
            time.sleep(scene.pace.patience)
            return now
        elif sweeps() > swept + 2:
            return None
        time.sleep(POLL_SECONDS)
    return None


def sweeps() -> int:
    """Return how many sweeps have ended."""
    return SweepRun.objects.exclude(ended_at=None).count()
