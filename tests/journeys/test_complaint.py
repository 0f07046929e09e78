"""A complaint in Chromium: taken by telephone, answered after approval, closed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.roof.browser import keep

pytestmark = [pytest.mark.browser, pytest.mark.live]


def press(page: Page, action: str, **typed: str) -> None:
    """Press a button of the object's page, fill in its form and confirm."""
    page.locator(f".portal-head a[href*='/do/{action}/']").first.click()
    for name, value in typed.items():
        field = page.locator(f".portal-form [name={name}]")
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(".portal-form button[type=submit]").click()
    page.wait_for_load_state()


def test_a_complaint_from_the_telephone_to_closure(visit: Callable[[str, str], Page]) -> None:
    page = visit("aoki", "/admin/cases/case/add/")
    page.fill("[name=complainant_name]", "高橋 恵子")
    page.fill("[name=complainant_telephone]", "090-0000-2468")
    page.fill("[name=subject]", "案内状の送付停止")
    page.fill("[name=description]", "停止を申し出た後も案内状が届く。")
    page.fill("[name=desired_remedy]", "送付を止めてほしい。")
    expect(page.locator("#case-preview")).to_contain_text("事務システム企画部")
    keep(page, "intake")
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()
    said = page.get_by_text(re.compile(r"CASE-\d{4}-\d{6}")).first
    number = re.search(r"CASE-\d{4}-\d{6}", said.inner_text())
    assert number is not None
    page.goto(page.url.split("/admin/")[0] + f"/ref/{number[0]}/")
    press(page, "investigate")
    press(page, "propose_answer", outcome="upheld", text="名簿から除外いたしました。")
    expect(page.locator(".portal-head")).to_contain_text("承認待ち")
    keep(page, "case")

    approver = visit("baba", f"/ref/{number[0]}/")
    press(approver, "approve")
    expect(approver.locator(".portal-head")).not_to_contain_text("承認待ち")

    page.reload()
    press(page, "answer", channel="telephone", counterparty="高橋 恵子")
    press(page, "close")  # with the outcome that was approved: it is shown, not asked again
    expect(page.locator(".portal-head")).to_contain_text("終結")
    page.get_by_role("tab", name="履歴").click()
    expect(page.locator("#history")).to_contain_text("馬場 恵")
