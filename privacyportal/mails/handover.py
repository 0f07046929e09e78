"""How does a successor hear what has become theirs? In one mail for all of it, by number."""

from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from privacyportal.accounts import charging, followups
from privacyportal.accounts.models import Handover, User
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

HANDED_OVER = "accounts.handed_over"
# As many numbers of a kind as a line of a mail can be read with.
SHOWN = 20


def tell(*, person: User, successor: User, by: Actor, at: datetime) -> None:
    """Queue one mail for all that a person handed over to a successor at one moment, also to who did it."""
    facts = {"person": person.pk, "at": at.isoformat()}
    key = f"{HANDED_OVER}:{person.pk}:{at.isoformat()}"
    services.queue(kind=HANDED_OVER, key=key, recipients=[successor], facts=facts, by=PORTAL, at=at)


def _content(message: Message) -> Content:
    person = User.objects.get(pk=message.facts["person"])
    at = datetime.fromisoformat(str(message.facts["at"]))
    rows = Handover.objects.filter(person=person, successor=message.recipient_id, at=at).order_by("charge", "pk")
    lines = [
        (charging.label_of(code), _numbers(list(group))) for code, group in groupby(rows, key=lambda one: one.charge)
    ]
    return Content(
        bracket=_("Handover"),
        ask=_("Taking over of what somebody was in charge of"),
        lead=_("%(person)s has handed over to you, or it was handed over in their absence.") % {"person": person},
        lines=lines,
        action=_("Open your work list"),
        path=reverse("work"),
        why=_("You receive this because you were named as successor."),
        handover=_("If you cannot take it over, please tell an administrator."),
    )


def _numbers(rows: list[Handover]) -> str:
    shown = pgettext("list", ", ").join(row.record for row in rows[:SHOWN])
    left = len(rows) - SHOWN
    return shown if left <= 0 else _now("%(shown)s and %(left)d more") % {"shown": shown, "left": left}


register_kind(
    Kind(
        code=HANDED_OVER,
        label=_("Charges handed over"),
        content=_content,
        facts={"person": Fact.KEY, "at": Fact.INSTANT},
    )
)
followups.register_handing(tell)
