"""What no service would join, a shell cannot join either: data and purposes of contracts and joint uses."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.audit import joining
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.registry import issue
from tests.factories import vendors as make
from tests.rewriting import without
from vendors.joins import JOINS
from vendors.models import Entrustment, ForeignGround, JointUseArrangement, JointUsePartner, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def number() -> DataCategory:
    return DataCategory.objects.filter(sensitivity="individual_number")[0]


def affair() -> PurposeOfUse:
    return PurposeOfUse.objects.filter(kind="individual_number")[0]


def refused(name: str, join: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        join()


def test_numbers_are_not_joined_to_a_contract_of_a_vendor_that_does_not_handle_them(contract: Entrustment) -> None:
    contract.purposes.set([affair()])
    refused("entrustment_numbers_of_such_a_vendor", lambda: contract.categories.add(number()))


def test_numbers_are_not_joined_to_other_purposes(contract: Entrustment) -> None:
    type(contract.vendor).objects.filter(pk=contract.vendor_id).update(handles_individual_numbers=True)
    refused("entrustment_numbers_for_their_affairs", lambda: contract.categories.add(number()))


def test_other_purposes_are_not_joined_to_numbers(numbers: Entrustment) -> None:
    other = PurposeOfUse.objects.exclude(kind="individual_number")[0]
    refused("entrustment_affairs_alone_with_numbers", lambda: numbers.purposes.add(other))


@pytest.mark.parametrize("sensitivity", ["individual_number", "special_care", "sensitive"])
def test_only_ordinary_data_is_joined_to_a_joint_use(joint_use: JointUseArrangement, sensitivity: str) -> None:
    category = DataCategory.objects.filter(sensitivity=sensitivity)[0]
    with without("joint_use_keeps_its_categories"):
        refused("joint_use_of_ordinary_data", lambda: joint_use.categories.add(category))


def test_an_affair_is_not_joined_to_a_joint_use(joint_use: JointUseArrangement) -> None:
    with without("joint_use_keeps_its_purposes"):
        refused("joint_use_without_affairs", lambda: joint_use.purposes.add(affair()))


def test_a_join_is_not_turned_into_a_forbidden_one(joint_use: JointUseArrangement) -> None:
    joined = JointUseArrangement.categories.through.objects.filter(jointusearrangement=joint_use.pk)
    with without("joint_use_keeps_its_categories"):
        refused("joint_use_of_ordinary_data", lambda: joined.update(datacategory=number().pk))


@pytest.mark.parametrize("join", JOINS, ids=[join.name for join in JOINS])
def test_a_rule_that_is_gone_is_told_and_comes_back(join: joining.Forbidden) -> None:
    assert joining.unguarded("default") == []
    joining.remove(connection, join)
    assert joining.unguarded("default") == [join.table]
    joining.install(connection, join)
    assert joining.unguarded("default") == []


def becomes(vendor: Vendor, **values: object) -> None:
    """Change a vendor as a shell does."""
    with transaction.atomic():
        Vendor.objects.filter(pk=vendor.pk).update(**values)


def test_a_vendor_is_still_said_to_handle_what_its_contracts_hand_over(numbers: Entrustment) -> None:
    with pytest.raises(IntegrityError, match="vendor_numbers_still_handed_over"):
        becomes(numbers.vendor, handles_individual_numbers=False)
    Entrustment.objects.filter(pk=numbers.pk).update(terminated_on=numbers.starts_on)
    becomes(numbers.vendor, handles_individual_numbers=False)


def test_a_vendor_is_still_said_to_handle_sensitive_data(contract: Entrustment) -> None:
    contract.categories.add(DataCategory.objects.filter(sensitivity="special_care")[0])
    becomes(contract.vendor, handles_sensitive=True)
    with pytest.raises(IntegrityError, match="vendor_sensitive_still_handed_over"):
        becomes(contract.vendor, handles_sensitive=False)


def test_a_vendor_with_numbers_is_not_active_before_they_are_seen_to(numbers: Entrustment, goto: User) -> None:
    with pytest.raises(IntegrityError, match="vendor_numbers_assessed"):
        becomes(numbers.vendor, status="active", activated_at=make.NOW, owner=goto)


def test_a_vendor_with_numbers_does_not_end_without_the_certificate(numbers: Entrustment, goto: User) -> None:
    ended = {"status": "terminated", "terminated_at": make.NOW, "returned_on": make.NOW.date(), "return_proof": "x"}
    with pytest.raises(IntegrityError, match="vendor_ended_with_certificate"):
        becomes(numbers.vendor, activated_at=make.NOW, **ended)
    becomes(numbers.vendor, **ended)


def ground(party: Vendor | JointUsePartner, **fields: object) -> ForeignGround:
    """A ground of section 11 for a party abroad, from long ago and without an end."""
    side = "vendor" if isinstance(party, Vendor) else "partner"
    facts = {"basis": "exempt", "exempt_case": "i", "evidence": "根拠法令の確認書", "valid_from": date(2020, 1, 1)}
    given = {side: party, "reference": issue("GROUND", at=make.NOW), "registered_at": make.NOW, **facts, **fields}
    return ForeignGround.objects.create(**given)


def started(vendor: Vendor) -> dict[str, object]:
    return {"status": "active", "activated_at": make.NOW, "owner": vendor.owner}


def by_update(vendor: Vendor) -> None:
    Vendor.objects.filter(pk=vendor.pk).update(**started(vendor))


def by_bulk_update(vendor: Vendor) -> None:
    vendor.status, vendor.activated_at = "active", make.NOW
    Vendor.objects.bulk_update([vendor], ["status", "activated_at"])


def by_save_base(vendor: Vendor) -> None:
    vendor.status, vendor.activated_at = "active", make.NOW
    vendor.save_base(raw=True)


def entered(owner: User, **fields: object) -> Vendor:
    """An active vendor abroad, not stored."""
    return Vendor(
        reference=issue("VENDOR", at=make.NOW), name="Harbor Analytics Ltd.", country_id="US", criticality="high",
        registered_at=make.NOW, status="active", activated_at=make.NOW, owner=owner, **fields,
    )  # fmt: skip


# What is no ground today: none, one that is over, one to come, one that was stopped.
NO_GROUNDS = [None, {"valid_to": date(2024, 1, 1)}, {"valid_from": date(2099, 1, 1)}, {"stopped_on": date(2024, 1, 1)}]


@pytest.mark.parametrize("given", NO_GROUNDS, ids=["none", "over", "to come", "stopped"])
@pytest.mark.parametrize("store", [by_update, by_bulk_update, by_save_base])
def test_no_vendor_becomes_active_abroad_without_a_ground(
    store: Callable[[Vendor], None], given: dict[str, object] | None, goto: User
) -> None:
    vendor = make.VendorFactory(owner=goto, country_id="US")
    if given is not None:
        ground(vendor, **given)
    refused("vendor_abroad_on_a_ground", lambda: store(vendor))
    vendor.refresh_from_db()
    assert vendor.status == "candidate"


@pytest.mark.parametrize("store", [by_update, by_bulk_update, by_save_base])
def test_a_vendor_becomes_active_abroad_on_a_ground_in_force(store: Callable[[Vendor], None], goto: User) -> None:
    vendor = make.VendorFactory(owner=goto, country_id="US")
    ground(vendor)
    store(vendor)
    assert Vendor.objects.get(pk=vendor.pk).status == "active"


def test_no_active_vendor_moves_abroad_without_a_ground(goto: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    by_update(vendor)
    refused("vendor_abroad_on_a_ground", lambda: Vendor.objects.filter(pk=vendor.pk).update(country="US"))


def test_no_vendor_is_entered_active_abroad(goto: User) -> None:
    refused("vendor_entered_abroad_on_a_ground", lambda: Vendor.objects.bulk_create([entered(goto)]))
    refused("vendor_entered_abroad_on_a_ground", lambda: entered(goto).save_base(raw=True))
    facts = {"country_id": "US", "criticality": "high", "registered_at": make.NOW, **started(entered(goto))}
    number = issue("VENDOR", at=make.NOW)
    with pytest.raises(ValidationError, match="第11項"):
        Vendor.objects.get_or_create(reference=number, defaults={"name": "x", **facts})
    upsert = {"update_conflicts": True, "unique_fields": ["reference"], "update_fields": ["status", "activated_at"]}
    waiting = make.VendorFactory(owner=goto, country_id="US")
    taken = entered(goto)
    taken.reference = waiting.reference
    refused("abroad_on_a_ground", lambda: Vendor.objects.bulk_create([taken], **upsert))


def test_a_party_keeps_the_country_of_its_standing_ground() -> None:
    vendor, partner = make.VendorFactory(country_id="DE"), make.PartnerFactory(country_id="DE")
    for party in (vendor, partner):
        side = type(party).objects.filter(pk=party.pk)
        found = ground(party)
        name = f"{'vendor' if party is vendor else 'partner'}_keeps_the_country_of_its_ground"
        refused(name, lambda rows=side: rows.update(country="US"))
        ForeignGround.objects.filter(pk=found.pk).update(valid_to=date(2025, 1, 1))
        side.update(country="US")


def test_a_partner_abroad_joins_on_a_ground() -> None:
    home, abroad = make.PartnerFactory(), make.PartnerFactory(country_id="US")
    joint_use = make.arrange([home])
    with without("joint_use_keeps_its_partners"):
        refused("joint_use_abroad_on_a_ground", lambda: joint_use.partners.add(abroad))
        ground(abroad)
        joint_use.partners.add(abroad)
    refused("partner_abroad_on_a_ground", lambda: JointUsePartner.objects.filter(pk=home.pk).update(country="US"))
    JointUseArrangement.objects.filter(pk=joint_use.pk).update(ends_on=date(2026, 4, 30))
    JointUsePartner.objects.filter(pk=home.pk).update(country="US")


def test_a_company_that_has_ceased_does_not_become_active(goto: User) -> None:
    vendor = make.VendorFactory(owner=goto, ceased_on=date(2026, 11, 1))
    for store in (by_update, by_bulk_update, by_save_base):
        refused("vendor_still_trades", lambda store=store: store(vendor))
    vendor = make.VendorFactory(owner=goto)
    by_update(vendor)
    Vendor.objects.filter(pk=vendor.pk).update(ceased_on=date(2026, 11, 1))
    ceased = entered(goto, ceased_on=date(2026, 11, 1))
    ceased.country_id = "JP"
    refused("vendor_entered_still_trades", ceased.save)
