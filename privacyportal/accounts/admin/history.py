"""What does the trail say of a record that has no number?"""

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.panels import HISTORY_ROWS, Panel


def story(obj: models.Model) -> Panel:
    """Return the record's history, newest first."""
    entries = list(told_of(obj).select_related("actor").order_by("-sequence")[:HISTORY_ROWS])
    return Panel("history", _("History"), "backoffice/history.html", {"entries": entries})


def told_of(obj: models.Model) -> QuerySet[AuditEntry]:
    """Return the entries of the trail about a record."""
    return AuditEntry.objects.filter(model=obj._meta.label_lower, object_pk=str(obj.pk))


def waits_for_link(obj: User) -> bool:
    """Return whether an account was opened whose holder has neither a password nor been sent the link to choose one."""
    is_new = obj.is_active and not obj.has_usable_password() and obj.last_login is None
    return is_new and not told_of(obj).filter(action="accounts.invited").exists()
