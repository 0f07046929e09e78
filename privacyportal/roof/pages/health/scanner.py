"""Does the virus scanner answer, and does anything wait for it or for a person?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.attachments import clamav
from privacyportal.attachments.models import Scan
from privacyportal.roof.pages.boards import listing
from privacyportal.roof.pages.health.check import Check, Severity, graded

PATIENCE_SECONDS = 5
LATE_AFTER = timedelta(minutes=15)


def answers(at: datetime) -> Iterator[Check]:
    """Whether the scanner answers; an installation without one has nothing to say."""
    if not settings.PORTAL_CLAMAV:
        return
    title, severity, text = _("Virus scanner"), Severity.GOOD, _("It answers.")
    try:
        clamav.ping(seconds=PATIENCE_SECONDS)
    except clamav.ScannerAway as error:
        severity, text = Severity.ERROR, _("It does not answer: %(error)s.") % {"error": error}
    yield Check(code="scanner.away", title=title, severity=severity, text=text)


def waiting(at: datetime) -> Iterator[Check]:
    """Whether files have waited too long for the scanner, and whether any in quarantine waits for a person."""
    rows, url = Scan.objects.filter(attachment__erasure=None), listing("attachments_scan")
    late = rows.filter(status=Scan.Status.WAITING, attachment__uploaded_at__lt=at - LATE_AFTER)
    count, why = late.count(), late.exclude(trouble="").values_list("trouble", flat=True).order_by("pk").first()
    text = _("No file waits for the virus scanner.")
    if count:
        text = _("%(count)d files have waited for the virus scanner for 15 minutes and are given to nobody: %(why)s.")
        text %= {"count": count, "why": why or _("nobody has asked it")}
    title = _("Files that wait for the virus scanner")
    yield Check(code="scanner.late", title=title, severity=graded(count == 0), text=text, url=url)
    count = rows.filter(status=Scan.Status.QUARANTINED).count()
    text = _("%(count)d files in quarantine wait for a decision.") % {"count": count}
    severity = graded(count == 0, Severity.WARNING)
    yield Check(code="scanner.quarantine", title=_("Files in quarantine"), severity=severity, text=text, url=url)
