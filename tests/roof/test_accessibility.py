"""In Chromium no page has a serious fault of accessibility (WCAG 2.2 A and AA), breaks the content policy, or fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.roof.browser import CLOSED, arrived, opened, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"critical", "serious"}
FIRST = "first row of "
PAGES = {
    "aoki": ["/admin/", "/admin/work/", "/admin/cases/case/", "/admin/cases/case/add/"],
    "baba": [
        "/admin/",
        FIRST + "/admin/cases/case/",
        "/admin/vendors/vendor/?show=all",
        FIRST + "/admin/vendors/vendor/?show=all",
        "/admin/vendors/vendor/add/",
        "/admin/consents/thirdpartyprovision/",
        "/admin/notifications/message/",
    ],
    "kudo": ["/admin/", "/admin/clocks/clock/"],
    "goto": ["/admin/", FIRST + "/admin/checklists/assessment/?status__exact=draft"],
    "doi": ["/admin/", "/admin/audit/auditentry/", FIRST + "/admin/audit/auditentry/"],
    "honda": ["/admin/", "/admin/mailbox/", "/admin/accounts/user/", FIRST + "/admin/accounts/user/"],
}


def grave_faults(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found if fault["impact"] in GRAVE]


def states(page: Page, address: str, wanted: str) -> Iterator[str]:
    """Open a page and yield each of its states: as it opens, each tab, and the first button's page."""
    page.goto(address + wanted.removeprefix(FIRST))
    if wanted.startswith(FIRST):
        with page.expect_navigation():
            page.locator("#result_list tbody th a").first.click()
    yield wanted
    for tab in page.locator("[role=tab]").all()[1:]:
        tab.click()
        arrived(page)
        yield f"{wanted} {tab.inner_text()}"
    button = page.locator(".portal-head a.portal-button")
    if button.count():
        with page.expect_navigation():
            button.first.click()
        yield f"{wanted} {page.url}"


def faults_of(page: Page, address: str, username: str, pages: list[str]) -> dict[str, list[str]]:
    sign_in(page, address, username)
    return {
        state: found for wanted in pages for state in states(page, address, wanted) if (found := grave_faults(page))
    }


# The officer's pages are the most, and show every kind of panel; the others' come by night.
@pytest.mark.parametrize(
    "username", [pytest.param(name, marks=[] if name == "baba" else pytest.mark.nightly) for name in PAGES]
)
def test_no_page_has_a_grave_fault(address: str, browser: Browser, username: str) -> None:
    complaints: list[str] = []
    page = opened(browser, complaints)
    faults = faults_of(page, address, username, PAGES[username])
    page.context.close()
    assert faults == {}
    assert complaints == []


@pytest.mark.nightly
def test_the_dark_theme_can_be_read_as_well(address: str, browser: Browser) -> None:
    page = opened(browser, [])
    page.add_init_script("localStorage.setItem('adminTheme', '\"dark\"')")
    pages = ["/admin/", "/admin/cases/case/", "/admin/cases/case/add/", "/admin/vendors/vendor/?show=all"]
    assert faults_of(page, address, "baba", pages) == {}


def test_the_pages_before_login_have_none_either(address: str, browser: Browser) -> None:
    complaints: list[str] = []
    page = opened(browser, complaints)
    page.goto(f"{address}/admin/login/")
    assert grave_faults(page) == []
    with page.expect_navigation():
        page.fill("[name=username]", "nobody")
        page.fill("[name=password]", "wrong")
        page.click("#login-form button[type=submit]")
    assert grave_faults(page) == []
    assert complaints == []


def test_tabs_are_reached_by_keyboard_and_kept_in_the_address(address: str, browser: Browser) -> None:
    page = opened(browser, [])
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/vendors/vendor/?show=all")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("End")
    assert page.locator("[role=tab][aria-selected=true]").get_attribute("data-tab") == "readers"
    page.reload()
    arrived(page)
    assert page.locator("[data-panel=readers]").is_visible()
    assert not page.locator("[data-panel=summary]").is_visible()


def test_paper_shows_every_tab(address: str, browser: Browser) -> None:
    page = opened(browser, [])
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/cases/case/")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    assert page.locator(CLOSED).count() > 1
    page.emulate_media(media="print")
    expect(page.locator(CLOSED)).to_have_count(0)
    expect(page.locator("[data-panel=history]")).to_contain_text("馬場 恵")
    assert all(panel.is_visible() for panel in page.locator("[data-panel]").all())


def test_a_double_click_registers_one_case_and_the_menu_closes_by_escape(address: str, browser: Browser) -> None:
    page = opened(browser, [])
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/cases/case/add/")
    page.fill("[name=subject]", "二度押しの確認")
    with page.expect_navigation(url="**/change/"):
        page.locator("[name=_save]").dblclick()
    page.locator(".case-more > summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".case-more-list").is_visible()
    page.goto(f"{address}/admin/cases/case/?q=二度押しの確認")
    assert page.locator("#result_list tbody th").count() == 1


def test_a_form_with_errors_stays_open_with_what_was_typed(address: str, browser: Browser) -> None:
    page = opened(browser, [])
    sign_in(page, address, "baba")
    page.goto(f"{address}/admin/vendors/vendor/add/")
    page.fill("[name=kana]", "ミナトインサツ")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert page.locator("[data-portal-errors]").is_visible()
    assert page.input_value("[name=kana]") == "ミナトインサツ"
