"""Through the firm's provider in Chromium: linked by its owner, used to sign in, refused, away, and signed out of."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_passkey import faults
from tests.roof.browser import new_page, sign_in
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]


def test_an_account_is_linked_and_signs_in_through_the_provider(stage: Stage, browser: Browser) -> None:
    found, complaints, page = {}, [], new_page(browser)
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    sign_in(page, stage.address, "kudo", "/admin/my/keys/")
    found["not linked"] = faults(page)
    page.get_by_role("link", name="認証サービスと連携").click()
    expect(page).to_have_url(f"{stage.address}/admin/my/provider/")
    expect(page.get_by_text("「sasaki」")).to_be_visible()
    found["linking"] = faults(page)
    page.get_by_role("button", name="連携").press("Enter")
    expect(page.get_by_text("認証サービスと連携しました。")).to_be_visible()
    found["linked"] = faults(page)

    page.context.clear_cookies()
    page.goto(f"{stage.address}/admin/login/?next=/admin/work/")
    found["sign-in"] = faults(page)
    page.get_by_role("link", name="社内アカウントでログイン").press("Enter")
    expect(page).to_have_url(f"{stage.address}/admin/work/")
    page.goto(f"{stage.address}/sign-in/again/?next=/admin/work/")
    found["again"] = faults(page)
    page.get_by_role("link", name="社内アカウントでログイン").click()
    expect(page).to_have_url(f"{stage.address}/admin/work/")

    page.evaluate("document.querySelector('form[action$=\"/logout/\"]').submit()")
    expect(page.get_by_role("link", name="認証サービスからもログアウト")).to_be_visible()
    found["signed out"] = faults(page)
    page.goto(f"{stage.address}/sign-in/provider/return/?state=forged&code=forged")
    expect(page.get_by_role("alert")).to_contain_text("最初からやり直してください")
    found["refused"] = faults(page)
    page.context.close()
    assert {state: grave for state, grave in found.items() if grave} == {}
    assert complaints == []
