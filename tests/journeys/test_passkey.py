"""A passkey in Chromium: made by its virtual authenticator, used to sign in, missed when another device answers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.roof.browser import new_page, sign_in
from tests.roof.test_accessibility import GRAVE, RULES
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]

SASAKI = """
from django.contrib.auth.hashers import make_password
from privacyportal.accounts.models import User
User.objects.create(
    username="sasaki", email="sasaki@portal.example", password=make_password("password-for-tests"),
    last_name="佐々木", first_name="望", is_staff=True,
)
"""
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """Give the page a device that keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def faults(page: Page) -> list[str]:
    """Return what axe finds grave on a page."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found if fault["impact"] in GRAVE]


def test_a_passkey_is_made_and_signs_in(stage: Stage, browser: Browser) -> None:
    stage.portal.python(SASAKI)
    address = stage.address.replace("127.0.0.1", "localhost")  # browsers give passkeys to names, not to addresses
    complaints: list[str] = []
    page = new_page(browser)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page, address, "sasaki")
    session, device = plug_in(page)

    page.goto(f"{address}/admin/my/keys/")
    found = {"no keys": faults(page)}
    page.get_by_role("link", name="キーを追加").click()
    found["adding"] = faults(page)
    page.fill("[name=name]", "机の上のパソコン")
    page.get_by_role("button", name="パスキーを作成").press("Enter")
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    found["recovery codes"] = faults(page)
    page.get_by_role("link", name="保管しました").click()
    expect(page.get_by_text("机の上のパソコン")).to_be_visible()
    found["keys"] = faults(page)

    page.context.clear_cookies()
    sign_in(page, address, "sasaki", "/admin/work/")
    expect(page).to_have_url(f"{address}/sign-in/code/")
    found["second step"] = faults(page)
    page.get_by_role("button", name="パスキーを使う").press("Enter")
    expect(page).to_have_url(f"{address}/admin/work/")

    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    plug_in(page)
    page.context.clear_cookies()
    sign_in(page, address, "sasaki")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.locator("[data-passkey-told]")).to_be_visible()
    page.context.close()
    assert {state: grave for state, grave in found.items() if grave} == {}
    assert complaints == []
