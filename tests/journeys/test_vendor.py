"""In Chromium: a vendor is reviewed by its owner, signed off by a second person, and next due by its criticality."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.roof.browser import arrived, keep, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

VENDOR = "東和データセンター株式会社"


def signed_in(browser: Browser, address: str, username: str) -> Page:
    page = new_page(browser)
    sign_in(page, address, username)
    return page


def open_vendor(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/admin/vendors/vendor/?show=all")
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def tab(page: Page, key: str) -> str:
    page.locator(f"[role=tab][data-tab={key}]").click()
    arrived(page)
    return page.locator(f"[data-panel={key}]").inner_text()


def test_a_review_from_the_owners_answers_to_the_next_date(address: str, browser: Browser, tmp_path: Path) -> None:
    owner = signed_in(browser, address, "goto")
    open_vendor(owner, address, VENDOR)
    owner.get_by_role("link", name="点検に回答").click()
    tab(owner, "items")
    for choice in owner.locator("input[type=radio][value=fit]").all():
        choice.check()
    wanting = owner.locator("[data-item]", has_text="TEC-04")
    wanting.locator("input[type=radio][value=not_fit]").check()
    wanting.locator("textarea").fill("ログの保存先が操作者と同じ権限で消去できる状態でした。")
    evidence = tmp_path / "ログ設定.pdf"
    evidence.write_bytes(b"%PDF-1.7 log settings")
    wanting.locator("input[type=file]").set_input_files(evidence)
    assert "ログ設定.pdf" in wanting.inner_text()
    keep(owner, "vendor-checklist")
    owner.click("button[name=submit]")
    owner.wait_for_load_state()
    assert "承認待ち" in owner.locator(".portal-head").inner_text()

    manager = signed_in(browser, address, "kudo")
    open_vendor(manager, address, VENDOR)
    manager.get_by_role("link", name="点検の承認").click()
    manager.fill("[name=reason]", "指摘事項を除き適合と認めます。")
    manager.click(".portal-form button[type=submit]")
    manager.wait_for_load_state()
    findings = tab(manager, "findings")
    assert "TEC-04" in findings
    assert "ログの保存先が操作者と同じ権限で消去できる状態でした。" in findings
    keep(manager, "vendor-findings")
    head = manager.locator(".portal-head").inner_text()
    assert "委託中" in head
    assert "残り" in head


def test_a_refusal_leads_to_what_is_missing(address: str, browser: Browser) -> None:
    officer = signed_in(browser, address, "baba")
    open_vendor(officer, address, "株式会社みなと印刷")
    assert officer.get_by_role("link", name="委託の開始", exact=True).count() == 0
    refusal = officer.locator(".portal-blocked li", has_text="委託の開始")
    assert "基本方針第6項により" in refusal.inner_text()
    keep(officer, "vendor-refusal")
    with officer.expect_popup() as beside:
        refusal.get_by_role("link", name="委託の登録").click()
    form = beside.value
    form.fill("[name=work]", "パンフレットの印刷")
    form.get_by_label("U1 ", exact=False).check()
    form.get_by_label("電話番号・電子メールアドレス").check()
    for field in ("signed_on", "starts_on"):
        form.fill(f"[name={field}]", "2026-04-01")
    form.click(".portal-form button[type=submit]")
    form.wait_for_load_state()
    assert "パンフレットの印刷" in tab(form, "entrustments")
