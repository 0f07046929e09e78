"""How does a person hear of a sign-in from elsewhere, and that another has ended what was open in their name?"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import followups
from privacyportal.accounts.models import OpenSession, User
from privacyportal.accounts.models.sessions import told_program
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.dates import long_instant
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

ELSEWHERE, ENDED = "accounts.signed_in_elsewhere", "accounts.sessions_ended"
UNKNOWN = "unknown"


def tell_of_place(*, person: User, session: OpenSession, at: datetime) -> None:
    """Queue the mail of a sign-in in a browser, or from an address, where nobody signed in as the person before."""
    facts = {
        "at": at.isoformat(),
        # Of version 6 the beginning of the block.
        "address": session.address.partition("/")[0] or UNKNOWN,
        "browser": session.browser,
        "system": session.system,
    }
    key = f"{ELSEWHERE}:{person.pk}:{session.pk}"
    services.queue(kind=ELSEWHERE, key=key, recipients=[person], facts=facts, by=PORTAL, at=at)


def tell_of_end(*, person: User, by: Actor, at: datetime) -> None:
    """Queue the mail that an administrator, or whoever runs the server, has ended everything open."""
    facts = {"at": at.isoformat()}
    key = f"{ENDED}:{person.pk}:{at.isoformat()}"
    services.queue(kind=ENDED, key=key, recipients=[person], facts=facts, by=PORTAL, at=at)


def _elsewhere(message: Message) -> Content:
    facts = message.facts
    address = str(facts["address"])
    lines = [
        (_("Signed in at"), long_instant(datetime.fromisoformat(str(facts["at"])))),
        (_("Browser"), told_program(str(facts["browser"]), str(facts["system"]))),
        (_("Network address"), _("not known") if address == UNKNOWN else address),
    ]
    return Content(
        bracket=_("Sign-in"),
        ask=_("Sign-in from a new place"),
        lead=_("Somebody signed in as you in a browser, or from a network address, that was not used before."),
        lines=lines,
        action=_("See where you are signed in"),
        path=reverse("own_sessions"),
        why=_("You receive this because it is your account. If it was you, there is nothing to do."),
        handover=_("If it was not you, end that session at once, change your password, and tell an administrator."),
    )


def _ended(message: Message) -> Content:
    return Content(
        bracket=_("Sign-in"),
        ask=_("Your open sessions were ended"),
        lead=_(
            "An administrator has ended everything that was open in your name: sessions, the calendar subscription "
            "and links to choose a password. To go on, sign in again."
        ),
        lines=[(_("Ended at"), long_instant(datetime.fromisoformat(str(message.facts["at"]))))],
        action=_("See where you are signed in"),
        path=reverse("own_sessions"),
        why=_("You receive this because it is your account."),
        handover=_("If you do not know why, please ask an administrator."),
    )


register_kind(
    Kind(
        code=ELSEWHERE,
        label=_("Sign-in from a new place"),
        content=_elsewhere,
        facts={"at": Fact.INSTANT, "address": Fact.CODE, "browser": Fact.CODE, "system": Fact.CODE},
    )
)
register_kind(Kind(code=ENDED, label=_("Open sessions ended by another"), content=_ended, facts={"at": Fact.INSTANT}))
followups.register_arriving(tell_of_place)
followups.register_ended_sessions(tell_of_end)
