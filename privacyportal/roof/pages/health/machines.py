"""Does what stands around the portal answer: database, broker, worker and scheduler, mail server, disk?"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError

from privacyportal.audit import joining, least, sealing, stamping, standing_still, triggers
from privacyportal.audit.anchors import is_kept, newest
from privacyportal.audit.models import AuditHead
from privacyportal.backoffice.commands import unapplied
from privacyportal.backoffice.dates import long_instant
from privacyportal.broker import entries, put_aside
from privacyportal.celery import app
from privacyportal.clocks.models import SweepRun
from privacyportal.notifications.smtp import Away, Line
from privacyportal.roof import endings
from privacyportal.roof.pages.health import river
from privacyportal.roof.pages.health.check import Check, Severity, graded

PATIENCE_SECONDS = 5
ANCHOR_PATIENCE = timedelta(hours=1)
FREE_PERCENT, FREE_BYTES = 5, 1024**3


def database(at: datetime) -> Iterator[Check]:
    """Whether the tables are those of this release and the trail is protected."""
    count = len(unapplied())
    text = _("%(count)d migrations are not applied.") % {"count": count} if count else _("Up to date.")
    yield Check(code="database.migrations", title=_("Database tables"), severity=graded(count == 0), text=text)
    of_erased, of_joins = sealing.unsealed("default"), joining.unguarded("default")
    bare = [*triggers.missing("default"), *of_erased, *of_joins, *standing_still.moving("default")]
    lost = _("The database no longer refuses changes to: %(tables)s.") % {"tables": ", ".join(bare)}
    text = lost if bare else _("The database refuses to rewrite the trail.")
    yield Check(code="audit.triggers", title=_("Protection of the audit trail"), severity=graded(not bare), text=text)
    if (owned := least.owned()) is None:
        return
    may = _("The portal's role owns %(count)d tables, and could take their protection away.") % {"count": owned}
    text = may if owned else _("The portal's role owns no table.")
    severity = graded(not owned, Severity.WARNING)
    yield Check(code="database.role", title=_("Rights of the portal's database role"), severity=severity, text=text)


def anchored(at: datetime) -> Iterator[Check]:
    """Whether the trail's head stands outside the database, lately, and the trail still holds what stands there."""
    title = _("Trail outside the database")
    last, head = newest(), AuditHead.objects.filter(pk=1).first()
    is_behind = head is not None and (last is None or last.sequence < head.sequence)
    has_run = SweepRun.objects.filter(started_at__lt=at - ANCHOR_PATIENCE).exists()
    is_late = is_behind and has_run and (last is None or at - last.at > ANCHOR_PATIENCE)
    severity, text = Severity.GOOD, _("The last entry of the audit trail is written down outside the database.")
    if last is not None and not is_kept(last):
        severity = Severity.ERROR
        text = _("The trail lacks the entry that was written down last: it was rewritten or cut off, or restored.")
    elif is_late:
        severity = Severity.WARNING
        text = _("The end of the audit trail has not been written down for an hour: %(file)s must be writable.")
        text %= {"file": settings.PORTAL_ANCHORS_FILE}
    yield Check(code="audit.anchor", title=title, severity=severity, text=text)


def stamped(at: datetime) -> Iterator[Check]:
    """Whether a time-stamp authority, where one is named, has confirmed the trail's head lately."""
    if not settings.PORTAL_TIMESTAMP_URL:
        return
    title, last, head = _("Time stamp of the trail"), stamping.newest_stamp(), newest()
    patience = timedelta(hours=2 * settings.PORTAL_TIMESTAMP_HOURS)
    has_run = SweepRun.objects.filter(started_at__lt=at - ANCHOR_PATIENCE).exists()
    severity, text = Severity.GOOD, _("The time-stamp authority confirms the end of the audit trail.")
    if last is None and head is not None and has_run:
        severity, text = Severity.WARNING, _("No time stamp of the audit trail proves anything: read the worker's log.")
    elif last is not None and head is not None and last.anchor.sequence < head.sequence and at - last.at > patience:
        text = _("The last time stamp of the audit trail is of %(at)s: read the worker's log.")
        severity, text = Severity.WARNING, text % {"at": long_instant(last.at)}
    yield Check(code="audit.stamp", title=title, severity=severity, text=text)


