"""How is a person told that they may choose a password? By a link that is written only when the mail leaves."""

from datetime import datetime

from django.urls import reverse
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import followups
from privacyportal.accounts.models import User
from privacyportal.accounts.tokens import choosing_tokens
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind

INVITATION = "accounts.invitation"


def invite(*, person: User, by: Actor, at: datetime) -> None:
    """Queue the mail with the link; each request is a mail of its own."""
    key = f"invitation:{person.pk}:{at.isoformat()}"
    services.queue(kind=INVITATION, key=key, recipients=[person], by=PORTAL, at=at)


def choosing_path(person: User) -> str:
    """Return the path on which the person, and nobody else, may choose a password, once."""
    uid = urlsafe_base64_encode(str(person.pk).encode())
    return reverse("choose_password", args=[uid, choosing_tokens.make_token(person)])


def _invitation(message: Message) -> Content:
    person = User.objects.get(pk=message.recipient_id)
    return Content(
        bracket=_("Sign-in"),
        ask=_("Choosing a password"),
        lead=_("Please choose your password. The link works once, within two days."),
        lines=[(_("Sign-in name"), person.username)],
        action=_("Choose a password"),
        path=choosing_path(person),
        why=_("You receive this because an administrator has asked for it."),
        handover=_("If you did not expect this mail, please tell an administrator."),
    )


register_kind(Kind(code=INVITATION, label=_("Link to choose a password"), content=_invitation))
followups.register_invitation(invite)
