"""What should hold in the end, and does it? Reckoned from rows, the mailbox, folders and what ended."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.bench.soak.served import Held

SETTLE_SECONDS = 180
# A program may hold so much more at the end of a part than at its beginning: caches fill, pools open connections.
MORE_MEMORY, MORE_FILES, MORE_THREADS = 24.0, 16, 8
QUEUED_FILES = 60

type Row = dict[str, object]


def row(part: str, what: str, begin: object, end: object, *, ok: bool) -> Row:
    """Return one line of the result."""
    return {"part": part, "what": what, "begin": begin, "end": end, "ok": ok}


def growth(part: str, begin: Mapping[str, Held], end: Mapping[str, Held]) -> Iterator[Row]:
    """Yield what each program held at the beginning and the end of a part in which nothing was killed."""
    bounds = {"memory": MORE_MEMORY, "files": MORE_FILES, "threads": MORE_THREADS}
    for name, first in begin.items():
        before, after = asdict(first), asdict(end[name])
        for kind, more in bounds.items():
            ok = 0 < after[kind] <= before[kind] + more
            yield row(part, f"{name}: {kind}", before[kind], after[kind], ok=ok)


def settled() -> bool:
    """Return whether every mail that may leave now has left, within SETTLE_SECONDS."""
    until = time.monotonic() + SETTLE_SECONDS
    going = Q(status__in=[Status.WAITING, Status.SENDING]) | Q(status=Status.HELD, release_at__lte=timezone.now())
    while time.monotonic() < until:
        if not Message.objects.filter(going).exists():
            return True
        time.sleep(0.5)
    return False


def mailbox(directory: Path) -> Iterator[EmailMessage]:
    """Yield every mail that arrived."""
    for path in (directory / "mailbox").glob("*/*"):
        yield message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)


def mails(directory: Path, asked: list[str], kills: int) -> Iterator[Row]:
    """Yield whether mails were lost, doubled, unasked for, and whether each approval was asked for by one.

    `asked` are the numbers of cases whose approval was asked for, `kills` how many workers were killed: each may have
    left one mail of which nobody knows whether it arrived.
    """
    yield row("mails", "all that may leave has left", "", "", ok=settled())
    arrived: Counter[str] = Counter()
    approvals: Counter[str] = Counter()
    for mail in mailbox(directory):
        arrived[str(mail["Message-ID"])] += 1
        subject = " ".join(str(mail["Subject"]).split())
        approvals.update(number for number in asked if "承認" in subject and number in subject)
    rows = Message.objects.exclude(message_id="").values_list("message_id", "status")
    sent = {key for key, status in rows if status == Status.SENT}
    unknown = {key for key, status in rows if status == Status.UNKNOWN}
    failed = Message.objects.filter(status=Status.FAILED).count()
    missing = sum(not approvals[number] for number in asked)
    yield row("mails", "arrived", 0, arrived.total(), ok=True)
    yield row("mails", "lost", 0, len(sent - arrived.keys()), ok=sent <= arrived.keys())
    yield row("mails", "doubled", 0, arrived.total() - len(arrived), ok=arrived.total() == len(arrived))
    yield row("mails", "unasked", 0, len(arrived.keys() - sent - unknown), ok=arrived.keys() <= sent | unknown)
    yield row("mails", "unknown, at most one a kill", kills, len(unknown), ok=len(unknown) <= kills)
    yield row("mails", "failed", 0, failed, ok=not failed)
    yield row("mails", "approvals asked for, without a mail", len(asked), missing, ok=missing <= len(unknown))
    twice = sum(times > 1 for times in approvals.values())
    yield row("mails", "approvals asked for twice", 0, twice, ok=not twice)


def folders(directory: Path, dropped: int) -> Iterator[Row]:
    """Yield how many files lie in the broker's folders: at most `dropped` strange ones, and some that are new."""
    queued, aside = (len(list((directory / "broker" / name).glob("*"))) for name in ("queue", "aside"))
    # What was dropped within the last minutes still waits to be set aside.
    yield row("folders", "queue: files", 0, queued, ok=queued <= QUEUED_FILES + dropped - min(aside, dropped))
    yield row("folders", "set aside: files", dropped, aside, ok=aside <= dropped + QUEUED_FILES)
    for name, most in (("log", 80), ("files", 200)):
        size = sum(path.stat().st_size for path in (directory / name).rglob("*") if path.is_file()) / 2**20
        yield row("folders", f"{name}: MiB", 0, round(size, 1), ok=size <= most)
    wal = directory / "portal.sqlite3-wal"
    size = wal.stat().st_size / 2**20 if wal.exists() else 0
    yield row("folders", "write-ahead log: MiB", 0, round(size, 1), ok=size <= 128)
