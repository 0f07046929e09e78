"""Is it kept, and proved, who reads what; and has anybody read too much lately?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

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
