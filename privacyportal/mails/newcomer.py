"""How do administrators learn that somebody new has come through the firm's provider?"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import followups
from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ADMINISTRATOR
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

NEWCOMER = "accounts.newcomer"


def tell(*, person: User, by: Actor, at: datetime) -> None:
    """Queue one mail to each administrator; it names the account by its number only."""
    administrators = User.objects.filter(groups__name=ADMINISTRATOR.code, is_active=True)
    key = f"{NEWCOMER}:{person.pk}"
    services.queue(kind=NEWCOMER, key=key, recipients=administrators, facts={"account": person.pk}, by=PORTAL, at=at)


def _content(message: Message) -> Content:
    return Content(
        bracket=_("Sign-in"),
        ask=_("An account without rights was made"),
        lead=_("Somebody unknown signed in through the firm's provider and has an account without any right now."),
        lines=[],
        action=_("See the account"),
        path=reverse("admin:accounts_user_change", args=[message.facts["account"]]),
        why=_("You receive this because you look after accounts."),
        handover=_("Give it roles, with a second person, or close it."),
    )


register_kind(
    Kind(code=NEWCOMER, label=_("New account through the provider"), content=_content, facts={"account": Fact.KEY})
)
followups.register_newcomers(tell)
