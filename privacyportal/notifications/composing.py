"""How does a message read, in its recipient's language, with the right headers?"""

import hashlib
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import TOKYO
from privacyportal.notifications.addressees import addressee_of
from privacyportal.notifications.models import STAFF, Message
from privacyportal.notifications.outside import write
from privacyportal.notifications.registry import Content, Item, kind_of
from privacyportal.notifications.telling import NotDeclared
from privacyportal.notifications.wire import Mail, file_part
from privacyportal.references.registry import url_for

SUBJECT_LIMIT = 200
# Text on white and on the page's grey: every pair has a contrast of at least 4.5 to 1.
COLOURS = {"late": "#a3161b", "due": "#80470a", "waiting": "#4a4191", "done": "#17603d", "normal": "#495766"}


def compose(message: Message) -> Mail:
    """The mail for a message, in the language of its addressee, ready for the mail server.

    :raises KeyError: when nobody registered its kind.
    :raises NotDeclared: when it tells its addressee what its kind does not declare.
    """
    recipient = message.recipient
    if recipient is None:
        return _compose_outside(message)
    with override(recipient.language):
        content = kind_of(message.kind).says(message)
        context = context_for(message, recipient, content)
        email = Mail(
            subject=str(context["subject"]),
            body=render_to_string("notifications/message.txt", context),
            sender=(settings.PORTAL_MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL),
            recipient=(one_line(recipient), recipient.email),
            headers=headers_for(message, recipient.language),
            files=[file_part(file) for file in content.attachments],
        )
        email.attach_alternative(render_to_string("notifications/message.html", context), "text/html")
    return email


def _compose_outside(message: Message) -> Mail:
    addressee = addressee_of(message)
    if addressee is None:
        raise NotDeclared(f"{message.kind}: nobody is on file to write to")
    with override(addressee.language):
        written = write(message, addressee, at=timezone.now())
        email = Mail(
            subject=written.subject,
            body=written.text,
            sender=(settings.PORTAL_MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL),
            recipient=(one_line(addressee.name), one_line(addressee.email or "")),
            headers=headers_for(message, addressee.language),
        )
        email.attach_alternative(written.html, "text/html")
    return email


def context_for(message: Message, recipient: User, content: Content) -> dict[str, object]:
    """What the templates show."""
    number = message.reference.number if message.reference else ""
    record = one_line(f"{number} {content.title}")
    path = url_for(message.reference) if message.reference else "/"
    return {
        "content": content,
        "language": recipient.language,
        "recipient": recipient,
        "subject": one_line(f"【{content.bracket}】{content.ask} {record}")[:SUBJECT_LIMIT],
        "record": record,
        "lead": content.lead or content.ask,
        "items": [shown(item) for item in content.items],
        "action": content.action or _("Open the portal"),
        "link": absolute(content.path or path),
        "sender_name": settings.PORTAL_MAIL_SENDER_NAME,
    }


def shown(item: Item) -> dict[str, object]:
    """What the templates show of one of many matters."""
    return {
        "bracket": item.bracket,
        "ask": item.ask,
        "record": one_line(item.record),
        "limit": item.limit,
        "link": absolute(item.url) if item.url else "",
        "colour": COLOURS.get(item.tone, COLOURS["normal"]),
        "tone": item.tone,
    }


def absolute(path: str) -> str:
    """The full address of a page of the portal, from the configured host."""
    return f"{settings.PORTAL_BASE_URL}{path}"


def one_line(text: object) -> str:
    """Text on one line with single spaces: a name must not begin a header of its own."""
    return " ".join(str(text).split())


def headers_for(message: Message, language: str) -> dict[str, str]:
    """Headers by which programs know the mail: what it is, that no person sent it, which thread it belongs to."""
    headers = {
        "Date": format_datetime(timezone.now().astimezone(TOKYO)),
        "Message-ID": message_id(message),
        "List-Id": f"<{message.kind.replace('_', '-')}.{domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": language,
    }
    if message.reference:
        thread = f"<{message.reference.number}.thread@{domain()}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    return headers


def message_id(message: Message) -> str:
    """The Message-ID of a message: the same at every attempt, for it is made of its key and its addressee."""
    digest = hashlib.sha256(f"{message.key}|{message.addressee.removeprefix(STAFF)}".encode()).hexdigest()
    return f"<{digest[:40]}@{domain()}>"


def domain() -> str:
    """The domain that the portal sends from."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
