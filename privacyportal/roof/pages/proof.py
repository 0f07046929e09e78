"""What does the auditor see first: what was refused, what was done, whether the trail is whole?"""

from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.audit.models import REFUSED, AuditEntry, RefusedAttempt
from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.roof.pages.boards import Board, Tile, listing

PERIOD = timedelta(days=30)
ROWS = 8
SIGN_IN_FAILED = "accounts.sign_in_failed"


def trail(user: User, at: datetime) -> Board | None:
    """Return the auditor's board, for those who may read the whole trail."""
    if not user.has_perm("audit.view_auditentry"):
        return None
    first = tokyo_day(at - PERIOD)
    recent = AuditEntry.objects.filter(at__gte=datetime.combine(first, time.min, TOKYO))
    held = recent.aggregate(
        all=Count("pk"),
        refused=Count("pk", filter=Q(action=REFUSED)),
        failed=Count("pk", filter=Q(action=SIGN_IN_FAILED)),
    )
    since, days = first.isoformat(), _("last 30 days")
    tiles = [
        Tile(_("Entries of the audit trail"), held["all"], listing("audit_auditentry", at__from=since), "ended", days),
        Tile(_("Refused attempts"), held["refused"], listing("audit_refusedattempt", at__from=since), "late", days),
        Tile(
            _("Failed sign-ins"),
            held["failed"],
            listing("audit_auditentry", at__from=since, action=SIGN_IN_FAILED),
            "late",
            days,
        ),
    ]
    refused = RefusedAttempt.objects.select_related("actor").order_by("-sequence")[:ROWS]
    return Board(
        title=_("What was refused lately?"),
        template="dashboard/proof.html",
        context={"tiles": tiles, "refused": list(refused), "trail_url": listing("audit_auditentry")},
    )
