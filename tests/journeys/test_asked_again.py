"""In Chromium: who is asked again while sending a form goes on with it, and finds nothing lost."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_passkey import faults
from tests.roof.browser import PASSWORD, new_page, sign_in
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]

LONG_AGO = """
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
from privacyportal.backoffice.confirming import CONFIRMED_AT
store = import_module(settings.SESSION_ENGINE).SessionStore
for row in Session.objects.all():
    session = store(row.session_key)
    if CONFIRMED_AT in session:
        session[CONFIRMED_AT] = "2020-01-01T00:00:00+00:00"
        session.save()
"""


def test_a_change_of_roles_goes_on_after_the_password(stage: Stage, browser: Browser) -> None:
    page, complaints = new_page(browser), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page, stage.address, "honda", "/admin/accounts/user/?q=goto")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    account = page.url
    page.fill("[name=first_name]", "由美子")
    page.check("[name=roles][value=auditor]")
    stage.portal.python(LONG_AGO)
    page.locator("[name=_continue], [name=_save]").first.press("Enter")
    expect(page.get_by_text("入力内容は保管")).to_be_visible()
    found = faults(page)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="続ける").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(account)
    waiting = page.locator("a[href*='/accountrequest/'][href$='/change/']").first
    expect(waiting).to_contain_text("由美子")
    expect(waiting).to_contain_text("監査")
    page.context.close()
    assert found == []
    assert complaints == []
