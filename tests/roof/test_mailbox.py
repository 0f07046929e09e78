"""The administrator reads what the embedded mail server kept."""

import mailbox
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from privacyportal.accounts.models import User
from privacyportal.audit.models import Reading

type SignIn = Callable[[User], Client]

SUBJECT = "【11/27（金）期限・3営業日前】委託先点検へのご回答のお願い VENDOR-0012 東和データセンター株式会社"


@pytest.fixture
def box(tmp_path: Path, settings: Settings) -> mailbox.Maildir:
    settings.PORTAL_MAILBOX_DIR = tmp_path / "mailbox"
    return mailbox.Maildir(settings.PORTAL_MAILBOX_DIR, create=True)


def mail(subject: str = SUBJECT, html: str = "<p>点検表にご回答ください。</p>") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "個人情報管理ポータル <privacyportal@portal.example>"
    message["To"] = "後藤 由美 <goto@portal.example>"
    message["Date"] = "Tue, 24 Nov 2026 09:00:00 +0900"
    message.set_content("点検表にご回答ください。")
    message.add_alternative(html, subtype="html")
    return message


def test_the_list_shows_when_to_whom_and_what(honda: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    box.add(mail())
    page = as_user(honda).get("/admin/mailbox/").content.decode()
    assert SUBJECT in page
    assert "後藤 由美" in page
    assert "2026-11-24 09:00" in page


def test_the_newest_mail_stands_first(honda: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    older, newer = box.add(mail("古い")), box.add(mail("新しい"))
    new = Path(box._path) / "new"
    (new / older).rename(new / f"1000.{older}")
    (new / newer).rename(new / f"2000.{newer}")
    page = as_user(honda).get("/admin/mailbox/").content.decode()
    assert page.index("新しい") < page.index("古い")


def test_a_mail_shows_its_text_and_its_html_in_a_frame_that_runs_nothing(
    honda: User, as_user: SignIn, box: mailbox.Maildir
) -> None:
    key = box.add(mail(html="<p>点検</p><script>steal()</script>"))
    client = as_user(honda)
    answer = client.get(f"/admin/mailbox/{key}/")
    page = answer.content.decode()
    assert "点検表にご回答ください。" in page
    assert re.search(f'<iframe sandbox [^>]*src="/admin/mailbox/{key}/html/">', page)
    assert "steal()" not in page
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    framed = client.get(f"/admin/mailbox/{key}/html/")
    assert framed.content.decode().strip() == "<p>点検</p><script>steal()</script>"
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
    assert (framed["Content-Security-Policy"], framed["X-Frame-Options"]) == (policy, "SAMEORIGIN")


def test_who_reads_mails_of_others_leaves_which(honda: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    key = box.add(mail())
    for path, route in (("", "mailbox"), (f"{key}/", "mailbox_letter"), (f"{key}/html/", "mailbox_letter")):
        as_user(honda).get(f"/admin/mailbox/{path}")
        read = Reading.objects.order_by("-pk")[0]
        assert (read.actor, read.what, read.route, read.keys) == (honda, Reading.What.ROWS, route, [key])


def test_a_mail_that_is_not_kept_is_not_found(honda: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    assert as_user(honda).get("/admin/mailbox/..%2fpasswd/").status_code == 404
    assert as_user(honda).get("/admin/mailbox/1.2.3/").status_code == 404
    assert as_user(honda).get("/admin/mailbox/1.2.3/html/").status_code == 404


def test_an_empty_mailbox_says_so(honda: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    assert "送信されたメールはまだありません" in as_user(honda).get("/admin/mailbox/").content.decode()


def test_without_an_embedded_mail_server_the_page_says_where_mail_goes(
    honda: User, as_user: SignIn, settings: Settings
) -> None:
    settings.PORTAL_MAILBOX_DIR = None
    assert "内蔵メールボックスは設定されていません" in as_user(honda).get("/admin/mailbox/").content.decode()


def test_others_may_not_read_it(baba: User, as_user: SignIn, box: mailbox.Maildir) -> None:
    key = box.add(mail())
    paths = ("/admin/mailbox/", f"/admin/mailbox/{key}/", f"/admin/mailbox/{key}/html/")
    assert [as_user(baba).get(path).status_code for path in paths] == [403, 403, 403]
