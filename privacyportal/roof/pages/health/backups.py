"""Is there a backup, and how old is the state that it holds?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.dates import long_instant
from privacyportal.backups.services import TAKEN
from privacyportal.roof.pages.health.check import Check, Severity, graded


def backed_up(at: datetime) -> Iterator[Check]:
    """Whether a backup was taken within the days that the installation allows; a new portal has so many days for it."""
    if not settings.PORTAL_BACKUP_DAYS:
        return
    allowed = timedelta(days=settings.PORTAL_BACKUP_DAYS)
    entries = AuditEntry.objects.order_by("-sequence")
    last = entries.filter(action=TAKEN).values_list("at", flat=True).first()
    since = last or AuditEntry.objects.order_by("sequence").values_list("at", flat=True).first()
    is_good = since is None or at - since <= allowed
    if last is not None:
        text = _("The last backup was taken on %(time)s.") % {"time": long_instant(last)}
    elif is_good:
        text = _("None has been taken yet: run manage.py backup on the server, every night from now on.")
    else:
        text = _("None has ever been taken: run manage.py backup every day.")
    severity = graded(is_good, Severity.WARNING)
    yield Check(code="backup.old", title=_("Backup"), severity=severity, text=text, is_missing=last is None)
