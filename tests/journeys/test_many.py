"""An officer ends twenty duplicates in one go, in Chromium at laptop size: chosen, seen, done, reported."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]

CASES = """
from datetime import timedelta
from django.utils import timezone
from cases.models import Case
from tests.factories.cases import open_case
if not Case.objects.filter(subject__startswith="重複の試し").exists():
    now = timezone.now() - timedelta(hours=1)
    first = open_case(at=now, received_at=now, subject="重複の試し 元の件")
    for number in range(20):
        later = now + timedelta(minutes=number + 1)
        open_case(at=later, received_at=later, subject=f"重複の試し {number}")
print(Case.objects.get(subject="重複の試し 元の件").reference, Case.objects.get(subject="重複の試し 元の件").pk)
"""


@pytest.fixture
def first(stage: Stage) -> str:
    """The number of the case received first; twenty others came in after it."""
    return stage.portal.python(CASES).strip().splitlines()[-1].split()[0]


def search(page: Page) -> None:
    """Look for the cases of this test among all others."""
    page.locator("#searchbar").fill("重複の試し")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_officer_ends_twenty_duplicates_in_one_go(
    stage: Stage, visit: Callable[[str, str], Page], first: str
) -> None:
    page = visit("baba", "/admin/cases/case/")
    search(page)
    rows = page.locator("#result_list tbody tr").filter(has_text="重複の試し").filter(has_not_text="元の件")
    expect(rows).to_have_count(20)
    for row in rows.all():
        row.locator("input.action-select").check()
    page.locator("select[name=action]").select_option(label="重複として終了")
    page.get_by_role("button", name="実行", exact=True).click()
    expect(page.get_by_text("20件に実行します")).to_be_visible()
    expect(page.get_by_label("一人につき一通にまとめる")).to_be_checked()
    page.get_by_label("先に受け付けた案件の番号").fill(first)
    page.get_by_label("理由").fill("同じメールが繰り返し届いた")
    page.get_by_role("button", name="重複として終了").click()
    expect(page.get_by_text("20件に実行しました")).to_be_visible()
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(20)
    page.get_by_role("link", name="一覧に戻る").click()
    search(page)
    ended = page.locator("#result_list tbody tr .portal-badge").get_by_text("重複", exact=True)
    expect(ended).to_have_count(20)


def test_a_handler_goes_through_list_and_records_by_keyboard(
    stage: Stage, visit: Callable[[str, str], Page], first: str
) -> None:
    page = visit("baba", "/admin/cases/case/?show=all")
    links = page.locator("#result_list tbody th a")
    numbers = links.all_inner_texts()
    page.locator("body").press("j")
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".portal-number")).to_have_text(numbers[0])
    with page.expect_navigation():
        page.locator("body").press("j")
    expect(page.locator(".portal-number")).to_have_text(numbers[1])
    page.locator("body").press("e")
    expect(page.locator("#id_subject")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".portal-number")).to_have_text(numbers[1])


def test_single_keys_can_be_switched_off(stage: Stage, visit: Callable[[str, str], Page], first: str) -> None:
    page = visit("baba", "/admin/cases/case/?show=all")
    page.locator(".portal-keys summary").click()
    page.get_by_label("このブラウザーで一文字のキー操作を使う").uncheck()
    path = page.url
    for key in ("j", "f", "c", "Shift+?", "/"):
        page.locator("body").press(key)
    expect(page.locator("#result_list tbody th a").first).not_to_be_focused()
    expect(page.locator("#searchbar")).not_to_be_focused()
    expect(page.locator("#changelist-filter-close")).to_be_hidden()
    expect(page.get_by_role("dialog", name="キー操作")).to_be_hidden()
    assert page.url == path
    page.keyboard.press("Control+k")
    expect(page.locator("#portal-find-box")).to_be_focused()


def test_the_list_of_keys_names_those_that_there_are(
    stage: Stage, visit: Callable[[str, str], Page], first: str
) -> None:
    page = visit("baba", "/admin/cases/case/?show=all")
    page.locator("body").press("Shift+?")
    keys = page.get_by_role("dialog", name="キー操作")
    expect(keys).to_contain_text("次の行")
    page.keyboard.press("j")
    expect(page.locator("#result_list tbody th a").first).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_who_else_has_a_record_open_is_told(stage: Stage, visit: Callable[[str, str], Page], first: str) -> None:
    path = f"/admin/cases/case/{stage.portal.python(CASES).split()[-1]}/change/"
    visit("baba", path)
    other = visit("aoki", path)
    expect(other.locator("[data-portal-here]")).to_contain_text("馬場 恵")


def test_keys_go_on_from_the_row_at_hand_and_wait_under_what_lies_over_the_list(
    stage: Stage, visit: Callable[[str, str], Page], first: str
) -> None:
    page = visit("baba", "/admin/cases/case/?show=all")
    links = page.locator("#result_list tbody th a")
    page.locator("#result_list tbody input.action-select").nth(2).focus()
    page.keyboard.press("j")
    expect(links.nth(3)).to_be_focused()
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', keyCode: 229, bubbles: true}))"
    )
    expect(links.nth(3)).to_be_focused()
    page.locator(".filter-open-button").click()
    expect(page.locator("#changelist-filter-close")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".filter-open-button")).to_be_focused()


def test_columns_are_put_in_order_by_buttons(stage: Stage, visit: Callable[[str, str], Page], first: str) -> None:
    page = visit("baba", "/admin/cases/case/?show=all")
    page.get_by_role("link", name="検索条件を保存・削除").click()
    page.get_by_label("名前").fill("状態が先")
    forward = page.get_by_role("button", name="状態：前へ")
    for _step in range(3):
        forward.click()
        expect(forward).to_be_focused()
    page.get_by_role("button", name="検索条件を保存").click()
    expect(page.locator("#result_list")).to_be_visible()
    heads = page.locator("#result_list thead th").all_inner_texts()
    assert [head.strip() for head in heads if head.strip()][:4] == ["番号", "種類", "状態", "件名"]
