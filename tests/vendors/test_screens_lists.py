"""What do the lists of vendors show and find, in which order, and at the same cost for one row as for a dozen?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.checklists.states import Result
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.vendors.pages import LIST, page, text_of
from vendors import services
from vendors.models import Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_order_of_the_list_tells_who_looks_vendors_up_nothing(
    as_user: SignIn, aoki: User, baba: User, goto: User
) -> None:
    first = make.active_vendor(owner=goto, signer=baba, name="乙商会", kana="オツショウカイ")
    second = make.active_vendor(owner=goto, signer=baba, name="甲商会", kana="コウショウカイ")
    for early, late in ((first, second), (second, first)):
        Vendor.objects.filter(pk=early.pk).update(next_review_on=make.TODAY)
        Vendor.objects.filter(pk=late.pk).update(next_review_on=make.TODAY + timedelta(days=9))
        listed = as_user(aoki).get(reverse(LIST), {"show": "all"}).context["cl"].result_list
        assert [vendor.pk for vendor in listed] == [first.pk, second.pk]
        listed = as_user(baba).get(reverse(LIST), {"show": "all"}).context["cl"].result_list
        assert [vendor.pk for vendor in listed] == [early.pk, late.pk]


def test_the_list_opens_on_what_needs_attention_and_finds_by_name_reading_and_number(
    as_user: SignIn, baba: User, goto: User
) -> None:
    quiet = make.active_vendor(owner=goto, signer=baba, at=timezone.now(), name="平穏株式会社")
    suspended = make.active_vendor(owner=goto, signer=baba, name="停止中株式会社", kana="テイシチュウ")
    services.suspend(vendor=suspended, reason="確認中", by=baba, at=timezone.now())
    client = as_user(baba)
    opened = text_of(client.get(reverse(LIST)))
    assert suspended.name in opened
    assert quiet.name not in opened
    for words in ("停止中", "ﾃｲｼﾁｭｳ", str(suspended.reference)):
        found = text_of(client.get(reverse(LIST), {"show": "all", "q": words}, follow=True))
        assert suspended.name in found
        assert quiet.name not in found


@pytest.mark.parametrize("typed", ["株式会社ＭＣＡ", "MCA", "mca", "株式会社　ｍｃａ"])
def test_a_name_that_the_register_writes_in_full_width_is_found_in_any_width(
    as_user: SignIn, baba: User, typed: str
) -> None:
    make.VendorFactory.create(name="株式会社ＭＣＡホールディングス")
    make.VendorFactory.create(name="株式会社ＭＤＢ")
    found = text_of(as_user(baba).get(reverse(LIST), {"show": "all", "q": typed}, follow=True))
    assert "株式会社ＭＣＡホールディングス" in found
    assert "株式会社ＭＤＢ" not in found


MEASURED = (
    (LIST, {"show": "all"}),
    (LIST, {}),
    ("admin:vendors_entrustment_changelist", {"show": "all"}),
    ("admin:vendors_foreignground_changelist", {"show": "all"}),
    ("admin:vendors_jointusepartner_changelist", {}),
    ("admin:vendors_jointusearrangement_changelist", {}),
    ("admin:vendors_country_changelist", {}),
)


def test_a_list_asks_as_often_for_one_row_as_for_a_dozen(as_user: SignIn, baba: User, goto: User) -> None:
    client = as_user(baba)
    fill(1, goto)
    for route, query in MEASURED:
        client.get(reverse(route), query)
    one = [count(client, reverse(route), query) for route, query in MEASURED]
    fill(11, goto)
    assert [count(client, reverse(route), query) for route, query in MEASURED] == one


def test_a_vendors_page_asks_as_often_for_one_contract_as_for_a_dozen(as_user: SignIn, baba: User, goto: User) -> None:
    vendor = make.VendorFactory(owner=goto, country_id="US")
    client = as_user(baba)
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba, results={"ORG-03": Result.PARTLY})
    client.get(page(vendor))
    one = count(client, page(vendor), {})
    for _number in range(11):
        make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba, results={"ORG-01": Result.PARTLY, "ORG-02": Result.NOT_FIT})
    assert count(client, page(vendor), {}) == one


def fill(rows: int, owner: User) -> None:
    """Make rows of every kind."""
    for _number in range(rows):
        vendor = make.VendorFactory(owner=owner, country_id="DE", status=Status.CANDIDATE)
        make.entrust(vendor)
        partner = make.PartnerFactory()
        make.arrange([partner])
        services.add_foreign_ground(
            party=vendor, basis="designated", evidence="確認書", valid_from=make.TODAY, by=CLERK, at=make.NOW
        )


def count(client: Client, url: str, query: dict[str, str]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url, query).status_code == 200
    return len(queries)
