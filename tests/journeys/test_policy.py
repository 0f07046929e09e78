"""A policy in Chromium: pasted, its outline put right where the text ran together, stored, an obligation confirmed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.live]

TEXT = """プライバシーの考え方
架空証券株式会社は、次のとおり定めます。
■ 情報の取得
当社は、適正な手段により取得します。■ 委託先の監督
当社は、委託先を選び、必要かつ適切な監督を行います。
■ 安全管理
当社は、安全に管理します。
"""


def test_a_text_is_pasted_put_right_and_stored(visit: Callable[[str, str], Page]) -> None:
    page = visit("baba", "/admin/policies/policyversion/add/")
    page.fill("[name=pasted]", TEXT)
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()
    line = page.locator("tr", has_text="取得します。■").get_attribute("id")
    assert line is not None
    at = int(line.removeprefix("line-"))
    page.locator(".portal-head a[href*='/do/correct/']").click()
    page.fill("[name=divided]", str(at + 1))
    page.fill("[name=new_line]", "■ 委託先")
    page.locator("[name=new_line]").press("Enter")
    page.wait_for_load_state()

    page.locator(".portal-head a[href*='/do/correct/']").click()
    page.select_option(f"[name=role_{at + 1}]", "section")
    page.locator(".portal-form button[type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator(f"#line-{at + 1} strong")).to_have_text("委託先の監督")

    page.locator(".portal-head a[href*='/do/keep/']").click()
    page.locator(".portal-form button[type=submit]").click()
    page.wait_for_load_state()
    waiting = page.locator("#obligations .portal-badge", has_text="提案（未確認）")
    before = waiting.count()
    assert before > 0
    expect(page.locator("#obligations tr", has_text="役職員の監督")).to_contain_text("3. 安全管理")
    page.locator("#obligations a[href*='/do/confirm/']").first.click()
    page.locator(".portal-form button[type=submit]").click()
    page.wait_for_load_state()
    expect(waiting).to_have_count(before - 1)
