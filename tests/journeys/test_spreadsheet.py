"""In Chromium: a ledger with a password, hidden rows, a title and a total comes in, and its report says so."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.imports.books import Page as Sheet
from tests.imports.books import by_xlsxwriter as book
from tests.imports.books import locked
from tests.roof.browser import new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

HEADINGS = ("管理番号", "名称", "国コード", "重要度", "本人数", "所管部署コード")
ROWS = (("S1", "架空甲野商会", "JP", "高", 1200, "PLANNING"), ("S2", "架空乙川商会", "JP", "中", 12, "PLANNING"))
LEDGER = Sheet([["委託先一覧表（架空）"], HEADINGS, *ROWS, ["合計", "2社"]], hidden_rows=[4])


def test_a_locked_ledger_with_hidden_rows_comes_in_as_a_person_says(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    file = locked(book(tmp_path / "台帳.xlsx", [LEDGER]), "架空の鍵")
    page = new_page(browser)
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/backoffice/importrun/add/")
    page.select_option("[name=mapping]", "vendors/standard")
    page.set_input_files("[name=upload]", file)
    page.click("[name=_save]")
    expect(page.locator("body")).to_contain_text("ここにパスワードを入力")
    page.set_input_files("[name=upload]", file)
    page.fill("[name=password]", "架空の鍵")
    page.select_option("[name=hidden_rows]", "skip")
    page.click("[name=_save]")
    page.wait_for_load_state()
    expect(page.locator("[role=status][data-over=yes]")).to_contain_text("取込が終わりました")
    report = page.get_by_role("region", name="前提とした点・除いた点")
    expect(report).to_contain_text("見出しより上の行")
    expect(report).to_contain_text("除いた非表示の行")
    expect(report).to_contain_text("合計・注記の行")
