"""What no service would join, a shell cannot join either: data and purposes of contracts and joint uses."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.audit import joining
from privacyportal.policies.models import DataCategory, PurposeOfUse
from tests.factories import vendors as make
from vendors.joins import JOINS
from vendors.models import Entrustment, JointUseArrangement, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def number() -> DataCategory:
    return DataCategory.objects.filter(sensitivity="individual_number")[0]


def affair() -> PurposeOfUse:
    return PurposeOfUse.objects.filter(kind="individual_number")[0]


@pytest.fixture
def contract(goto: User) -> Entrustment:
    """A contract with ordinary data, of a vendor that does not handle individual numbers."""
    return make.entrust(make.VendorFactory(owner=goto))


@pytest.fixture
def numbers(goto: User) -> Entrustment:
    """A contract with individual numbers alone, of a vendor that handles them."""
    vendor = make.VendorFactory(owner=goto, handles_individual_numbers=True)
    return make.entrust(vendor, purposes=[affair()], categories=[number()])


@pytest.fixture
def joint_use() -> JointUseArrangement:
    """A joint use of ordinary data."""
    return make.arrange([make.PartnerFactory()])


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
    refused("joint_use_of_ordinary_data", lambda: joint_use.categories.add(category))


def test_an_affair_is_not_joined_to_a_joint_use(joint_use: JointUseArrangement) -> None:
    refused("joint_use_without_affairs", lambda: joint_use.purposes.add(affair()))


def test_a_join_is_not_turned_into_a_forbidden_one(joint_use: JointUseArrangement) -> None:
    joined = JointUseArrangement.categories.through.objects.filter(jointusearrangement=joint_use.pk)
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
