"""The database itself refuses what no rule of supervision allows."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.references.registry import issue
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW
from tests.rewriting import without
from vendors import services
from vendors.models import Entrustment, ForeignGround, JointUseArrangement, JointUsePartner, Vendor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("vendor_status_known", {"status": "dormant"}),
        ("vendor_criticality_known", {"criticality": "none"}),
        ("vendor_active_has_date", {"status": "active"}),
        ("vendor_active_has_owner", {"status": "active", "activated_at": NOW}),
        ("vendor_terminated_has_date", {"status": "terminated"}),
        ("vendor_terminated_has_return", {"status": "terminated", "terminated_at": NOW, "activated_at": NOW}),
    ],
)
def test_a_vendor_is_in_a_state_it_can_be_in(constraint: str, values: dict[str, Any]) -> None:
    vendor = make.VendorFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Vendor.objects.filter(pk=vendor.pk).update(**values)


def test_two_vendors_never_share_a_corporate_number() -> None:
    make.VendorFactory(corporate_number="7000012050002")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.VendorFactory(corporate_number="7000012050002")


def test_a_contract_does_not_end_before_it_starts() -> None:
    contract = make.entrust(make.VendorFactory())
    later, in_order = "contract_renewed_to_a_later_day", "entrustment_in_order"
    with without(later), pytest.raises(IntegrityError, match=in_order), transaction.atomic():
        Entrustment.objects.filter(pk=contract.pk).update(ends_on=date(2000, 1, 1))
    with pytest.raises(IntegrityError, match="entrustment_ends_early"), transaction.atomic():
        Entrustment.objects.filter(pk=contract.pk).update(terminated_on=date(2040, 1, 1))


def test_a_ground_is_of_one_party_and_equivalent_measures_are_checked() -> None:
    ground = services.add_foreign_ground(
        party=make.VendorFactory(country_id="DE"),
        basis="designated",
        evidence="確認書",
        valid_from=make.TODAY,
        by=CLERK,
        at=NOW,
    )
    rows = ForeignGround.objects.filter(pk=ground.pk)
    with pytest.raises(IntegrityError, match="foreign_ground_one_party"), transaction.atomic():
        rows.update(partner=make.PartnerFactory())
    with pytest.raises(IntegrityError, match="foreign_ground_equivalent_checked"), transaction.atomic():
        rows.update(basis="equivalent")
    with pytest.raises(IntegrityError, match="foreign_ground_in_order"), transaction.atomic():
        rows.update(valid_to=date(2000, 1, 1))


def test_one_ground_stands_for_each_party() -> None:
    vendor = make.VendorFactory(country_id="DE")
    facts = {"vendor": vendor, "basis": "designated", "evidence": "確認書", "registered_at": NOW}
    ForeignGround.objects.create(reference=issue("GROUND", at=NOW), valid_from=date(2026, 1, 1), **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        ForeignGround.objects.create(reference=issue("GROUND", at=NOW), valid_from=date(2026, 5, 1), **facts)


def test_a_co_host_has_a_desk_and_a_joint_use_its_responsible_party() -> None:
    partner = make.PartnerFactory()
    joint_use = make.arrange([partner])
    with pytest.raises(IntegrityError, match="co_host_has_desk"), transaction.atomic():
        JointUsePartner.objects.filter(pk=partner.pk).update(kind="co_host")
    with pytest.raises(IntegrityError, match="arrangement_names_responsible_party"), transaction.atomic():
        JointUseArrangement.objects.filter(pk=joint_use.pk).update(responsible_representative="")
    rows = JointUseArrangement.objects.filter(pk=joint_use.pk)
    seminar, fixed = "arrangement_seminar_has_event", "joint_use_range_fixed"
    with without(fixed), pytest.raises(IntegrityError, match=seminar), transaction.atomic():
        rows.update(kind="seminar")
    with pytest.raises(IntegrityError, match="arrangement_announced_beforehand"), transaction.atomic():
        rows.update(published_on=date(2026, 4, 3))


def test_the_database_refuses_to_rewrite_a_periodic_check(baba: User) -> None:
    ground = services.add_foreign_ground(
        party=make.VendorFactory(country_id="US"),
        basis="equivalent",
        evidence="覚書",
        valid_from=make.TODAY,
        implementation_checked_on=make.TODAY,
        law_checked_on=make.TODAY,
        by=CLERK,
        at=NOW,
    )
    services.record_equivalent_check(
        ground=ground, aspect="law", checked_on=make.TODAY, method="調査", finding="影響なし", by=baba, at=NOW
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE vendors_equivalentcheck SET finding = 'x'")
