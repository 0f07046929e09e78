"""A new installation in Chromium: from an empty database to the first complaint, by its own list alone.

As production begins: migrated, set up, nobody in it, a second factor at the first sign-in, mail over SMTP, a backup by
the command. What the list does not lead to is not done.
"""

import base64
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django_otp.oath import hotp
from playwright.sync_api import Browser, Locator, Page, expect

from tests.live import HANG_GUARD, ROOT, Mailroom, Portal, free_port, listens, mail_server, portal, wait_for
from tests.roof.browser import new_page
from tests.roof.test_accessibility import grave_faults

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.long]

PASSWORD = "kita-no-oka-1123-yama"
POLICY = Path(ROOT / "privacyportal" / "roof" / "demo" / "texts" / "policy_1.txt")
LIST = "section[aria-labelledby=beginning-title]"
OFFICER, HANDLER, MANAGER = "compliance_officer", "desk_handler", "manager"
DECIDER, OFFICERS, MAIL, HEADS, DESKS = (
    "権限に同意する2人目",
    "コンプライアンス担当者",
    "メール送信の実績",
    "部長",
    "窓口",
)
CALENDAR, IN_FORCE, BACKUP = "営業日カレンダーの確認", "適用中の基本方針", "バックアップ"


@dataclass
class New:
    """A portal that nobody has used yet, its address and its mail."""

    portal: Portal
    address: str
    room: Mailroom

    def register_administrator(self, username: str, last: str, first: str) -> str:
        """What the command says that lets the first people in; the password is typed twice."""
        command = [sys.executable, str(ROOT / "manage.py"), "create_administrator", username]
        command += ["--email", f"{username}@firm.example", "--last-name", last, "--first-name", first]
        done = subprocess.run(
            command, env=self.portal.environment, cwd=ROOT, input=f"{PASSWORD}\n{PASSWORD}\n", capture_output=True,
            text=True, check=True, timeout=HANG_GUARD, start_new_session=True,
        )  # fmt: skip
        return done.stdout

    def link_for(self, username: str) -> str:
        """The link to choose a password that arrived for somebody."""
        mine = [at for at, mail in enumerate(self.room.mails) if f"{username}@firm.example" in str(mail["To"])]
        found = re.search(r"http://\S+/password/\S+", self.room.text(mine[-1])) if mine else None
        assert found is not None, f"no link has arrived for {username}"
        return found[0]

    def wrote_to(self, username: str) -> bool:
        """Whether a mail has arrived for somebody."""
        return any(f"{username}@firm.example" in str(mail["To"]) for mail in self.room.mails)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[New]:
    """Serve an installation to which nothing but the set-up has happened."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"PORTAL_BASE_URL": address, "PORTAL_SECOND_FACTOR": "true", "PORTAL_BACKUP_KEY": "k" * 40}
    with mail_server() as room, portal(tmp_path, room, **settings, PORTAL_SWEEP_SECONDS="5") as made:
        made.manage("setup_portal")
        made.start(
            "gunicorn", "privacyportal.wsgi", "--no-control-socket", "--bind", f"127.0.0.1:{port}", "--threads", "4"
        )
        made.start_worker()
        made.start_beat()
        wait_for(lambda: listens(port), what="the start of the web process")
        yield New(made, address, room)


@dataclass
class Person:
    """Somebody at a window of their own."""

    page: Page
    new: New

    def enter(self, username: str) -> None:
        """Sign in for the first time: the password, then a program for one-time codes."""
        self.page.goto(f"{self.new.address}/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("#login-form button[type=submit]")
        secret = base64.b32decode(self.page.locator("#new-secret").input_value().replace(" ", ""))
        self.page.fill("[name=code]", f"{hotp(secret, int(time.time()) // 30):06}")
        self.page.get_by_role("button", name="アプリを追加").click()
        self.page.get_by_role("link", name="保管しました").click()
        expect(self.page).to_have_url(f"{self.new.address}/admin/")

    def choose_password(self, username: str) -> None:
        """Follow the link in the mail; the page says what a password must be before one is refused."""
        wait_for(lambda: self.new.wrote_to(username), what=f"a mail to {username}")
        self.page.goto(self.new.link_for(username))
        expect(self.page.locator(".portal-help").first).to_contain_text("文字以上")
        for box in self.page.locator("input[type=password]").all():
            box.fill(PASSWORD)
        self.page.get_by_role("button", name="設定", exact=True).click()
        expect(self.page.get_by_text("パスワードを設定しました")).to_be_visible()

    def home(self) -> Locator:
        """Go to the first page; return the list's lines."""
        self.page.goto(f"{self.new.address}/admin/")
        return self.page.locator(f"{LIST} tbody tr")

    def missing(self) -> list[str]:
        """Return what the list names, without its numbers."""
        return [text.partition(". ")[2] for text in self.home().locator("th").all_inner_texts()]

    def line(self, title: str) -> Locator:
        """Return one line of the list."""
        return self.home().filter(has=self.page.locator("th", has_text=title))

    def start(self, title: str) -> None:
        """Follow a line of the list to where it is done."""
        self.line(title).locator("th a").click()

    def next_step(self, words: str) -> None:
        """Follow what the page names as next after something was stored."""
        self.page.locator(".portal-messages").get_by_role("link", name=words).click()

    def do(self, words: str) -> None:
        """Press a button at the record's head and send its form."""
        self.page.locator(".portal-head").get_by_role("link", name=words, exact=True).click()
        self.send()

    def send(self) -> None:
        """Send a button's form."""
        self.page.locator(".portal-form button[type=submit]").click()
        expect(self.page.locator(".portal-messages")).to_be_visible()
        expect(self.page.locator("[data-portal-errors]")).to_have_count(0)

    def save(self, words: str) -> None:
        """Send a record's form."""
        self.page.get_by_role("button", name=words, exact=True).click()
        expect(self.page.locator(".portal-messages")).to_be_visible()

    def register(self, username: str, last: str, first: str, role: str) -> None:
        """Register somebody from the form that the list leads to, and send them their link as the page says next."""
        self.start(OFFICERS)
        for name, value in (("username", username), ("last_name", last), ("first_name", first)):
            self.page.fill(f"[name={name}]", value)
        self.page.fill("[name=email]", f"{username}@firm.example")
        self.page.locator(f"[name=roles][value={role}]").check()
        self.save("登録")
        expect(self.page.locator(".portal-head")).to_contain_text("以外の人が決定します")
        self.next_step("パスワード設定用リンクを送る")
        self.send()


