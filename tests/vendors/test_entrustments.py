"""What may be entrusted, and how contracts run, are renewed and end."""

from datetime import date, timedelta

import pytest

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.checklists.states import Result
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.vendors import NOW, TODAY
from vendors import services
from vendors.models import Entrustment
from vendors.states import Criticality

pytestmark = pytest.mark.django_db


def refusal_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str, str]:
    refusal = refused.value.refusals[0]
    return refusal.code, refusal.section, refusal.field


def test_individual_numbers_go_only_with_their_two_affairs() -> None:
    vendor = make.VendorFactory(handles_individual_numbers=True)
    numbers = make.categories("individual_number", "identity")
    with pytest.raises(Refused) as refused:
        make.entrust(vendor, categories=numbers, purposes=make.purposes("U1"))
    assert refusal_of(refused) == ("numbers_outside_affairs", "3", "purposes")
    with pytest.raises(Refused):
        make.entrust(vendor, categories=numbers, purposes=make.purposes("N1", "U1"))
    assert make.entrust(vendor, categories=numbers, purposes=make.purposes("N1", "N2")).pk


def test_the_affairs_for_numbers_need_numbers() -> None:
    with pytest.raises(Refused) as refused:
        make.entrust(make.VendorFactory(), purposes=make.purposes("N1"))
    assert refusal_of(refused) == ("affair_without_numbers", "3", "categories")


def test_the_data_entrusted_is_noted_on_the_vendor_and_raises_its_criticality() -> None:
    vendor = make.VendorFactory(criticality=Criticality.LOW)
    make.entrust(vendor, categories=make.categories("sensitive"), purposes=make.purposes("U1"))
    vendor.refresh_from_db()
    assert (vendor.handles_individual_numbers, vendor.handles_sensitive) == (False, True)
    assert vendor.criticality == Criticality.HIGH


def test_no_contract_makes_a_vendor_one_for_individual_numbers() -> None:
    vendor = make.VendorFactory()
    numbers = {"categories": make.categories("individual_number"), "purposes": make.purposes("N2")}
    with pytest.raises(Refused) as refused:
        make.entrust(vendor, **numbers)
    assert [refusal_of(refused)] == [("vendor_not_for_numbers", "6", "categories")]
    vendor.refresh_from_db()
    assert (vendor.handles_individual_numbers, vendor.entrustments.count()) == (False, 0)


def test_a_vendor_at_work_gets_individual_numbers_once_its_safety_for_them_was_checked(
    goto: User, baba: User, endo: User
) -> None:
    vendor = make.active_vendor(owner=goto, signer=endo)
    numbers = {"categories": make.categories("individual_number"), "purposes": make.purposes("N2")}
    services.change_vendor(
        vendor=vendor, handles_individual_numbers=True, criticality=Criticality.HIGH, by=baba, at=NOW
    )
    vendor.refresh_from_db()
    with pytest.raises(Refused) as refused:
        make.entrust(vendor, **numbers)
    assert [one.code for one in refused.value.refusals] == ["numbers_not_assessed"]
    make.assess(vendor, by=goto, signer=endo, results={"SEL-09": Result.NOT_APPLICABLE}, at=NOW + timedelta(hours=1))
    with pytest.raises(Refused):
        make.entrust(vendor, **numbers)
    make.assess(vendor, by=goto, signer=endo, results={"SEL-09": Result.PARTLY}, at=NOW + timedelta(hours=2))
    assert make.entrust(vendor, **numbers).categories.get().code == "individual_number"


def test_a_vendor_for_individual_numbers_does_not_start_unchecked(goto: User, endo: User, baba: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=endo)
    services.change_vendor(
        vendor=vendor, handles_individual_numbers=True, criticality=Criticality.HIGH, by=baba, at=NOW
    )
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=endo, at=NOW)
    assert [one.code for one in refused.value.refusals] == ["numbers_not_assessed"]
    vendor.refresh_from_db()
    make.assess(vendor, by=goto, signer=endo, at=NOW + timedelta(hours=1))
    assert services.activate(vendor=vendor, by=endo, at=NOW + timedelta(hours=2)).status == "active"


def test_an_entrustment_names_purposes_and_data() -> None:
    with pytest.raises(Refused) as refused:
        make.entrust(make.VendorFactory(), purposes=[])
    assert refusal_of(refused)[:2] == ("entrustment_without_scope", "6")


