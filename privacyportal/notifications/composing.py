"""How does a message read, in its recipient's language, with the right headers?"""

import hashlib
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacyportal.backoffice.dates import TOKYO
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Attachment, Content, Item, kind_of
from privacyportal.references.registry import url_for

SUBJECT_LIMIT = 200
UTF8 = "utf-8"
# Text on white and on the page's grey: every pair has a contrast of at least 4.5 to 1.
COLOURS = {"late": "#a3161b", "due": "#80470a", "waiting": "#4a4191", "done": "#17603d", "normal": "#495766"}


class Mail(EmailMultiAlternatives):
    """A mail whose Japanese headers are folded as RFC 2047 wants: no word over 75 characters, nothing left empty."""

    def __init__(self, *, sender: tuple[str, str], recipient: tuple[str, str], **values: Any) -> None:
        super().__init__(from_email=formataddr(sender), to=[formataddr(recipient)], **values)
        self.encoding = base64_utf8()
        self.correspondents = {"From": sender, "To": recipient}

    def message(self) -> Any:  # type: ignore[override]  # the stubs describe a later Django
        """The mail as the server gets it."""
        mime: Any = super().message()
        mime.replace_header("Subject", Header(str(self.subject), UTF8, header_name="Subject"))
        for header, (name, address) in self.correspondents.items():
            if not name.isascii():
                words = Header(name, UTF8, header_name=header)
                words.append(f"<{address}>", "us-ascii")
                mime.replace_header(header, words)
        return mime


def compose(message: Message) -> Mail:
    """The mail for a message, in the language of its recipient, ready for the mail server.

    :raises KeyError: when nobody registered its kind.
    """
    recipient: Any = message.recipient
    with override(recipient.language):
        content = kind_of(message.kind).content(message)
        context = context_for(message, content)
        email = Mail(
            subject=context["subject"],
            body=render_to_string("notifications/message.txt", context),
            sender=(settings.PORTAL_MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL),
            recipient=(one_line(recipient), recipient.email),
            headers=headers_for(message, recipient.language),
        )
        email.attach_alternative(render_to_string("notifications/message.html", context), "text/html")
        for file in content.attachments:
            email.attach(part_of(file))
    return email


def part_of(file: Attachment) -> MIMENonMultipart:
    """A file as a part of a mail, byte for byte."""
    maintype, _slash, subtype = file.kind.partition("/")
    part = MIMENonMultipart(maintype, subtype)
    for name, value in file.parameters.items():
        part.set_param(name, value)
    part.set_payload(file.content())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def context_for(message: Message, content: Content) -> dict[str, Any]:
    """What the templates show."""
    number = message.reference.number if message.reference else ""
    record = one_line(f"{number} {content.title}")
    path = url_for(message.reference) if message.reference else "/"
    return {
        "content": content,
        "language": message.recipient.language,
        "recipient": message.recipient,
        "subject": one_line(f"【{content.bracket}】{content.ask} {record}")[:SUBJECT_LIMIT],
        "record": record,
        "lead": content.lead or content.ask,
        "items": [shown(item) for item in content.items],
        "action": content.action or _("Open the portal"),
        "link": absolute(content.path or path),
        "sender_name": settings.PORTAL_MAIL_SENDER_NAME,
    }


def shown(item: Item) -> dict[str, Any]:
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
    """The Message-ID of a message: the same at every attempt, for it is made of its key and its recipient."""
    digest = hashlib.sha256(f"{message.key}|{message.recipient_id}".encode()).hexdigest()
    return f"<{digest[:40]}@{domain()}>"


def domain() -> str:
    """The domain that the portal sends from."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]


def base64_utf8() -> Charset:
    """UTF-8 in base64, which every mail server passes on unchanged."""
    charset = Charset(UTF8)
    charset.body_encoding = BASE64
    return charset