def person(browser: Browser, new: New, username: str, *, invited: bool = True) -> Person:
    """Let somebody in."""
    one = Person(new_page(browser), new)
    if invited:
        one.choose_password(username)
    one.enter(username)
    return one


def test_from_an_empty_database_to_the_first_complaint(new: New, browser: Browser) -> None:
    assert "Register a second one too" in new.register_administrator("mori", "森", "葵")
    mori = person(browser, new, "mori", invited=False)
    assert mori.missing() == [DECIDER, OFFICERS, MAIL, HEADS, DESKS, CALENDAR, IN_FORCE, BACKUP]
    assert grave_faults(mori.page) == []
    expect(mori.line(DECIDER)).to_contain_text("manage.py create_administrator")
    assert "second" not in new.register_administrator("hayashi", "林", "一郎")
    assert mori.missing()[0] == OFFICERS
    hayashi = person(browser, new, "hayashi", invited=False)

    name_people(mori, hayashi)
    staff_the_office(mori)
    confirm_the_calendar(mori, hayashi)
    baba, endo = person(browser, new, "baba"), person(browser, new, "endo")
    bring_the_policy(baba, endo)

    assert mori.missing() == [BACKUP]
    expect(mori.line(BACKUP)).to_contain_text("manage.py backup")
    new.portal.manage("backup", str(new.portal.directory / "first.backup"))
    new.portal.manage("verify_backup", str(new.portal.directory / "first.backup"))
    for one in (mori, hayashi, baba, endo):
        one.home()
        expect(one.page.locator(LIST)).to_have_count(0)
    take_the_first_complaint(person(browser, new, "aoki"))


