"""A handler finds the caller while on the line: one box on every page, reached by a key, asked a telephone number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.roof.browser import keep

pytestmark = [pytest.mark.browser, pytest.mark.live]


def test_a_caller_is_found_by_the_telephone_number(visit: Callable[[str, str], Page]) -> None:
    page = visit("aoki", "/admin/cases/case/add/")
    page.fill("[name=complainant_name]", "髙橋 恵子")
    page.fill("[name=complainant_telephone]", "090-0000-1357")
    page.fill("[name=subject]", "案内状の送付停止")
    page.fill("[name=description]", "停止を申し出た後も案内状が届く。")
    page.fill("[name=desired_remedy]", "送付を止めてほしい。")
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()

    page.goto(page.url.split("/admin/")[0] + "/admin/")
    page.keyboard.press("Control+k")
    expect(page.locator("#portal-find-box")).to_be_focused()
    page.keyboard.type("０９０（００００）１３５７")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/search/?q=~*")
    expect(page.locator(".portal-found")).to_contain_text("案内状の送付停止")
    keep(page, "found")

    page.locator("body").press("/")
    expect(page.locator("#portal-find-box")).to_be_focused()
    page.keyboard.type("高橋")
    page.keyboard.press("Enter")
    expect(page.locator(".portal-found mark").first).to_contain_text("髙橋")
    page.locator(".portal-found a").first.click()
    expect(page.locator(".portal-head")).to_contain_text("CASE-")
