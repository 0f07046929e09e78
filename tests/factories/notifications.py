"""Messages and kinds of mail for tests."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.notifications import services, writing
from privacyportal.notifications.addressees import Addressee
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.states import AddresseeKind, Channel
from privacyportal.notifications.telling import Fact, Outside, Telling, Told
from privacyportal.references.models import Reference

QUEUED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
UNWANTED: set[str] = set()


def _content(message: Message) -> Content:
    if message.facts.get("broken"):
        raise ValueError("this message cannot be written")
    return Content(
        bracket=_("Approval"),
        ask="回答案の承認",
        lead="回答案を確認してください。",
        lines=[("受付番号", "CASE-2026-000123")],
        action="開く",
        why="承認者に指定されているためお送りしています。",
    )


def _wanted(message: Message) -> str:
    return "settled" if message.key in UNWANTED else ""


KIND = Kind(code="tests.approval", label="approval", content=_content, wanted=_wanted)
BROKEN = Kind(code="tests.broken", label="broken", content=_content, facts={"broken": Fact.COUNT})


def register_content(content: Content, code: str = "tests.content") -> str:
    """A kind of mail that always says this; its code."""
    register_kind(Kind(code=code, label=code, content=lambda message: content))
    return code


def make_messages(
    people: Sequence[User], key: str = "tests.approval:1", *, kind: str = KIND.code, **fields: object
) -> list[Message]:
    """One waiting message for each person."""
    register_kind(KIND, BROKEN)
    kind = BROKEN.code if fields.get("facts") else kind
    services.queue(kind=kind, key=key, recipients=people, by=PORTAL, at=QUEUED_AT, **fields)
    return list(Message.objects.filter(key=key).order_by("pk"))


def _outside(told: Told) -> Outside:
    words = SAYS.get("lead", "次の事項についてご連絡いたします。")
    return Outside(
        subject="ご連絡",
        lead=words,
        lines=[("回答期限", told.day("by_on")), ("件数", str(told.count("items")))],
        closing="ご不明の点は窓口までお問い合わせください。",
    )


# What the sample kind says in place of its first sentence: a test puts in what must not be said.
SAYS: dict[str, str] = {}
TELLS = {"by_on": Fact.DAY, "items": Fact.COUNT}
FACTS = {"by_on": "2026-12-04", "items": 2}
OUTSIDE = Kind(
    code="tests.outside",
    label="outside",
    wanted=_wanted,
    outside=tuple(
        Telling(to=to, content=_outside, facts=TELLS)
        for to in (AddresseeKind.VENDOR_CONTACT, AddresseeKind.DATA_SUBJECT, AddresseeKind.BODY)
    ),
)
MAIL_ONLY = Kind(
    code="tests.mail_only",
    label="mail only",
    outside=(Telling(to=AddresseeKind.BODY, content=_outside, facts=TELLS, channels=frozenset({Channel.MAIL})),),
)


def tell(
    to: Sequence[Addressee], about: Reference, key: str = "tests.outside:1", kind: Kind = OUTSIDE, **given: object
) -> list[Message]:
    """A message of the sample kind to each of these outside."""
    register_kind(OUTSIDE, MAIL_ONLY)
    given = {"facts": FACTS, "at": QUEUED_AT, **given}
    return writing.tell(kind=kind.code, key=key, to=to, about=about, **given)
