"""What does the trail say of a record that has no number?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.panels import HISTORY_ROWS, Panel


def story(obj: models.Model) -> Panel:
    """Return the record's history, newest first."""
    told = AuditEntry.objects.filter(model=obj._meta.label_lower, object_pk=str(obj.pk))
    entries = list(told.select_related("actor").order_by("-sequence")[:HISTORY_ROWS])
    return Panel("history", _("History"), "backoffice/history.html", {"entries": entries})
