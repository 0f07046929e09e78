"""Does a mail read well as text and as HTML, and do programs know it for what it is?"""

from datetime import datetime
from email.header import decode_header, make_header

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery
from privacyportal.notifications.registry import Attachment, Content, Item
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


def test_long_japanese_names_and_subjects_are_folded_so_that_every_program_can_read_them(
    mailroom: Mailroom, baba: User
) -> None:
    name, title = "馬場園" * 12, "東日本データセンターおよび顧客通知書印刷発送総合サービス株式会社" * 3
    User.objects.filter(pk=baba.pk).update(last_name=name, first_name="恵")
    content = Content(bracket="本日11/27（金）17:00期限", ask="委託先点検へのご回答のお願い", title=title, why="x")
    make_messages([baba], kind=register_content(content))
    delivery.deliver(now=now)
    mail = mailroom.mails[0]
    lines = [line for line in headers_of(mailroom) if line.startswith((b"Subject:", b"To:", b"From:", b" "))]
    assert max(len(line) for line in lines) <= 78
    assert not [line for line in lines if line.strip() in {b"Subject:", b"To:", b"From:"}]
    assert mail["Subject"] == f"【{content.bracket}】{content.ask} {title}"
    raw = b"".join(lines).decode().partition("To:")[2]
    assert str(make_header(decode_header(raw))).startswith(f"{name} 恵")
    assert mail["To"].addresses[0].addr_spec == baba.email


def test_a_mail_is_utf_8_in_base64_dated_in_tokyo_and_says_that_no_person_wrote_it(
    mailroom: Mailroom, baba: User
) -> None:
    file = Attachment(
        name="a.ics",
        content=lambda: b"A\r\n",
        kind="text/calendar",
        parameters={"charset": "utf-8", "method": "PUBLISH"},
    )
    content = Content(bracket="承認依頼", ask="回答案の承認", attachments=[file], why="x")
    make_messages([baba], kind=register_content(content))
    delivery.deliver(now=now)
    mail = mailroom.mails[0]
    assert "iso-2022-jp" not in mail.as_string().lower()
    assert {part.get_content_charset() for part in mail.walk() if not part.is_multipart()} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in mail.walk() if not part.is_multipart()} == {"base64"}
    assert mail["Date"].endswith("+0900")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<tests.content.portal.example>"
    assert "Precedence" not in mail
    [attached] = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "a.ics")
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    assert attached.get_payload(decode=True) == b"A\r\n"


def headers_of(mailroom: Mailroom) -> list[bytes]:
    """The header lines of the first mail as they came over the wire."""
    return mailroom.raw[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
