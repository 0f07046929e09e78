"""Is it kept, and proved, who reads what? Has anybody read too much lately, or written past the portal?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from privacyportal.audit import rows
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.audit.readings import ALARMED
from privacyportal.roof.pages.boards import listing
from privacyportal.roof.pages.health.check import Check, Severity, graded

PATIENCE, SHOWN_FOR = timedelta(hours=1), timedelta(days=7)


def watched(at: datetime) -> Iterator[Check]:
    """Whether views are taken into the trail, and whether an alarm was raised in the last seven days."""
    waits = Reading.objects.filter(proved_by=None, at__lt=at - PATIENCE).exists()
    text = _("Views of more than an hour ago are not in the trail yet: see whether scheduler and worker work.")
    shown = text if waits else _("Views are taken into the trail.")
    severity = graded(not waits, Severity.WARNING)
    yield Check(code="audit.readings", title=_("Views of records"), severity=severity, text=shown)
    count = AuditEntry.objects.filter(action=ALARMED, at__gte=at - SHOWN_FOR).count()
    text = _("%(count)d alarms in the last seven days.") % {"count": count} if count else _("No alarm in seven days.")
    url = listing("audit_auditentry", action=ALARMED)
    severity = graded(count == 0, Severity.WARNING)
    yield Check(code="audit.reading_alarm", title=_("Unusual reading"), severity=severity, text=text, url=url)


def written(at: datetime) -> Iterator[Check]:
    """Whether the last night's look found rows that were written past the portal and that nobody has accepted since."""
    last = AuditEntry.objects.filter(action__in=(rows.FOUND, rows.ACCEPTED)).order_by("-sequence").first()
    count = int(last.changes["rows"]) if last is not None and last.action == rows.FOUND else 0
    text = _("%(count)d rows were written past the portal: manage.py verify_audit names them.") % {"count": count}
    shown = text if count else _("Nothing was written past the portal.")
    yield Check(code="audit.rows", title=_("Rows covered by digests"), severity=graded(not count), text=shown)
