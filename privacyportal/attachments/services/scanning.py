"""What becomes of a file that the virus scanner is to look at, has looked at, or cannot look at now?

A worker asks the scanner, soon after the file was kept and again until there is a verdict: no intake waits for it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.clamav import ScannerAway, Verdict, scan
from privacyportal.attachments.models import Attachment, Scan
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.storage import TransactionStorage
from privacyportal.backoffice.waking import wake
from privacyportal.backoffice.writing import locked, write

PIECE = 1 << 16
MOST_AT_ONCE, MOST_IN_VAIN = 200, 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# Longer than a scan may take: meanwhile no other worker asks for the same file.
LEASE = timedelta(minutes=1)

type Hear = Callable[[Scan, datetime], None]
_hearers: list[Hear] = []


def tell(hear: Hear) -> None:
    """Name who hears of a file that went into quarantine, in the same transaction; called at start-up."""
    _hearers.append(hear)


def await_verdict(attachment: Attachment, *, at: datetime) -> None:
    """Let a new file wait for the scanner, where there is one."""
    if settings.PORTAL_CLAMAV:
        Scan.objects.create(attachment=attachment, next_at=at)
        wake("attachments.scan", expires=settings.PORTAL_SWEEP_SECONDS)


def ask_again(*, at: datetime, whole: bool) -> int:
    """Have the scanner look at files kept before there was one, or at all but those released; return how many."""
    unseen = Attachment.objects.filter(erasure=None, scan=None).order_by("pk")
    made = [Scan(attachment=kept, status=Scan.Status.OLDER, next_at=at) for kept in unseen.iterator()]
    Scan.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    if not whole:
        return len(made)
    rows = Scan.objects.filter(next_at=None, status=Scan.Status.CLEAN, attachment__erasure=None)
    return len(made) + rows.update(next_at=at)


def scan_due(*, now: Callable[[], datetime]) -> int:
    """Ask the scanner about what is due; return how many verdicts it gave. Who is away is not asked on and on."""
    found = in_vain = 0
    for due in Scan.objects.due(now()).select_related("attachment")[:MOST_AT_ONCE]:
        at = now()
        leased = at + timedelta(seconds=settings.PORTAL_CLAMAV_SECONDS) + LEASE
        if not Scan.objects.filter(pk=due.pk, next_at=due.next_at).update(next_at=leased):
            continue
        try:
            verdict = _verdict(due.attachment)
        except (ScannerAway, PortalError, OSError) as error:
            _put_off(due, str(error), at=now())
            in_vain += isinstance(error, ScannerAway)
            if in_vain == MOST_IN_VAIN:
                break
            continue
        keep_verdict(scan=due, verdict=verdict, by=PORTAL, at=now())
        found += 1
    return found


@deed(right=FOLLOWS, words=_("Verdict of the virus scanner"), by_portal=True)
def keep_verdict(*, scan: Scan, verdict: Verdict, by: Actor, at: datetime) -> Scan:
    """Keep what the scanner said; a file in which it found something goes into quarantine, and people are told."""
    kept = locked(scan, "attachment__reference")
    if kept.next_at is None:
        return kept  # another worker was faster
    status = Scan.Status.CLEAN if verdict.is_clean else Scan.Status.QUARANTINED
    told = {"status": status, "signature": verdict.signature[:200], "scanned_at": at}
    write(kept, next_at=None, tries=0, trouble="", **told)
    attachment = kept.attachment
    changes = {"scan": status.value, "signature": kept.signature, "sha256": attachment.sha256}
    trail.record(action="attachments.scanned", reference=str(attachment.reference), by=by, at=at, changes=changes)
    if status == Scan.Status.QUARANTINED:
        transaction.on_commit(lambda: storage().set_apart(attachment.file.name or ""), robust=True)
        for hear in _hearers:
            hear(kept, at)
    return kept


def lay_apart() -> int:
    """Set apart what is in quarantine, back what was released, should a process have died between; return how many."""
    number, store = 0, storage()
    rows = Scan.objects.filter(status__in=[Scan.Status.QUARANTINED, Scan.Status.RELEASED], attachment__erasure=None)
    for row in rows.select_related("attachment"):
        lay = store.set_apart if row.status == Scan.Status.QUARANTINED else store.bring_back
        lay(row.attachment.file.name or "")
        number += 1
    return number


def storage() -> TransactionStorage:
    """Return where files are kept.

    :raises TypeError: when they are kept elsewhere than in a directory.
    """
    if not isinstance(default_storage, TransactionStorage):
        raise TypeError("Files are kept in a directory.")
    return default_storage


def _verdict(attachment: Attachment) -> Verdict:
    with attachment.file.open("rb") as file:
        return scan(file.chunks(PIECE))


def _put_off(due: Scan, why: str, *, at: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(due.tries, 10), LONGEST_PAUSE)
    rows = Scan.objects.filter(pk=due.pk).exclude(next_at=None)
    rows.update(next_at=at + pause, tries=due.tries + 1, trouble=why[:200])
