"""In Chromium: a ledger of 200 rows came in with the wrong column, is undone, and comes again corrected."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_asked_again import LONG_AGO
from tests.journeys.test_passkey import faults
from tests.roof.browser import PASSWORD, keep, new_page, sign_in
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

ROWS = 200
HEADINGS = ("台帳No", "受電日", "お客さま名", "申出の種類", "媒体", "要旨", "申出内容", "対応状況")


def ledger(path: Path, subject: str) -> Path:
    """A firm's own ledger, whose subjects say which one it is."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADINGS)
    for number in range(1, ROWS + 1):
        day = date(2026, 9, 1) + timedelta(days=number % 60)
        words = (f"山田 {number}", "苦情", "電話", f"{subject} {number}", "別の方の書類が届いた。", "対応中")
        sheet.append([f"U-{number:05}", f"{day:%Y/%m/%d}", *words])
    book.save(path)
    return path


def press(page: Page, name: str, role: str = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]


def ended(page: Page, words: str) -> None:
    expect(page.locator("[role=status][data-over=yes]")).to_contain_text(words)


def bring(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/admin/backoffice/importrun/add/")
    page.select_option("[name=mapping]", "cases/own")
    page.set_input_files("[name=upload]", file)
    press(page, "登録")
    press(page, "言葉の対応付けへ")
    press(page, "事前確認")
    ended(page, "登録はしていません")
    press(page, "登録", "link")
    press(page, "登録")
    ended(page, "終わりました")
    assert f"新規登録\n{ROWS}" in page.locator(".portal-import dl").first.inner_text().replace("\n\n", "\n")


def test_what_came_in_wrongly_is_undone_and_comes_again_corrected(
    stage: Stage, browser: Browser, tmp_path: Path
) -> None:
    page = new_page(browser)
    sign_in(page, stage.address, "baba")
    bring(page, stage.address, ledger(tmp_path / "受付簿.xlsx", "取り違えた要旨"))
    run = page.url
    press(page, "取込の取消し", "link")
    expect(page.locator(".portal-facts").first).to_contain_text(str(ROWS))
    assert faults(page) == []
    keep(page, "undo-form")
    page.fill("[name=reason]", "要旨の列を取り違えた。")
    stage.portal.python(LONG_AGO)
    press(page, "取込の取消し")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="続ける").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(run)
    ended(page, "取り消しました")
    expect(page.locator(".portal-import")).to_contain_text("要旨の列を取り違えた。")
    assert faults(page) == []
    keep(page, "undo-done")
    bring(page, stage.address, ledger(tmp_path / "受付簿（訂正）.xlsx", "訂正した要旨"))
    press(page, "取り込んだ記録を表示", "link")
    expect(page.locator("#result_list")).to_contain_text("訂正した要旨")
    expect(page.locator("#result_list")).not_to_contain_text("取り違えた要旨")
    page.context.close()
