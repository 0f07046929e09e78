"""A consent that decides, in Chromium: a provision is refused with the section it breaks, then allowed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories.consents import RECIPIENT
from tests.roof.browser import keep
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

PERSON = """
from tests.factories import consents as make
person = make.DataSubjectFactory(name="小林 桜", customer_number="J-0001")
shown = make.wording()
print(person.pk, shown.pk, shown.purpose_id, *[item.pk for item in make.items()])
"""
CONSENT = """
from consents.models import DataSubject
from privacyportal.policies.models import ConsentWording
from tests.factories import consents as make
make.decide(DataSubject.objects.get(pk={person}), ConsentWording.objects.get(pk={shown}))
"""


def choose_person(page: Page, customer_number: str) -> None:
    """Search a person by customer number, as one types it."""
    page.locator(".field-data_subject .select2-selection").click()
    page.locator(".select2-search__field").fill(customer_number)
    page.locator(".select2-results__option", has_text=customer_number).click()


def test_a_provision_needs_the_persons_consent(stage: Stage, visit: Callable[[str, str], Page]) -> None:
    person, shown, purpose, *items = stage.portal.python(PERSON).split()
    page = visit("baba", "/admin/consents/thirdpartyprovision/add/?ground=a")
    choose_person(page, "J-0001")
    page.locator("select[name=purpose]").select_option(purpose)
    for item in items:
        page.locator(f"[name=categories][value='{item}']").check()
    page.fill("[name=provided_on]", "2026-11-20")
    page.fill("[name=recipient_name]", RECIPIENT)
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()
    expect(page.locator("body")).to_contain_text("基本方針第10項a)")
    expect(page.locator("[name=recipient_name]")).to_have_value(RECIPIENT)
    expect(page.locator(".field-data_subject")).to_contain_text("小林 桜")
    keep(page, "provision-refused")

    stage.portal.python(CONSENT.format(person=person, shown=shown))
    page.fill("[name=recipient_address]", "東京都千代田区丸の内9-9-9")
    page.fill("[name=recipient_representative]", "山本 進")
    page.get_by_role("button", name="登録", exact=True).click()
    page.wait_for_load_state()
    expect(page.locator("body")).to_contain_text("PROVISION-")
    expect(visit("doi", "/admin/audit/refusedattempt/").locator("#result_list")).to_contain_text("10項a)")
