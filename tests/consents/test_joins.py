"""What no service would record among the items of a provision, a shell cannot join to it either."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from consents.joins import JOINS
from consents.models import ThirdPartyProvision
from privacyportal.audit import joining
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies.models import ConsentWording, DataCategory
from tests.factories import consents as make
from tests.rewriting import rewriting

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def of(sensitivity: str) -> DataCategory:
    return DataCategory.objects.filter(sensitivity=sensitivity)[0]


def other() -> DataCategory:
    """An ordinary item that no wording, contract or joint use of the tests names."""
    return DataCategory.objects.filter(sensitivity="ordinary").exclude(code="identity")[0]


def refused(name: str, provision: ThirdPartyProvision, item: DataCategory) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        provision.categories.add(item)
    assert item not in provision.categories.all()


def by_consent(**fields: Any) -> ThirdPartyProvision:
    """A provision on the consent of one person to a wording that names identity alone."""
    person, shown = make.DataSubjectFactory(), make.wording(fields.pop("scope", "third_party"), **fields)
    with rewriting(ConsentWording.categories.through):
        shown.categories.set(make.items())
    make.decide(person, shown)
    return make.provide(make.proposal("a", data_subject=person, subjects=""))


def test_an_item_beyond_the_consent_is_not_joined() -> None:
    refused("provision_items_of_the_consent", by_consent(), other())


def test_an_item_beyond_the_consent_abroad_is_not_joined() -> None:
    person = make.DataSubjectFactory()
    shown = make.wording("foreign", recipient=make.US_RECIPIENT)
    with rewriting(ConsentWording.categories.through):
        shown.categories.set(make.items())
    make.decide(person, shown)
    abroad = {"recipient_name": make.US_RECIPIENT, "recipient_country": make.country("US")}
    provision = make.provide(make.proposal("a", data_subject=person, subjects="", **abroad))
    assert provision.foreign_basis == "consent"
    refused("provision_items_of_the_consent", provision, other())


def test_an_item_beyond_the_contract_is_not_joined() -> None:
    contract = make.contract(make.vendor())
    provision = make.provide(make.proposal("e", entrustment=contract, recipient_name=""))
    refused("provision_items_of_the_contract", provision, other())


def test_an_item_beyond_the_joint_use_is_not_joined() -> None:
    partner = make.partner()
    arrangement = make.arrangement(partner)
    provision = make.provide(make.proposal("g", arrangement=arrangement, partner=partner, recipient_name=""))
    refused("provision_items_of_the_joint_use", provision, other())


def test_an_individual_number_is_joined_to_no_provision_by_section_10() -> None:
    refused("provision_numbers_by_their_act", make.provide(make.proposal("b")), of("individual_number"))


@pytest.mark.parametrize("sensitivity", ["sensitive", "special_care"])
def test_sensitive_information_is_joined_by_an_exception_only(sensitivity: str) -> None:
    refused("provision_sensitive_by_exception", make.provide(make.proposal("b")), of(sensitivity))


def test_sensitive_information_by_consent_needs_one() -> None:
    provision = make.provide(make.proposal("b", sensitive_exception="5-8", sensitive_reason="査定のため"))
    refused("provision_sensitive_by_consent", provision, of("special_care"))


def test_sensitive_information_under_an_exception_is_joined() -> None:
    listed = {"sensitive_exception": "5-1", "sensitive_reason": "法令に基づくため"}
    provision = make.provide(make.proposal("b", **listed))
    provision.categories.add(of("special_care"))
    assert of("special_care") in provision.categories.all()


def test_a_contract_of_a_vendor_that_was_not_active_is_no_ground_for_a_row() -> None:
    vendor = make.vendor()
    provision = make.provide(make.proposal("e", entrustment=make.contract(vendor), recipient_name=""))
    type(vendor).objects.filter(pk=vendor.pk).update(status="suspended")
    again = ThirdPartyProvision.objects.get(pk=provision.pk)
    with pytest.raises(Refused) as found:
        again.insist()
    assert [refusal.code for refusal in found.value.refusals] == ["consents.rests_on_no_contract"]


def test_a_row_without_the_recipient_is_not_stored() -> None:
    provision = make.provide(make.proposal("b"))
    provision.pk, provision.reference_id, provision.recipient_name = None, None, ""
    provision._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        ThirdPartyProvision.objects.bulk_create([provision])


@pytest.mark.parametrize("join", JOINS, ids=[join.name for join in JOINS])
def test_a_rule_that_is_gone_is_told_and_comes_back(join: joining.Forbidden) -> None:
    assert joining.unguarded("default") == []
    joining.remove(connection, join)
    assert joining.unguarded("default") == [join.table]
    joining.install(connection, join)
    assert joining.unguarded("default") == []
