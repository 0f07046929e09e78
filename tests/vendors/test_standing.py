"""A guard asks how a vendor, a ground or a joint use stood on the day of the deed; a lapse reaches what rests on it."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from privacyportal.accounts.models import User
from privacyportal.audit.triggers import remove
from privacyportal.backoffice.refusals import Refused
from privacyportal.notifications.models import Message
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW, TODAY
from vendors import services
from vendors.models import Country, Standing, Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)
BEGUN = NOW - timedelta(days=60)


def test_yesterday_is_judged_by_yesterday(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba, at=BEGUN)
    vendor = services.suspend(vendor=vendor, reason="是正が終わるまで", by=baba, at=NOW)
    assert (vendor.active_on(YESTERDAY), vendor.active_on(TODAY)) == (True, False)
    assert vendor.status_on(BEGUN.date() - timedelta(days=1)) == Status.CANDIDATE
    again = services.activate(vendor=vendor, by=baba, at=NOW + timedelta(days=3))
    assert again.activated_at == BEGUN
    days = [YESTERDAY, TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=3)]
    assert [again.active_on(day) for day in days] == [True, False, False, True]
    kept = Standing.objects.filter(reference=again.reference).order_by("on").values_list("state", "on", "reason")
    assert list(kept) == [
        ("active", BEGUN.date(), ""),
        ("suspended", TODAY, "是正が終わるまで"),
        ("active", TODAY + timedelta(days=3), ""),
    ]


def test_what_stood_is_never_rewritten(goto: User, baba: User) -> None:
    make.active_vendor(owner=goto, signer=baba)
    with pytest.raises(TypeError):
        Standing.objects.update(state="candidate")


def test_an_active_vendor_abroad_is_not_stored_without_a_ground(goto: User) -> None:
    vendor = make.VendorFactory(country_id="US", owner=goto)
    vendor.status, vendor.activated_at = Status.ACTIVE, NOW
    with pytest.raises(ValidationError):
        vendor.save()
    vendor.refresh_from_db()
    assert vendor.status == Status.CANDIDATE


def test_the_end_of_a_designation_reaches_ground_vendor_and_people(goto: User, baba: User, endo: User) -> None:
    vendor = make.VendorFactory(country_id="DE", owner=goto, name="ラインガウ社")
    ground = services.add_foreign_ground(
        party=vendor, basis="designated", evidence="施行規則15条の国", valid_from=TODAY, by=CLERK, at=NOW
    )
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba)
    services.activate(vendor=vendor, by=baba, at=NOW)
    last = TODAY + timedelta(days=9)
    services.end_designation(country=Country.objects.get(pk="DE"), valid_to=last, reason="告示の改正", by=baba, at=NOW)
    ground.refresh_from_db()
    assert (ground.holds_on(last), ground.holds_on(last + timedelta(days=1))) == (True, False)
    assert not Vendor.objects.without_ground(last).filter(pk=vendor.pk).exists()
    assert Vendor.objects.without_ground(last + timedelta(days=1)).filter(pk=vendor.pk).exists()
    assert vendor in Vendor.objects.needing_attention(last + timedelta(days=1), last + timedelta(days=1))
    told = Message.objects.filter(kind="vendors.ground_lapsed").values_list("recipient__username", flat=True)
    assert sorted(told) == ["endo", "goto"]
    services.suspend(vendor=vendor, reason="根拠がない", by=baba, at=NOW)
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW + timedelta(days=10))
    assert "designation_ended" in {refusal.code for refusal in refused.value.refusals}


def test_an_overdue_check_shows_on_the_vendor(goto: User) -> None:
    vendor = make.VendorFactory(country_id="US", owner=goto)
    services.add_foreign_ground(
        party=vendor, basis="equivalent", evidence="契約第5条", valid_from=date(2025, 1, 6),
        implementation_checked_on=date(2025, 1, 6), law_checked_on=TODAY, by=CLERK, at=NOW,
    )  # fmt: skip
    vendor.status, vendor.activated_at = Status.ACTIVE, NOW
    vendor.save()
    assert Vendor.objects.without_ground(TODAY).filter(pk=vendor.pk).exists()


def test_a_joint_use_says_what_it_said_on_a_day(baba: User) -> None:
    arrangement = make.arrange([make.PartnerFactory()])
    services.change_arrangement(
        arrangement=arrangement, responsible_address="大阪市北区1-1", by=baba, at=NOW + timedelta(days=5)
    )
    before = arrangement.facts_on(TODAY)["responsible_address"]
    after = arrangement.facts_on(TODAY + timedelta(days=5))["responsible_address"]
    assert (before, after) == ("東京都中央区日本橋一丁目1番1号", "大阪市北区1-1")


def test_what_happened_before_this_release_comes_back_from_the_trail(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba, at=BEGUN)
    services.suspend(vendor=vendor, reason="是正が終わるまで", by=baba, at=NOW)
    kept = list(Standing.objects.filter(reference=vendor.reference).values("state", "on", "at", "by", "reason"))
    remove(connection, "vendors_standing")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vendors_standing")
    import_module("vendors.migrations.0004_standings").rebuild(apps, SimpleNamespace(connection=connection))
    again = Standing.objects.filter(reference=vendor.reference).order_by("pk")
    assert list(again.values("state", "on", "at", "by", "reason")) == kept
