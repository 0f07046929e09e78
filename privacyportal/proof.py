"""What does the auditor see first: what was refused, what was done, whether the trail is whole?"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from privacyportal.audit.models import REFUSED, AuditEntry
from privacyportal.boards import Board, Tile, listing

PERIOD = timedelta(days=30)
ROWS = 8


def trail(user: Any, at: datetime) -> Board | None:
    """Return the auditor's board, for those who may read the whole trail."""
    if not user.has_perm("audit.view_auditentry"):
        return None
    recent = AuditEntry.objects.filter(at__gte=at - PERIOD)
    held = recent.aggregate(
        all=Count("pk"),
        refused=Count("pk", filter=Q(action=REFUSED)),
        failed=Count("pk", filter=Q(action="accounts.sign_in_failed")),
    )
    url = listing("audit_auditentry")
    since = f"at__gte={(at - PERIOD):%Y-%m-%dT%H:%M:%S}%2B00:00"
    tiles = [
        Tile(_("Entries of the audit trail"), held["all"], f"{url}?{since}", "ended", _("last 30 days")),
        Tile(_("Refused attempts"), held["refused"], f"{url}?{since}&action={REFUSED}", "late", _("last 30 days")),
        Tile(
            _("Failed sign-ins"),
            held["failed"],
            f"{url}?{since}&action=accounts.sign_in_failed",
            "late",
            _("last 30 days"),
        ),
    ]
    refused = AuditEntry.objects.filter(action=REFUSED).select_related("actor").order_by("-sequence")[:ROWS]
    return Board(
        title=_("What was refused lately?"),
        template="dashboard/proof.html",
        context={"tiles": tiles, "refused": list(refused), "trail_url": url},
    )