def name_people(mori: Person, hayashi: Person) -> None:
    """One administrator asks for accounts and roles, the other agrees from the line that names who waits."""
    mori.register("kudo", "工藤", "明", MANAGER)
    mori.register("aoki", "青木", "花子", HANDLER)
    mori.register("baba", "馬場", "恵", OFFICER)
    mori.register("endo", "遠藤", "学", OFFICER)
    mori.line(OFFICERS).get_by_role("link", name="馬場 恵").click()
    expect(mori.page.locator(".portal-blocked")).to_contain_text("ご自身が依頼したものです")
    for name in ("馬場 恵", "遠藤 学"):
        hayashi.line(OFFICERS).get_by_role("link", name=name).click()
        hayashi.do("同意")
    hayashi.page.goto(f"{hayashi.new.address}/admin/accounts/accountrequest/?decision__exact=pending")
    while hayashi.page.locator("tbody tr a[href*='/change/']").count():
        hayashi.page.locator("tbody tr a[href*='/change/']").first.click()
        hayashi.do("同意")
        hayashi.page.goto(f"{hayashi.new.address}/admin/accounts/accountrequest/?decision__exact=pending")
    wait_for(lambda: mori.missing() == [HEADS, DESKS, CALENDAR, IN_FORCE, BACKUP], what="a mail that proves the server")


def staff_the_office(mori: Person) -> None:
    """Each department without a head, each desk without anybody is one link away."""
    while mori.line(HEADS).count():
        mori.line(HEADS).locator("td a").first.click()
        mori.page.select_option("[name=head]", label="工藤 明")
        mori.save("保存")
    while mori.line(DESKS).count():
        mori.line(DESKS).locator("td a").first.click()
        mori.page.get_by_role("checkbox", name="青木 花子").check()
        mori.save("保存")


def confirm_the_calendar(mori: Person, hayashi: Person) -> None:
    """One drafts the firm's own version, the other finds the draft in the same line and puts it in force."""
    mori.start(CALENDAR)
    mori.page.locator(".portal-head").get_by_role("link", name="新しい版の作成").click()
    mori.page.fill("[name=source]", "総務部通達 年末年始の休業日")
    mori.send()
    expect(mori.line(CALENDAR)).to_contain_text("森 葵以外の人")
    hayashi.start(CALENDAR)
    hayashi.do("有効にする")


def bring_the_policy(baba: Person, endo: Person) -> None:
    """An officer sees the one line that is theirs; the outline, the version and its day follow one another."""
    assert baba.missing() == [IN_FORCE]
    baba.start(IN_FORCE)
    baba.page.fill("[name=pasted]", POLICY.read_text(encoding="utf-8"))
    baba.save("登録")
    expect(baba.page.locator(".portal-head")).to_be_in_viewport()
    baba.next_step("版として登録")
    baba.send()
    baba.page.locator(".portal-head .portal-button-primary").click()
    expect(baba.page.get_by_role("heading", name="適用開始日の提案").first).to_be_visible()
    baba.page.fill("[name=valid_from]", "今日")
    baba.page.fill("[name=change_reason]", "初版の登録")
    baba.send()
    expect(baba.line(IN_FORCE)).to_contain_text("馬場 恵以外の人")
    endo.start(IN_FORCE)
    endo.do("有効にする")


def take_the_first_complaint(aoki: Person) -> None:
    """The handler's first page leads to intake, which says the number and what comes next."""
    aoki.home()
    aoki.page.get_by_role("link", name="受付案件を登録").click()
    aoki.page.fill("[name=complainant_name]", "山田 太郎")
    aoki.page.fill("[name=complainant_telephone]", "03-1234-5678")
    aoki.page.fill("[name=subject]", "断った案内が届く")
    aoki.page.fill("[name=description]", "先月断ったのに、まだ案内が届く。")
    aoki.save("登録")
    said = aoki.page.locator(".portal-messages")
    expect(said).to_contain_text(re.compile(r"CASE-\d{4}-000001"))
    expect(said.get_by_role("link", name="受付の連絡")).to_be_visible()
    expect(aoki.page.locator(".portal-head")).to_contain_text("担当者（青木 花子）")
