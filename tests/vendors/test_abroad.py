"""On what ground a party abroad receives data, and how the ground is kept good (section 11)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW, TODAY
from vendors import catalogue, services
from vendors.models import Country, CountryDesignation, EquivalentCheck, ForeignGround, Vendor

pytestmark = pytest.mark.django_db

CONSENTED = {"consent_wording": "W-11 第2版、同意書庫", "consent_informed_on": date(2026, 11, 1)}


def ground(party: Any, **fields: Any) -> ForeignGround:
    fields = {"basis": "designated", "evidence": "所在国の確認書", "valid_from": TODAY, **fields}
    return services.add_foreign_ground(party=party, by=CLERK, at=NOW, **fields)


def equivalent(party: Any, **fields: Any) -> ForeignGround:
    checked = {"implementation_checked_on": date(2026, 11, 1), "law_checked_on": date(2026, 10, 1)}
    return ground(party, **{"basis": "equivalent", **checked, **fields})


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_every_country_is_there_and_31_are_designated() -> None:
    assert Country.objects.count() == 249
    assert Country.objects.designated_on(TODAY).count() == 31
    assert not Country.objects.designated_on(TODAY).filter(pk__in=["US", "CH", "SG", "HK", "IN", "PH", "KR"]).exists()
    assert str(Country.objects.get(pk="DE")) == "ドイツ"


def test_installing_countries_twice_changes_nothing() -> None:
    assert catalogue.install(by=PORTAL, at=NOW) == 0


def test_the_ground_designated_country_needs_a_designation_on_that_day() -> None:
    german = make.VendorFactory(country_id="DE")
    assert ground(german).is_in_force_on(TODAY)
    with pytest.raises(Refused) as refused:
        ground(make.VendorFactory(country_id="US"))
    assert codes(refused) == {"country_not_designated"}
    assert "アメリカ合衆国" in refused.value.text
    with pytest.raises(Refused):
        ground(make.VendorFactory(country_id="FR"), valid_from=date(2018, 12, 1))


def test_a_designation_ends_on_a_day_and_can_begin_again(baba: User) -> None:
    british = Country.objects.get(pk="GB")
    services.end_designation(country=british, valid_to=TODAY, reason="告示の改正", by=baba, at=NOW)
    assert british.is_designated_on(TODAY)
    assert not british.is_designated_on(TODAY + timedelta(days=1))
    with pytest.raises(Refused):
        services.designate(country=british, valid_from=TODAY, source="告示", by=baba, at=NOW)
    services.designate(country=british, valid_from=date(2027, 4, 1), source="告示", by=baba, at=NOW)
    assert CountryDesignation.objects.filter(country=british).count() == 2


def test_equivalent_measures_need_evidence_and_the_days_of_both_checks() -> None:
    vendor = make.VendorFactory(country_id="US")
    with pytest.raises(Refused) as refused:
        ground(vendor, basis="equivalent", evidence=" ", implementation_checked_on=TODAY)
    assert codes(refused) == {"ground_without_evidence", "equivalent_not_checked"}
    with pytest.raises(Refused):
        equivalent(vendor, law_checked_on=TODAY + timedelta(days=1))


def test_a_party_has_one_ground_at_a_time(baba: User) -> None:
    vendor = make.VendorFactory(country_id="US")
    first = equivalent(vendor)
    with pytest.raises(Refused) as refused:
        ground(vendor, basis="consent", **CONSENTED)
    assert codes(refused) == {"ground_twice"}
    services.end_ground(ground=first, valid_to=TODAY, reason="同意に切替え", by=baba, at=NOW)
    assert ground(vendor, basis="consent", **CONSENTED, valid_from=TODAY + timedelta(days=1)).pk


def test_a_party_in_japan_needs_none() -> None:
    with pytest.raises(Refused) as refused:
        ground(make.VendorFactory(), basis="consent", **CONSENTED)
    assert codes(refused) == {"ground_at_home"}


def test_the_two_yearly_checks_are_two_deadlines_and_missing_the_nearer_is_a_lapse(goto: User, baba: User) -> None:
    kept = equivalent(make.VendorFactory(country_id="US", owner=goto))
    limits = dict(Clock.objects.filter(reference=kept.reference).values_list("duty", "due_on"))
    assert limits == {
        "vendors.equivalent_measures_check": date(2027, 11, 1),
        "vendors.equivalent_law_check": date(2027, 10, 1),
        # It lapses on Saturday 2 October, so the one business day for the stop is that after Monday.
        "vendors.ground_lapse": date(2027, 10, 5),
    }
    services.record_equivalent_check(
        ground=kept, aspect="law", checked_on=TODAY, method="現地法の調査", finding="影響なし", by=baba, at=NOW
    )
    kept.refresh_from_db()
    assert (kept.law_due_on, kept.implementation_due_on) == (date(2027, 11, 24), date(2027, 11, 1))
    assert kept.checks_due_on == date(2027, 11, 1)
    assert kept.is_check_overdue_on(date(2027, 11, 2))


def test_a_check_is_neither_of_tomorrow_nor_older_than_the_last(baba: User) -> None:
    kept = equivalent(make.VendorFactory(country_id="US"))
    for day in (TODAY + timedelta(days=1), date(2026, 10, 31)):
        with pytest.raises(Refused):
            services.record_equivalent_check(
                ground=kept, aspect="implementation", checked_on=day, method="書面", finding="適合", by=baba, at=NOW
            )


def test_a_recorded_check_is_never_changed(baba: User) -> None:
    kept = equivalent(make.VendorFactory(country_id="US"))
    check = services.record_equivalent_check(
        ground=kept, aspect="law", checked_on=TODAY, method="書面", finding="影響なし", by=baba, at=NOW
    )
    check.finding = "変更"
    with pytest.raises(TypeError):
        check.save()
    with pytest.raises(TypeError):
        EquivalentCheck.objects.filter(pk=check.pk).update(finding="変更")


def test_an_overdue_check_keeps_a_vendor_from_being_made_active_again(goto: User, baba: User) -> None:
    vendor = make.VendorFactory(country_id="US", owner=goto)
    equivalent(vendor, valid_from=date(2025, 1, 6), implementation_checked_on=date(2025, 1, 6))
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"equivalent_check_overdue"}


def test_stopped_provision_ends_the_ground_and_its_deadlines(baba: User) -> None:
    kept = equivalent(make.VendorFactory(country_id="US"))
    services.stop_provision(ground=kept, reason="相当措置の継続が困難なため", by=baba, at=NOW)
    assert not ForeignGround.objects.in_force_on(TODAY).filter(pk=kept.pk).exists()
    assert set(Clock.objects.filter(reference=kept.reference).values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(Conflict):
        services.stop_provision(ground=kept, reason="再度", by=baba, at=NOW)


def test_an_active_vendor_cannot_move_abroad_without_a_ground(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.change_vendor(vendor=vendor, country=Country.objects.get(pk="SG"), criticality="high", by=baba, at=NOW)
    assert codes(refused) == {"no_ground_abroad"}


@pytest.mark.parametrize("country", ["SG", "JP"])
def test_a_vendor_keeps_its_country_while_a_ground_for_it_runs(goto: User, baba: User, country: str) -> None:
    vendor = make.VendorFactory(country_id="US", owner=goto)
    kept = equivalent(vendor, valid_from=date(2026, 11, 1))
    move = {"vendor": vendor, "country": Country.objects.get(pk=country), "criticality": "high", "by": baba, "at": NOW}
    with pytest.raises(Refused) as refused:
        services.change_vendor(**move)
    assert codes(refused) == {"ground_of_another_country"}
    said = {"country": move["country"], "criticality": "high"}
    (row,) = services.update_vendors(rows=[(vendor.reference_id, said)], by=PORTAL, at=NOW)
    assert [refusal.code for refusal in row.refusals] == ["ground_of_another_country"]
    stored = Vendor.objects.get(pk=vendor.pk)
    stored.country_id = country
    with pytest.raises(ValidationError):
        stored.save()
    services.end_ground(ground=kept, valid_to=TODAY - timedelta(days=1), reason="移転", by=baba, at=NOW)
    assert services.change_vendor(**move).country_id == country


def test_a_ground_to_come_keeps_the_country_of_a_partner_too(baba: User) -> None:
    partner = make.PartnerFactory(country_id="US")
    equivalent(partner, valid_from=TODAY + timedelta(days=3))
    with pytest.raises(Refused) as refused:
        services.change_partner(partner=partner, country=Country.objects.get(pk="SG"), by=baba, at=NOW)
    assert codes(refused) == {"ground_of_another_country"}


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2027, 5, 2)])
def test_a_ground_is_ended_on_a_day_on_which_it_holds(day: date, baba: User) -> None:
    kept = equivalent(make.VendorFactory(country_id="US"), valid_from=date(2026, 5, 1), valid_to=date(2027, 5, 1))
    with pytest.raises(Refused) as refused:
        services.end_ground(ground=kept, valid_to=day, reason="終了", by=baba, at=NOW)
    assert codes(refused) == {"ground_end_outside"}


def test_a_ground_does_not_end_before_it_starts() -> None:
    with pytest.raises(Refused) as refused:
        equivalent(make.VendorFactory(country_id="US"), valid_from=date(2026, 5, 1), valid_to=date(2026, 4, 1))
    assert codes(refused) == {"ground_out_of_order"}


@pytest.mark.parametrize(
    ("basis", "fields"),
    [("consent", ["consent_wording", "consent_informed_on"]), ("exempt", ["exempt_case"])],
)
def test_a_word_in_a_free_text_is_no_ground(basis: str, fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        ground(make.VendorFactory(country_id="US"), basis=basis, evidence="ある")
    assert [refusal.field for refusal in refused.value.refusals] == fields


def test_a_ground_of_before_that_holds_a_word_only_opens_no_activation(goto: User, baba: User) -> None:
    vendor = make.VendorFactory(country_id="US", owner=goto)
    old = ground(vendor, basis="consent", **CONSENTED)
    type(old).objects.filter(pk=old.pk).update(consent_wording="", consent_informed_on=None)
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"ground_needs_consent_wording", "ground_needs_consent_informed_on"}
