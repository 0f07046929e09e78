"""Who hears that access was withdrawn by the yearly review? The person, the head of the department, administrators."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ADMINISTRATOR
from privacyportal.audit.actors import Actor
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact
from privacyportal.policies.models import AccessGrant, AccessReview
from privacyportal.policies.words import granted_text

ACCESS_WITHDRAWN = "policies.access_withdrawn"
ENDED = (AccessGrant.Decision.WITHDRAWN, AccessGrant.Decision.LAPSED, AccessGrant.Decision.STAYS)


def tell_withdrawn(review: AccessReview, *, by: Actor, at: datetime) -> None:
    """Queue one mail a person for what was withdrawn, or could not be, at one moment."""
    rows = list(review.grants.filter(decided_at=at, decision__in=ENDED).select_related("person"))
    if not rows:
        return
    administrators = User.objects.filter(groups__name=ADMINISTRATOR.code, is_active=True)
    head = review.department.head
    people = [*(row.person for row in rows), *([head] if head is not None else []), *administrators]
    facts = {"review": review.pk, "at": at.isoformat()}
    key = f"{ACCESS_WITHDRAWN}:{review.pk}:{at.isoformat()}"
    notifications.queue(kind=ACCESS_WITHDRAWN, key=key, recipients=people, facts=facts, by=by, at=at)


def _content(message: Message) -> Content:
    review = AccessReview.objects.select_related("department").get(pk=message.facts["review"])
    reader = User.objects.get(pk=message.recipient_id)
    at = datetime.fromisoformat(str(message.facts["at"]))
    rows = review.grants.filter(decided_at=at, decision__in=ENDED).select_related("person")
    oversees = reader.has_perm("accounts.change_user") or review.department.head_id == reader.pk
    shown = rows if oversees else rows.filter(person=reader)
    lines = [(str(row.person), f"{granted_text(row.kind, row.code)}: {row.get_decision_display()}") for row in shown]
    return Content(
        bracket=_("Access review"),
        ask=_("Access withdrawn by the yearly review"),
        lead=_("In the yearly review of access the following ended, or could not be ended."),
        lines=lines,
        action=_("Open the portal"),
        path=reverse("admin:index"),
        why=_("You receive this because it concerns you, or because you look after these accounts."),
        handover=_("If somebody needs it again, please ask an administrator; a second person agrees to it."),
    )


register_kind(
    Kind(
        code=ACCESS_WITHDRAWN,
        label=_("Access withdrawn by the yearly review"),
        content=_content,
        facts={"review": Fact.KEY, "at": Fact.INSTANT},
    )
)
