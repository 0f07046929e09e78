"""What came of each fault: lost, doubled, unknown, and how soon was all caught up?"""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from privacyportal.clocks.models import Clock, Level, Notice, SweepRun
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.bench import river
from privacyportal.roof.bench.clones import analyze
from privacyportal.roof.bench.faults import acts, oracle
from privacyportal.roof.bench.faults.scene import Scene

CAUGHT_UP_SECONDS = 120
GIVE_UP_SECONDS = 900
POLL_SECONDS = 0.5
# Of so many steps one belongs to a deadline that is paused or met: nobody may hear of it.
ONE_IN = 20
# A shorter minute for the tests; otherwise what every installation has.
QUICK = {"PORTAL_SWEEP_SECONDS": "2", "PORTAL_MAIL_LEASE_SECONDS": "4", "PORTAL_SMTP_TIMEOUT_SECONDS": "3"}
STOCK: Mapping[str, str] = {}
QUICK_SECONDS, STOCK_SECONDS = 5, 20


def measure(*, levels: int, names: list[str], is_quick: bool) -> Iterator[dict[str, object]]:
    """Yield one row per fault: `levels` due steps each, told at once, the storm brake raised.

    `caught_up` are the seconds from the fault's end until every step has ended; `ok` says whether nothing was lost or
    doubled, no more is unknown than sending processes were killed, and all was caught up within CAUGHT_UP_SECONDS.
    """
    river.build(clocks=levels + levels // ONE_IN, levels=levels + levels // ONE_IN)
    silence_some(levels // ONE_IN)
    for fault in acts.chosen(names):
        begin_anew()
        sys.stderr.write(f"{fault.name} ...\n")
        with TemporaryDirectory(prefix="portal-fault-") as name:
            yield {"fault": fault.name, **suffer(fault, Path(name), levels, is_quick)}


def silence_some(count: int) -> None:
    """Let half of the last clocks be paused, the other half met: their steps are moot."""
    keys = list(Clock.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    paused, met = Clock.objects.filter(pk__in=keys[::2]), Clock.objects.filter(pk__in=keys[1::2])
    at = timezone.now()
    for clocks, state in ((paused, "paused"), (met, "met")):
        clocks.update(state=state, paused_at=at, stopped_at=at)


def begin_anew() -> None:
    """Make everything due again."""
    Message.objects.all().delete()
    Notice.objects.all().delete()
    SweepRun.objects.all().delete()
    Level.objects.filter(recorded_at__isnull=False).update(recorded_at=None)
    analyze(Message, Notice, Level)


def suffer(fault: acts.Fault, directory: Path, levels: int, is_quick: bool) -> dict[str, object]:
    """Go through one fault; return its row."""
    wanted = oracle.due()
    with Scene(directory, QUICK if is_quick else STOCK, QUICK_SECONDS if is_quick else STOCK_SECONDS) as scene:
        fault.act(scene, max(1, levels // 20))
        ended, left = time.monotonic(), len(wanted) - Message.objects.filter(status=Status.SENT).count()
        is_over = wait_until_over(len(wanted))
        seconds = time.monotonic() - ended
        verdict = oracle.judge(wanted, scene.sink.accepted())
        kills = scene.kills
    row = {**asdict(verdict), "kills": kills, "left": left, "caught_up": round(seconds, 1)}
    is_whole = is_over and verdict.lost == verdict.doubled == verdict.unasked == 0 and verdict.unknown <= kills
    return {**row, "ok": is_whole and seconds <= CAUGHT_UP_SECONDS}


def wait_until_over(count: int) -> bool:
    """Wait until `count` mails have come to an end; return False when they have not within GIVE_UP_SECONDS."""
    ends = (Status.SENT, Status.FAILED, Status.UNKNOWN, Status.SUPPRESSED)
    until = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < until:
        if Message.objects.filter(status__in=ends).count() >= count:
            return True
        time.sleep(POLL_SECONDS)
    return False
