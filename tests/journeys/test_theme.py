"""In Chromium: what the theme's scripts move on a page moves, under the policy that evaluates and styles nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.roof.browser import opened, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

type Open = Callable[[str], Page]
DARK = re.compile(r"\bdark\b")


@pytest.fixture
def visited(address: str, browser: Browser) -> Iterator[Open]:
    """Open a page as the officer; at the end of the test nothing was refused and no script has failed."""
    complaints: list[str] = []
    page = opened(browser, complaints)

    def visit(path: str) -> Page:
        sign_in(page, address, "baba", path)
        page.wait_for_load_state()
        return page

    yield visit
    page.context.close()
    assert complaints == []


def test_the_persons_menu_opens_closes_and_keeps_the_chosen_theme(visited: Open) -> None:
    page = visited("/admin/work/")
    button, menu = page.locator(".portal-user-button"), page.locator("#user-menu")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    menu.locator("button", has_text="dark_mode").click()
    expect(page.locator("html")).to_have_class(DARK)
    page.reload()
    expect(page.locator("html")).to_have_class(DARK)
    button.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    button.click()
    page.locator("#page h1").click()
    expect(menu).to_be_hidden()


def test_the_sidebar_goes_and_stays_away(visited: Open) -> None:
    page = visited("/admin/work/")
    expect(page.locator(".portal-sidebar")).to_be_visible()
    page.locator(".portal-header-title button").click()
    expect(page.locator(".portal-sidebar")).to_be_hidden()
    page.reload()
    expect(page.locator(".portal-sidebar")).to_be_hidden()
    page.keyboard.press("[")
    expect(page.locator(".portal-sidebar")).to_be_visible()


def test_filters_open_beside_the_list_and_narrow_it(visited: Open) -> None:
    page = visited("/admin/cases/case/")
    sheet = page.locator("#changelist-filter")
    expect(sheet).to_be_hidden()
    page.locator(".filter-open-button").click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.locator(".filter-open-button").click()
    page.locator("#changelist-filter-close").click(position={"x": 5, "y": 5})
    expect(sheet).to_be_hidden()


def test_the_palette_finds_a_section_and_leads_there_by_keyboard(visited: Open) -> None:
    page = visited("/admin/work/")
    page.keyboard.press("Control+k")
    field = page.locator("#search-input-command")
    expect(field).to_be_focused()
    field.fill("委託")
    field.press("Shift")  # a key goes up, as after typing
    found = page.locator("#command-results-list li")
    expect(found.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found.first).to_have_class(re.compile("active"))
    goal = found.first.locator("a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{goal}")


def test_the_palette_and_the_list_of_shortcuts_close_by_escape(visited: Open) -> None:
    page = visited("/admin/work/")
    page.keyboard.press("Shift+?")
    shortcuts = page.locator("[x-show=shortcutsOpen]")
    expect(shortcuts).to_be_visible()
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#search-input-command")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search-input-command")).to_be_hidden()


def test_the_bar_of_actions_appears_for_a_choice_and_runs_it(visited: Open) -> None:
    page = visited("/admin/notifications/message/")
    bar = page.locator("#changelist-actions")
    expect(bar).to_be_hidden()
    page.locator("input.action-select").first.check()
    expect(bar).to_be_visible()
    assert page.locator("#result_list").bounding_box() is not None
    expect(bar.locator("button[name=index]")).to_be_hidden()
    bar.locator("select[name=action]").select_option(index=1)
    expect(bar.locator("button[name=index]")).to_be_visible()
    assert re.fullmatch(r"\d+(\.\d+)?px", bar.evaluate("(bar) => bar.style.width"))
    with page.expect_navigation():
        bar.locator("button[name=index]").click()


def test_a_record_is_picked_while_one_types_and_a_day_from_the_calendar(visited: Open) -> None:
    page = visited("/admin/vendors/vendor/add/")
    page.locator(".select2-selection[role=combobox]").first.click()
    page.locator(".select2-search__field").press_sequentially("アメ")
    option = page.locator(".select2-results__option--highlighted", has_text="アメリカ")
    option.click()
    expect(page.locator(".select2-selection__rendered").first).to_contain_text("アメリカ")
    page.goto(page.url.replace("vendors/vendor", "cases/case"))
    field = page.locator("[data-portal-pick]").first
    row = field.locator("xpath=..")
    row.locator(".portal-pick-calendar").evaluate(
        """(picker) => {
          picker.value = picker.type === "date" ? "2026-11-20" : "2026-11-20T09:00";
          picker.dispatchEvent(new Event("change"));
        }"""
    )
    expect(field).to_have_value(re.compile("^2026-11-20"))


def test_a_long_list_is_leafed_through(visited: Open) -> None:
    page = visited("/admin/audit/auditentry/")
    expect(page.locator(".portal-pages [aria-current=page]")).to_have_text("1")
    with page.expect_navigation():
        page.locator(".portal-pages a", has_text="2").first.click()
    expect(page.locator(".portal-pages [aria-current=page]")).to_have_text("2")
