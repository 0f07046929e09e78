"""Does a mail read well as text and as HTML, and do programs know it for what it is?"""

from datetime import datetime

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery
from privacyportal.notifications.registry import Content, Item
from tests.factories.notifications import QUEUED_AT, make_messages, register_content
from tests.live import Mailroom

ITEMS = [
    Item(
        bracket="期限超過・2営業日",
        ask="委託先点検へのご回答のお願い",
        record="VENDOR-0012 東和データセンター株式会社",
        limit="2026年11月20日（金）17:00",
        url="/ref/VENDOR-0012/",
        tone="late",
    ),
    Item(bracket="11/27（金）期限・3営業日前", ask="回答", record="CASE-2026-000123", url="/ref/CASE-2026-000123/"),
]


def now() -> datetime:
    return QUEUED_AT


def test_many_matters_stand_in_one_mail_worst_first_each_with_its_link(mailroom: Mailroom, baba: User) -> None:
    kind = register_content(
        Content(
            bracket="期限超過1件",
            ask="本日の期限一覧",
            items=ITEMS,
            action="開く",
            path="/admin/work/",
            why="担当者です。",
        )
    )
    make_messages([baba], kind=kind)
    delivery.deliver(now=now)
    text, html = mailroom.text(), mailroom.html()
    assert "1. 【期限超過・2営業日】委託先点検へのご回答のお願い\n" in text
    assert "2026年11月20日（金）17:00\n   http://127.0.0.1:8000/ref/VENDOR-0012/\n" in text
    assert text.index("VENDOR-0012") < text.index("2. 【11/27（金）期限・3営業日前】回答\n   CASE-2026-000123")
    for link in ("/ref/VENDOR-0012/", "/ref/CASE-2026-000123/", "/admin/work/"):
        assert f'href="http://127.0.0.1:8000{link}"' in html
    assert "<h1" in html
    assert html.index("本日の期限一覧") < html.index("期限超過・2営業日")
