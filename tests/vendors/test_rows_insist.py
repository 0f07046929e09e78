"""Rows about vendors ask of themselves what the deeds ask, whatever door they come by."""

from datetime import date, timedelta
from typing import Any

import pytest

from privacyportal.backoffice.refusals import Refused
from privacyportal.references import registry
from tests.factories import consents as make
from vendors.models import Entrustment, EquivalentCheck, ForeignGround, Vendor, VendorEvidence

pytestmark = pytest.mark.django_db


def codes(model: type, **fields: Any) -> list[str]:
    """Why a row is not stored."""
    with pytest.raises(Refused) as refused:
        model.objects.create(**fields)
    return [refusal.code for refusal in refused.value.refusals]


def ground(code: str, **fields: Any) -> dict[str, Any]:
    """A ground for a vendor in a country."""
    given = {"reference": registry.issue("GROUND", at=make.NOW), "vendor": make.vendor(code), "basis": "consent"}
    return {**given, "evidence": "同意書", "valid_from": make.DAY, "registered_at": make.NOW, **fields}


def test_a_ground_abroad_stands_only_where_it_can() -> None:
    assert codes(ForeignGround, **ground("JP")) == ["ground_at_home"]
    assert codes(ForeignGround, **ground("US", basis="designated")) == ["country_not_designated"]
    assert codes(ForeignGround, **ground("US", evidence=" ")) == ["ground_without_evidence"]


def test_a_check_is_of_equivalent_measures_and_follows_the_last() -> None:
    given = {"aspect": "law", "method": "照会", "finding": "問題なし", "recorded_at": make.NOW}
    other = ForeignGround.objects.create(**ground("US"))
    assert codes(EquivalentCheck, ground=other, checked_on=make.DAY, **given) == ["check_not_needed"]
    equivalent = make.equivalent(make.vendor("US"), law_checked_on=make.DAY)
    for day in (make.DAY - timedelta(days=1), make.DAY + timedelta(days=1)):
        assert codes(EquivalentCheck, ground=equivalent, checked_on=day, **given) == ["check_out_of_order"]
    assert EquivalentCheck.objects.create(ground=equivalent, checked_on=make.DAY, **given).pk


def test_evidence_is_recorded_once_it_is_issued() -> None:
    ahead = make.DAY + timedelta(days=1)
    given = {"vendor": make.vendor(), "kind": "isms", "name": "x", "expires_on": date(2028, 1, 1)}
    assert codes(VendorEvidence, issued_on=ahead, recorded_at=make.NOW, **given) == ["evidence_not_issued"]
    assert VendorEvidence.objects.create(issued_on=make.DAY, recorded_at=make.NOW, **given).pk


def test_a_vendor_whose_entrustment_has_ended_gets_no_work() -> None:
    vendor = make.vendor()
    Vendor.objects.filter(pk=vendor.pk).update(status="terminated", terminated_at=make.NOW, returned_on=make.DAY)
    vendor.refresh_from_db()
    given = {"reference": registry.issue("ENTRUST", at=make.NOW), "work": "x", "registered_at": make.NOW}
    assert codes(Entrustment, vendor=vendor, starts_on=make.DAY, **given) == ["entrustment_to_ended_vendor"]
