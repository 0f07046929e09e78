"""How does a message read, in its recipient's language, with the right headers?"""

import hashlib
from email.charset import BASE64, Charset
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, kind_of
from privacyportal.references.registry import url_for

SUBJECT_LIMIT = 200


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail for a message, in the language of its recipient, ready for the mail server.

    :raises KeyError: when nobody registered its kind.
    """
    recipient: Any = message.recipient
    with override(recipient.language):
        content = kind_of(message.kind).content(message)
        context = context_for(message, content)
        email = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("notifications/message.txt", context),
            from_email=formataddr((settings.PORTAL_MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL)),
            to=[formataddr((" ".join(str(recipient).split()), recipient.email))],
            headers=headers_for(message, recipient.language),
        )
        email.attach_alternative(render_to_string("notifications/message.html", context), "text/html")
    email.encoding = base64_utf8()
    return email


def context_for(message: Message, content: Content) -> dict[str, Any]:
    """What the templates show."""
    number = message.reference.number if message.reference else ""
    record = " ".join(part for part in (number, str(content.title)) if part)
    matter = " ".join(part for part in (str(content.ask), record) if part)
    path = url_for(message.reference) if message.reference else "/"
    return {
        "content": content,
        "number": number,
        "recipient": message.recipient,
        "subject": f"【{content.bracket}】{matter}"[:SUBJECT_LIMIT],
        "record": record,
        "link": f"{settings.PORTAL_BASE_URL}{path}",
        "sender_name": settings.PORTAL_MAIL_SENDER_NAME,
    }


def headers_for(message: Message, language: str) -> dict[str, str]:
    """Headers by which programs know the mail: what it is, that no person sent it, which thread it belongs to."""
    headers = {
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
    charset = Charset("utf-8")
    charset.body_encoding = BASE64
    return charset
