"""A vendor's certificates expire; the owner hears of it in time, and the next of its kind moves the day."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.vendors import NOW, TODAY
from vendors import services

pytestmark = pytest.mark.django_db


def test_the_nearest_last_day_counts_until_a_newer_one_of_its_kind(goto: User, baba: User, as_user: object) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    proof = {"kind": "isms", "name": "IS 600001", "issued_on": date(2024, 3, 1), "expires_on": date(2027, 2, 28)}
    services.record_evidence(vendor=vendor, **proof, by=baba, at=NOW)
    mark = {"kind": "privacy_mark", "name": "第10000001号", "issued_on": TODAY, "expires_on": date(2028, 11, 23)}
    with time_machine.travel(NOW, tick=False):
        browser: Client = as_user(goto)
        path = f"/admin/vendors/vendor/{vendor.pk}/"
        assert browser.post(f"{path}do/add_evidence/", mark).status_code == 302
        assert "IS 600001" in browser.get(f"{path}change/").content.decode()
    clock = Clock.objects.get(reference=vendor.reference, duty="vendors.evidence_expiry")
    assert (clock.due_on, clock.is_fixed, clock.generation) == (date(2027, 2, 28), True, 1)
    services.record_evidence(
        vendor=vendor, **{**proof, "issued_on": TODAY, "expires_on": date(2030, 2, 28)}, by=goto, at=NOW
    )
    clock.refresh_from_db()
    assert (clock.due_on, clock.generation) == (date(2028, 11, 23), 2)
    with pytest.raises(Refused):
        services.record_evidence(vendor=vendor, **{**proof, "expires_on": date(2020, 1, 1)}, by=goto, at=NOW)
