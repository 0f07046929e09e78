"""In Chromium: what was understood of a writing stands beside its box before it is saved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.live]


def said_of(page: Page, name: str) -> Locator:
    return page.locator(f"#id_{name}_read")


def type_into(page: Page, name: str, text: str) -> None:
    page.fill(f"[name={name}]", text)
    page.press(f"[name={name}]", "Tab")


def test_a_handler_sees_what_was_understood_and_answers_what_is_asked(visit: Callable[[str, str], Page]) -> None:
    page = visit("aoki", "/admin/cases/case/add/")
    type_into(page, "received_at", "令和８年１１月２日　午後５時半")
    expect(said_of(page, "received_at")).to_have_text("2026年11月2日（月）17:30")
    expect(said_of(page, "received_at")).to_have_attribute("aria-live", "polite")
    type_into(page, "complainant_telephone", "０３ー１２３４ー５６７８")
    expect(said_of(page, "complainant_telephone")).to_have_text("03-1234-5678")
    type_into(page, "complainant_telephone", "312345678")
    said_of(page, "complainant_telephone").get_by_role("button", name="0312345678").click()
    assert page.input_value("[name=complainant_telephone]") == "0312345678"

    type_into(page, "received_at", "08/11/02 9:30")
    expect(said_of(page, "received_at")).to_have_attribute("data-state", "asked")
    page.fill("[name=complainant_name]", "髙橋 﨑子")
    page.fill("[name=subject]", "案内状の送付停止")
    page.fill("[name=description]", "停止を申し出た後も案内状が届く。")
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()
    assert page.input_value("[name=received_at]") == "08/11/02 9:30"
    expect(said_of(page, "received_at")).to_have_attribute("data-state", "asked")
    said_of(page, "received_at").get_by_role("button", name=re.compile("^2026年11月2日（月）")).press("Enter")
    assert page.input_value("[name=received_at]") == "2026-11-02 09:30"
    page.get_by_role("button", name="登録", exact=True).click()
    expect(page.get_by_text(re.compile(r"CASE-\d{4}-\d{6}")).first).to_be_visible()
