"""How does a message to somebody outside read, and does it hold anything that is not for them?"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import override

from privacyportal.accounts.models import Desk
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.notifications.addressees import Addressee, names_of_others
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Channel
from privacyportal.notifications.telling import NotDeclared, Told

NUMBER = re.compile(r"\b[A-Z]{2,16}-(?:\d{4}-)?\d{3,}\b")
LINK = re.compile(r"https?://")
SUBJECT_LIMIT = 200


@dataclass(frozen=True)
class Written:
    """A message to somebody outside as it reads: `html` for a mail only."""

    subject: str
    text: str
    html: str = ""


def write(message: Message, addressee: Addressee, *, at: datetime) -> Written:
    """Write a message in the addressee's language, from what its kind declares for them and nothing else.

    :raises NotDeclared: when the kind is not for them, or what it says holds another record's number, the name of
        somebody else around the record, or a link.
    """
    kind = kind_of(message.kind)
    telling = kind.telling(addressee.kind)
    number = message.reference.number if message.reference else ""
    with override(addressee.language):
        told = Told(number=number, declared=telling.facts, facts=message.facts)
        content = telling.content(told)
        subject = f"{content.subject}（{number}）" if number else str(content.subject)
        subject = " ".join(subject.split())[:SUBJECT_LIMIT]
        context = {
            "subject": subject,
            "addressee": addressee,
            "content": content,
            "number": number,
            "day": long_day(tokyo_day(at)),
            "desk": Desk.objects.filter(kind=Desk.Kind.PLANNING, is_active=True).first(),
            "language": addressee.language,
        }
        is_letter = message.channel == Channel.LETTER
        text = render_to_string("notifications/letter.txt" if is_letter else "notifications/outside.txt", context)
        html = "" if is_letter else render_to_string("notifications/outside.html", context)
    said = "\n".join(str(part) for part in _said(content.subject, content.lead, content.closing, *content.lines))
    proofread(said, message, addressee)
    return Written(subject, text, html)


def _said(*parts: object) -> list[object]:
    return [one for part in parts for one in (part if isinstance(part, tuple) else (part,))]


def proofread(said: str, message: Message, addressee: Addressee) -> None:
    """Look whether the words of a kind hold what is not for the addressee; the find itself is not repeated.

    :raises NotDeclared: when they do.
    """
    number = message.reference.number if message.reference else ""
    if any(found != number for found in NUMBER.findall(said)):
        raise NotDeclared(f"{message.kind} names another record")
    if LINK.search(said):
        raise NotDeclared(f"{message.kind} holds a link")
    reference = message.reference
    others = names_of_others(addressee.key, reference) if reference else []
    if any(name != addressee.name and name in said for name in others):
        raise NotDeclared(f"{message.kind} names another person")
