"""A search in Chromium, by keyboard alone: whatever the browser asks for and remembers, the words are in no address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.backoffice.search_words import read
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]

NAME = "雲雀 ゆり"
PEOPLE = f"""
from consents.models import DataSubject
from tests.factories import consents as make
if not DataSubject.objects.filter(customer_number="L-0001").exists():
    make.DataSubjectFactory(name="{NAME}", customer_number="L-0001")
    make.DataSubjectFactory.create_batch(30, name="千鳥 あゆみ")
"""
PERSONS = "/admin/consents/datasubject/"
GONE = "もう一度入力してください"


def type_search(page: Page, words: str) -> None:
    """Search as one does who has no mouse."""
    page.locator("body").press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.locator("#searchbar").fill(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def page(stage: Stage, visit: Callable[[str, str], Page]) -> Page:
    """A compliance officer at the list of persons."""
    stage.portal.python(PEOPLE)
    return visit("baba", PERSONS)


def test_a_search_goes_on_by_keyboard_back_and_in_two_tabs(stage: Stage, page: Page) -> None:
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.extend([request]))
    type_search(page, NAME)
    expect(page.locator("#searchbar")).to_have_value(NAME)
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    first = page.url
    type_search(page, "千鳥")
    page.locator(".portal-pagination a", has_text="2").first.click()
    expect(page.locator("#searchbar")).to_have_value("千鳥")
    page.go_back()
    page.go_back()
    expect(page.locator("#searchbar")).to_have_value(NAME)
    assert page.url == first
    other = page.context.new_page()
    other.goto(stage.address + PERSONS)
    type_search(other, "千鳥 あゆみ")
    page.reload()
    expect(page.locator("#searchbar")).to_have_value(NAME)
    expect(other.locator("#searchbar")).to_have_value("千鳥 あゆみ")
    page.locator("#result_list tbody th a").first.click()
    page.locator(f"a[href^='{PERSONS}?']").first.click()
    expect(page.locator("#searchbar")).to_have_value(NAME)
    type_search(page, "該当なし")
    expect(page.locator(".portal-nothing")).to_be_visible()
    told = [read(text) for request in asked for text in (request.url, request.headers.get("referer", ""))]
    assert [text for text in told if any(word in text for word in ("雲雀", "千鳥", "該当"))] == []
    assert len(told) > 20
    page.context.close()


def test_a_link_that_is_passed_on_says_politely_that_the_words_stay(
    page: Page, visit: Callable[[str, str], Page]
) -> None:
    type_search(page, NAME)
    colleague = visit("kudo", page.url.partition("://")[2].partition("/")[2].join(("/", "")))
    expect(colleague.locator("body")).to_contain_text(GONE)
    expect(colleague.locator("#searchbar")).to_have_value("")
    for one in (page, colleague):
        one.context.close()


def test_fields_that_complete_names_and_the_one_box_ask_in_a_body(stage: Stage, page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.extend([request]))
    page.goto(f"{stage.address}/admin/consents/consententry/add/")
    page.locator(".field-data_subject .select2-selection").click()
    page.locator(".select2-search__field").fill("雲雀")
    expect(page.locator(".select2-results__option", has_text=NAME).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".field-data_subject .select2-selection")).to_contain_text(NAME)
    page.keyboard.press("Control+k")
    page.keyboard.type("同意")
    page.keyboard.press("Enter")
    page.locator("#content-main .portal-chip", has_text="同意").first.click()
    expect(page.locator("#searchbar")).to_be_visible()
    finding = [request for request in asked if "/autocomplete/" in request.url or "/admin/search/" in request.url]
    assert {request.method for request in finding if "?" not in request.url} == {"POST"}
    assert {request.url.partition("?q=")[2][:1] for request in finding if "?" in request.url} == {"~"}
    page.context.close()
