"""A reminder in Chromium: beat sweeps, the worker sends, the mail's link opens the record after login."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.live import wait_for
from tests.roof.browser import keep
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.nightly]

DUE_REVIEW = """
from datetime import timedelta
from django.utils import timezone
from privacyportal.accounts.models import User
from privacyportal.clocks import river as clocks
from privacyportal.clocks.models import RuleLevel
from tests.rewriting import published_as
from vendors.models import Vendor
now = timezone.now()
vendor = Vendor.objects.get(name="東和データセンター株式会社")
Vendor.objects.filter(pk=vendor.pk).update(next_review_on=(now - timedelta(days=1)).date())
published_as(RuleLevel.objects.filter(rule__duty="vendors.review"), at_once=True)  # whatever the hour of this test
clocks.refresh(reference=vendor.reference, at=now)
print(vendor.reference)
"""


def mails_about(stage: Stage, number: str) -> list[int]:
    return [place for place, mail in enumerate(stage.room.mails) if number in str(mail["Subject"])]


def test_a_mail_leads_its_reader_to_the_record(stage: Stage, visit: Callable[[str, str], Page]) -> None:
    number = stage.portal.python(DUE_REVIEW).split()[-1]
    wait_for(lambda: bool(mails_about(stage, number)), what=f"a mail about {number}")
    place = mails_about(stage, number)[0]
    mail = stage.room.mails[place]
    assert "@portal.example" in str(mail["To"])
    assert "東和データセンター株式会社" in str(mail["Subject"])
    link = re.search(rf"{re.escape(stage.address)}(/\S*{number}\S*)", stage.room.text(place))
    assert link is not None
    page = visit("goto", link[1])
    expect(page.locator(".portal-head")).to_contain_text(number)
    keep(page, "vendor")
