"""Each count of vendors opens a list of exactly as many rows, for each person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.checklists.states import Result
from tests.factories import vendors as make
from tests.rewriting import without
from vendors import figures, services
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(goto: User, ueda: User, baba: User) -> None:
    """Vendors in every state, of two owners; one with open findings, one overdue for review."""
    now = timezone.now()
    make.active_vendor(owner=goto, signer=baba, at=now, name="順調株式会社")
    make.active_vendor(owner=ueda, signer=baba, at=now - timedelta(days=400), name="点検超過株式会社")
    make.active_vendor(owner=goto, signer=baba, at=now - timedelta(days=350), name="点検間近株式会社")
    found = make.active_vendor(owner=goto, signer=baba, at=now, name="指摘あり株式会社")
    make.assess(found, by=goto, signer=baba, results={"ORG-03": Result.PARTLY, "TEC-01": Result.NOT_FIT}, at=now)
    services.terminate(vendor=make.VendorFactory(name="辞退株式会社"), by=baba, at=now)
    make.VendorFactory(name="担当なし株式会社")


def everything(user: User) -> list[figures.Figure]:
    now = timezone.now()
    return [
        *figures.by_state(user),
        *figures.reviews(user, now),
        *figures.open_findings(user),
    ]


def rows(client: Client, url: str) -> int:
    response: Any = client.get(url)
    assert response.status_code == 200
    return int(response.context["cl"].result_count)


def test_a_figure_is_the_length_of_its_list(
    register: None, baba: User, goto: User, ueda: User, doi: User, as_user: Callable[[User], Client]
) -> None:
    for user in (baba, goto, ueda, doi):
        client = as_user(user)
        counted = {figure.url: figure.value for figure in everything(user)}
        assert {url: rows(client, url) for url in counted} == counted, user


def test_the_office_counts_all_and_an_owner_their_own(register: None, baba: User, goto: User, ueda: User) -> None:
    now = timezone.now()
    assert {f.code: f.value for f in figures.by_state(baba)} == {
        "candidate": 1,
        "active": 3,
        "suspended": 1,
        "terminated": 1,
    }
    of_all = {f.code: f.value for f in figures.reviews(baba, now)}
    of_goto = {f.code: f.value for f in figures.reviews(goto, now)}
    assert of_all == {"overdue": 1, "soon": 1, "later": 2, "unplanned": 0, "candidate": 1}
    assert of_goto == {"overdue": 0, "soon": 1, "later": 2, "unplanned": 0, "candidate": 0}
    assert {f.code: f.value for f in figures.open_findings(goto)} == {"critical": 1, "major": 0, "minor": 1}
    assert sum(f.value for f in figures.open_findings(ueda)) == 0
    assert figures.my_vendors(goto)[0].name == "点検間近株式会社"


def test_a_figure_takes_one_query(register: None, baba: User) -> None:
    now = timezone.now()
    baba.has_perm("vendors.view_vendor")
    for count, ask in (
        (1, lambda: figures.by_state(baba)),
        (1, lambda: figures.reviews(baba, now)),
        (1, lambda: figures.open_findings(baba)),
    ):
        with CaptureQueriesContext(connection) as queries:
            ask()
        assert len(queries) == count


def test_an_active_vendor_that_lost_its_contract_or_its_ground_needs_attention(
    goto: User, baba: User, as_user: Callable[[User], Client]
) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)

    def wanting() -> bool:
        return Vendor.objects.needing_attention(make.TODAY, make.TODAY).filter(pk=vendor.pk).exists()

    assert not wanting()
    contract = vendor.entrustments.get()
    services.end_entrustment(entrustment=contract, ended_on=make.TODAY, reason="終了", by=baba, at=make.NOW)
    tomorrow = make.TODAY + timedelta(days=1)
    assert Vendor.objects.needing_attention(tomorrow, tomorrow).filter(pk=vendor.pk).exists()
    make.entrust(vendor)
    with without("vendor_abroad_on_a_ground"):
        Vendor.objects.filter(pk=vendor.pk).update(country="SG")
    assert wanting()
    assert "外国提供の根拠なし" in as_user(baba).get(f"/admin/vendors/vendor/{vendor.pk}/change/").content.decode()
    services.add_foreign_ground(
        party=Vendor.objects.get(pk=vendor.pk),
        basis="consent",
        consent_wording="W-11 第2版、同意書庫",
        consent_informed_on=make.TODAY,
        evidence="同意文言FX-1",
        valid_from=make.TODAY,
        by=baba,
        at=make.NOW,
    )
    assert not wanting()