def test_a_contract_is_in_force_from_signature_and_start_to_its_last_day() -> None:
    contract = make.entrust(
        make.VendorFactory(), signed_on=date(2026, 4, 10), starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31)
    )
    for day, holds in (
        (date(2026, 4, 9), False),
        (date(2026, 4, 10), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ):
        assert contract.is_in_force_on(day) is holds
        assert Entrustment.objects.in_force_on(day).filter(pk=contract.pk).exists() is holds


def test_a_renewal_moves_the_end_and_its_deadline(goto: User, baba: User) -> None:
    contract = make.entrust(make.VendorFactory(owner=goto))
    clock = Clock.objects.get(reference=contract.reference, duty="vendors.contract_end")
    assert clock.due_on == contract.ends_on == date(2027, 10, 25)
    later = date(2028, 10, 31)
    services.renew_entrustment(entrustment=contract, ends_on=later, signed_on=TODAY, by=baba, at=NOW)
    clock.refresh_from_db()
    assert clock.due_on == later


@pytest.mark.parametrize(
    ("ends_on", "signed_on", "code"),
    [
        (date(2026, 11, 25), TODAY, "renewal_not_later"),
        (date(2029, 3, 31), date(2026, 11, 25), "renewal_not_signed"),
    ],
)
def test_a_renewal_is_signed_and_longer(ends_on: date, signed_on: date, code: str, baba: User) -> None:
    contract = make.entrust(make.VendorFactory())
    with pytest.raises(Refused) as refused:
        services.renew_entrustment(entrustment=contract, ends_on=ends_on, signed_on=signed_on, by=baba, at=NOW)
    assert refused.value.refusals[0].code == code


def test_a_contract_ended_early_is_over_and_cannot_be_renewed(baba: User) -> None:
    contract = make.entrust(make.VendorFactory())
    services.end_entrustment(entrustment=contract, ended_on=TODAY, reason="業務の終了", by=baba, at=NOW)
    assert Clock.objects.get(reference=contract.reference).state == "cancelled"
    with pytest.raises(Conflict):
        services.renew_entrustment(entrustment=contract, ends_on=None, signed_on=TODAY, by=baba, at=NOW)


def test_an_ended_vendor_gets_no_new_work(baba: User) -> None:
    vendor = services.terminate(vendor=make.VendorFactory(), by=baba, at=NOW)
    with pytest.raises(Refused) as refused:
        make.entrust(vendor)
    assert refusal_of(refused)[0] == "entrustment_to_ended_vendor"


@pytest.mark.parametrize("ended_on", [TODAY - timedelta(days=31), TODAY + timedelta(days=336)])
def test_a_contract_is_ended_early_on_a_day_on_which_it_runs(ended_on: date, baba: User) -> None:
    contract = make.entrust(make.VendorFactory())
    with pytest.raises(Refused) as refused:
        services.end_entrustment(entrustment=contract, ended_on=ended_on, reason="終了", by=baba, at=NOW)
    assert refusal_of(refused) == ("early_end_outside_contract", "6", "ended_on")


def test_a_contract_that_has_not_started_can_be_called_off(baba: User) -> None:
    contract = make.entrust(make.VendorFactory(), starts_on=TODAY + timedelta(days=30))
    services.end_entrustment(entrustment=contract, ended_on=TODAY, reason="中止", by=baba, at=NOW)
    contract.refresh_from_db()
    assert not contract.is_in_force_on(contract.starts_on)


def test_what_a_running_contract_hands_over_is_not_denied_on_the_vendor(goto: User, baba: User) -> None:
    vendor = make.VendorFactory(owner=goto, handles_individual_numbers=True, criticality=Criticality.HIGH)
    contract = make.entrust(vendor, categories=make.categories("individual_number"), purposes=make.purposes("N2"))
    with pytest.raises(Refused) as refused:
        services.change_vendor(vendor=vendor, handles_individual_numbers=False, by=baba, at=NOW)
    assert refusal_of(refused) == ("vendor_data_denied", "6", "handles_individual_numbers")
    services.end_entrustment(entrustment=contract, ended_on=TODAY - timedelta(days=1), reason="終了", by=baba, at=NOW)
    changed = services.change_vendor(vendor=vendor, handles_individual_numbers=False, by=baba, at=NOW)
    assert changed.handles_individual_numbers is False
