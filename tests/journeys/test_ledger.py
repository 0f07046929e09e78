"""In Chromium: a newcomer brings a ledger of 3,000 rows with headings of its own, in under fifteen clicks."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from tests.roof.browser import keep, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

ROWS, MOST = 3000, 15
HEADINGS = ("整理No", "受電日", "お客さま名", "連絡先TEL", "申出の種類", "媒体", "要旨", "申出内容", "対応状況")
STATES = ("未対応", "一次対応済", "対応中")
MEDIA = ("電話", "FAX", "来店", "HP")


class Clicks:
    """A person at the page whose clicks are counted; a choice from a list is two."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, name: str, role: str = "link") -> None:
        """Click on a link or button that says so, and wait for the page that follows."""
        self.count += 1
        found = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        with self.page.expect_navigation():
            found.first.click()

    def choose(self, field: str, value: str) -> None:
        """Choose from a list."""
        self.count += 2
        self.page.select_option(f"[name={field}]", value)


def ledger(path: Path) -> Path:
    """A firm's own ledger: a title, a blank line, headings of its own, days in several writings."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "苦情受付簿"
    sheet.append(["令和8年度　苦情・相談受付簿"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number in range(1, ROWS + 1):
        day = date(2026, 4, 1) + timedelta(days=number % 200)
        written = f"{day:%Y/%m/%d}" if number % 2 else f"R{day.year - 2018}.{day.month}.{day.day}"
        kind = "苦情" if number % 3 else "相談"
        words = (MEDIA[number % 4], f"郵送物の宛名違い {number}", "別の方の書類が届いた。", STATES[number % 3])
        sheet.append([f"K-{number:05}", written, f"山田 {number}", f"03-0000-{number:04}", kind, *words])
    other = book.create_sheet("コード表")
    other.append(["コード", "意味"])
    book.save(path)
    return path


def test_a_newcomer_brings_a_ledger_of_3000_rows(address: str, browser: Browser, tmp_path: Path) -> None:
    page = new_page(browser)
    sign_in(page, address, "baba")
    clicks = Clicks(page)
    page.goto(f"{address}/admin/backoffice/importrun/")
    clicks.count += 1  # the entry of the menu
    page.goto(f"{address}/admin/backoffice/importrun/add/")
    clicks.count += 1  # the button beside the list
    clicks.choose("mapping", "cases/own")
    clicks.count += 2
    page.set_input_files("[name=upload]", ledger(tmp_path / "苦情受付簿.xlsx"))
    keep(page, "ledger-upload")
    clicks.on("登録", "button")
    keep(page, "ledger-columns")
    clicks.on("言葉の対応付けへ", "button")
    keep(page, "ledger-words")
    clicks.on("事前確認", "button")
    status = page.locator("[role=status][data-over=yes]")
    expect(status).to_contain_text("登録はしていません")
    keep(page, "ledger-tried")
    assert f"{ROWS}" in page.locator(".portal-import").inner_text()
    clicks.on("登録")
    clicks.on("登録", "button")
    expect(page.locator("[role=status][data-over=yes]")).to_contain_text("終わりました")
    keep(page, "ledger-brought")
    assert clicks.count < MOST, clicks.count
    facts = page.locator(".portal-import dl").inner_text()
    assert f"新規登録\n{ROWS}" in facts.replace("\n\n", "\n"), facts
