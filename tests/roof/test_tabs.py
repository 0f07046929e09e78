"""In Chromium a closed tab is asked for when it is opened, and what cannot be had is not silently missing."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from privacyportal.backoffice.panels import OPENS_TABS
from tests.roof.browser import CLOSED, arrived, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live]


def first_case(page: Page, address: str, tab: str = "") -> None:
    """Sign in, open the first case of the list, and a tab by the address."""
    sign_in(page, address, "baba", "/admin/cases/case/")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    if tab:
        page.goto(f"{page.url}#{tab}")
        page.reload()


def tab(page: Page, key: str) -> None:
    page.locator(f"[role=tab][data-tab={key}]").click()


def test_a_tab_comes_once_by_mouse_and_by_arrow_key_and_stands_again_after_going_back(
    address: str, browser: Browser
) -> None:
    page, asked = new_page(browser), []
    first_case(page, address)
    page.on("request", lambda sent: asked.extend(re.findall(r"part=(\w+)", sent.url)))
    closed = page.locator(CLOSED).count()
    tab(page, "history")
    expect(page.locator("#history table")).to_contain_text("馬場 恵")
    tab(page, "summary")
    tab(page, "history")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#readers table")).to_contain_text("馬場 恵")
    expect(page.locator(CLOSED)).to_have_count(closed - 2)
    assert asked == ["history", "readers"]
    page.goto(f"{address}/admin/")
    page.go_back()
    arrived(page)
    expect(page.locator("#readers table")).to_contain_text("馬場 恵")


def test_what_cannot_be_had_keeps_its_link_to_the_whole_page(address: str, browser: Browser) -> None:
    page = new_page(browser)
    first_case(page, address)
    page.route("**/*part=history", lambda route: route.abort())
    tab(page, "history")
    expect(page.locator("#history")).to_have_attribute("aria-busy", "false")
    with page.expect_navigation():
        page.locator(f"#history {CLOSED}").click()
    expect(page.locator("#history table")).to_contain_text("馬場 恵")
    assert page.locator(CLOSED).count() == 0


def test_who_is_signed_out_meanwhile_is_led_to_sign_in_and_back(address: str, browser: Browser) -> None:
    page = new_page(browser)
    first_case(page, address)
    names = {cookie["name"] for cookie in page.context.cookies()}
    page.context.clear_cookies(name=next(name for name in names if "session" in name))
    with page.expect_navigation(url="**/login/**"):
        tab(page, "history")


def test_printing_brings_every_tab_before_the_paper(address: str, browser: Browser) -> None:
    page = new_page(browser)
    first_case(page, address)
    closed = page.locator(CLOSED).count()
    page.pdf()
    expect(page.locator(CLOSED)).to_have_count(0)
    expect(page.locator("#history table")).to_contain_text("馬場 恵")
    assert closed


def test_without_scripts_the_page_is_whole(address: str, browser: Browser) -> None:
    page = new_page(browser)
    first_case(page, address)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies([cookie for cookie in page.context.cookies() if cookie["name"] not in OPENS_TABS])
    whole = plain.new_page()
    whole.goto(page.url)
    assert whole.locator(CLOSED).count() == 0
    assert "馬場 恵" in (whole.locator("#history").text_content() or "")