def processes(at: datetime) -> Iterator[Check]:
    """Whether broker, worker and scheduler work; of a stopped watch the broker's queue tells whose fault it is.

    Where tasks wait and no sweep ends, nobody takes them: the worker. Where none wait, nobody asks: the scheduler.
    """
    title = _("Broker")
    try:
        waiting = queue_length()
    except (BrokerError, OSError) as error:
        text = _("It does not answer: %(error)s.") % {"error": error}
        yield Check(code="broker.away", title=title, severity=Severity.ERROR, text=text)
        return
    text = _("It answers; %(count)d tasks wait.") % {"count": waiting}
    yield Check(code="broker.away", title=title, text=text)
    is_watched = river.pulse(at).is_watched(at)
    for code, name, is_away, text in (
        ("worker.away", _("Worker"), waiting > 0, _("Tasks wait and nobody takes them: start the worker.")),
        ("scheduler.away", _("Scheduler"), waiting == 0, _("Nobody asks for sweeps: start the scheduler.")),
    ):
        is_good = is_watched or not is_away
        found = Check(code=code, title=name, severity=graded(is_good), text=_("Nothing wrong is seen."))
        yield found if is_good else Check(code=code, title=name, severity=Severity.ERROR, text=text)


def queue_length() -> int:
    """Return how many tasks wait at the broker for a worker.

    :raises kombu.exceptions.OperationalError: (or OSError) when the broker does not answer.
    """
    with app.connection_for_read(connect_timeout=PATIENCE_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE_SECONDS)
        channel: Any = broker.default_channel
        try:
            declared = channel.queue_declare(app.conf.task_default_queue, passive=True)
        except ChannelError:
            return 0  # Redis forgets a queue that is empty.
        return int(declared.message_count)


def broker_folder(at: datetime) -> Iterator[Check]:
    """Whether the embedded broker's folder held nothing but its own messages; a broker that is a server has none."""
    aside = put_aside(Path(settings.BROKER_DIR) / "queue")
    count = len(entries(aside))
    lost = _("%(count)d files that are no messages of this portal were set aside in %(folder)s.")
    text = lost % {"count": count, "folder": aside} if count else _("Nothing was set aside.")
    severity = graded(count == 0, Severity.WARNING)
    yield Check(code="broker.strange", title=_("Messages set aside"), severity=severity, text=text)


def ended(at: datetime) -> Iterator[Check]:
    """Whether a process ended by itself within a day and had to be started again."""
    title = _("Processes that were started again")
    counts = Counter(ending.name for ending in endings.since(settings.VAR_DIR / endings.NAME, at - timedelta(days=1)))
    if not counts:
        yield Check(code="process.ended", title=title, text=_("None in the last 24 hours."))
    for name, count in sorted(counts.items()):
        text = _("%(name)s ended by itself %(count)d times in the last 24 hours.") % {"name": name, "count": count}
        yield Check(code="process.ended", title=title, severity=Severity.WARNING, text=text)


def mail_server(at: datetime) -> Iterator[Check]:
    """Whether the mail server can be reached, takes our sign-in where it wants one, and mail from us at all."""
    words = {"server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"}
    severity, text = Severity.GOOD, _("%(server)s answers.") % words
    try:
        with Line(seconds=PATIENCE_SECONDS) as line:
            line.open()
    except Away as error:
        severity = Severity.ERROR
        text = _("%(server)s cannot be used: %(error)s.") % {**words, "error": error}
    yield Check(code="mail.server", title=_("Mail server"), severity=severity, text=text)


def files(at: datetime) -> Iterator[Check]:
    """Whether files can be stored, and for how much longer."""
    directory, title = Path(settings.MEDIA_ROOT), _("Directory for files")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            usage = shutil.disk_usage(directory)
    except OSError as error:
        text = _("Nothing can be stored there: %(error)s.") % {"error": error.strerror}
        yield Check(code="files.unwritable", title=title, severity=Severity.ERROR, text=text)
        return
    is_roomy = usage.free >= FREE_BYTES and usage.free * 100 >= usage.total * FREE_PERCENT
    text = _("%(free).1f GB are free.") % {"free": usage.free / 1024**3}
    yield Check(code="files.full", title=title, severity=graded(is_roomy, Severity.WARNING), text=text)
