"""Messages and kinds of mail for tests."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind

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


def register_content(content: Content, code: str = "tests.content") -> str:
    """A kind of mail that always says this; its code."""
    register_kind(Kind(code=code, label=code, content=lambda message: content))
    return code


def make_messages(
    people: Sequence[User], key: str = "tests.approval:1", *, kind: str = KIND.code, **fields: object
) -> list[Message]:
    """One waiting message for each person."""
    register_kind(KIND)
    services.queue(kind=kind, key=key, recipients=people, by=None, at=QUEUED_AT, **fields)
    return list(Message.objects.filter(key=key).order_by("pk"))
