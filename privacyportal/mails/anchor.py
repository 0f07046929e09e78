"""How does an auditor hold the head of the trail, where nobody who holds the database can reach it?"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import AUDITOR
from privacyportal.audit import anchors
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.anchors import Anchor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars.arithmetic import is_open
from privacyportal.calendars.loading import open_hours
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

ANCHOR, CALENDAR = "audit.anchor", "DESK"


def tell_auditors(anchor: Anchor, at: datetime) -> None:
    """Queue one mail a business day and auditor, in desk hours: what it says is kept where their mail is kept."""
    key = f"{ANCHOR}:{tokyo_day(at).isoformat()}"
    if not is_open(open_hours(CALENDAR), at) or Message.objects.filter(key=key).exists():
        return
    auditors = User.objects.filter(groups__name=AUDITOR.code, is_active=True)
    facts = {"sequence": anchor.sequence, "hash": anchor.entry_hash}
    services.queue(kind=ANCHOR, key=key, recipients=auditors, facts=facts, by=PORTAL, at=at)


def _content(message: Message) -> Content:
    return Content(
        bracket=_("Audit trail"),
        ask=_("Keep this state of the audit trail"),
        lead=_("This was the last entry of the audit trail. Keep this mail: it proves that nothing before it changes."),
        lines=[(_("Sequence"), str(message.facts["sequence"])), (_("Hash"), str(message.facts["hash"]))],
        action=_("Proof of the audit trail"),
        path=reverse("admin:audit_auditentry_verify"),
        why=_("You receive this on every business day because you audit the portal."),
    )


register_kind(
    Kind(
        code=ANCHOR,
        label=_("State of the audit trail for auditors"),
        content=_content,
        facts={"sequence": Fact.COUNT, "hash": Fact.CODE},
    )
)
anchors.tell(tell_auditors)
