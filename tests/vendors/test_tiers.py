"""Individual numbers go to a further tier by the firm's own permission only (My Number Act, Articles 10 and 11)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Refused
from tests.factories import vendors as make
from tests.factories.vendors import NOW, TODAY
from vendors import services
from vendors.models import Entrustment, NumberPermission

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "company": "株式会社うしお情報処理",
    "work": "法定調書のデータ入力",
    "checked": "設備、技術水準、従業者の監督および経営環境を書面で確認",
    "permitted_on": TODAY,
}


def contract(**fields: Any) -> Entrustment:
    """A contract with individual numbers that allows sub-outsourcing with approval."""
    vendor = make.VendorFactory(handles_individual_numbers=True)
    numbers = {"categories": make.categories("individual_number"), "purposes": make.purposes("N2")}
    return make.entrust(vendor, **{**numbers, "sub_outsourcing_allowed": True, **fields})


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [refusal.code for refusal in refused.value.refusals]


def test_every_tier_has_its_own_permission(baba: User) -> None:
    entrusted = contract()
    first = services.permit_further_tier(entrustment=entrusted, **SAID, by=baba, at=NOW)
    second = services.permit_further_tier(
        entrustment=entrusted, **{**SAID, "company": "有限会社いさり入力"}, through=first, by=baba, at=NOW
    )
    assert [(row.company, row.tier) for row in entrusted.number_permissions.order_by("pk")] == [
        ("株式会社うしお情報処理", 1),
        ("有限会社いさり入力", 2),
    ]
    told = AuditEntry.objects.filter(action="vendors.further_tier_permitted")
    assert (told.count(), second.recorded_by) == (4, baba)


@pytest.mark.parametrize(
    ("fields", "said", "code"),
    [
        ({"sub_outsourcing_allowed": False}, {}, "sub_outsourcing_not_agreed"),
        ({"categories": None, "purposes": None}, {}, "permission_without_numbers"),
        ({}, {"permitted_on": TODAY + timedelta(days=1)}, "permitted_outside_contract"),
        ({}, {"permitted_on": TODAY - timedelta(days=31)}, "permitted_outside_contract"),
        ({"signed_on": None}, {}, "permitted_outside_contract"),
    ],
)
def test_a_permission_is_for_numbers_of_a_contract_that_allows_it_and_runs(
    fields: dict[str, Any], said: dict[str, date], code: str, baba: User
) -> None:
    plain = {"categories": make.categories("identity"), "purposes": make.purposes("U1")}
    entrusted = contract(**{name: plain.get(name) if value is None else value for name, value in fields.items()})
    with pytest.raises(Refused) as refused:
        services.permit_further_tier(entrustment=entrusted, **{**SAID, **said}, by=baba, at=NOW)
    assert codes(refused) == [code]
    row = NumberPermission(entrustment=entrusted, **{**SAID, **said}, recorded_at=NOW, recorded_by=baba)
    with pytest.raises(Refused) as refused:
        row.save()
    assert (codes(refused), NumberPermission.objects.count()) == ([code], 0)


def test_a_tier_rests_on_a_permission_of_the_same_contract(baba: User) -> None:
    elsewhere = services.permit_further_tier(entrustment=contract(), **SAID, by=baba, at=NOW)
    with pytest.raises(Refused) as refused:
        services.permit_further_tier(entrustment=contract(), **SAID, through=elsewhere, by=baba, at=NOW)
    assert codes(refused) == ["tier_not_permitted"]


def test_a_permission_is_the_firms_and_stands(goto: User, kudo: User) -> None:
    entrusted = contract()
    with pytest.raises(NotPermitted):
        services.permit_further_tier(entrustment=entrusted, **SAID, by=goto, at=NOW)
    permission = services.permit_further_tier(entrustment=entrusted, **SAID, by=kudo, at=NOW)
    for change in ({"company": "別の会社"}, {"permitted_on": TODAY - timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.QuerySet(NumberPermission).filter(pk=permission.pk).update(**change)
