"""In Chromium: a form that came back is read first and leads into its field; help opens the screen's chapter."""

import pytest
from playwright.sync_api import Browser

from tests.roof.browser import new_page, sign_in
from tests.roof.test_accessibility import grave_faults

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]


def test_the_summary_has_the_focus_and_its_links_lead_into_the_field(address: str, browser: Browser) -> None:
    page = new_page(browser)
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/vendors/vendor/add/")
    with page.expect_navigation():
        page.click("[name=_save]")
    summary = page.locator("[data-portal-errors]")
    assert summary.evaluate("node => node === document.activeElement")
    link = summary.get_by_role("link").first
    target = str(link.get_attribute("href")).removeprefix("#")
    link.click()
    inside = "id => document.getElementById(id).closest('.portal-field, div').contains(document.activeElement)"
    assert page.evaluate(inside, target)
    assert grave_faults(page) == []


def test_a_new_vendor_is_called_by_its_number_and_leads_on(address: str, browser: Browser) -> None:
    page = new_page(browser)
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/vendors/vendor/add/")
    page.fill("[name=name]", "株式会社つぎの一手")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert "VENDOR-" in page.locator(".portal-messages").inner_text()
    assert "/change/" in page.url


def test_help_opens_the_chapter_of_the_screen(address: str, browser: Browser) -> None:
    page = new_page(browser)
    sign_in(page, address, "aoki")
    page.goto(f"{address}/admin/cases/case/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="この画面の手引き").click()
    chapter = opened.value
    chapter.wait_for_load_state()
    assert "受付案件の手引き" in chapter.title()
    assert grave_faults(chapter) == []


def test_the_administrator_begins_with_what_is_missing(address: str, browser: Browser) -> None:
    page = new_page(browser)
    sign_in(page, address, "honda")
    board = page.locator("#beginning-title")
    assert board.is_visible()
    assert grave_faults(page) == []
