"""A vendor's course: registered, entrusted, assessed, active, reviewed, put right, ended."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.checklists import services as checklists
from privacyportal.checklists.models import Finding
from privacyportal.checklists.states import Occasion, Result
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.vendors import NOW, TODAY
from vendors import services
from vendors.models import Country, Vendor
from vendors.states import Criticality, Status

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def japan() -> Country:
    return Country.objects.get(pk="JP")


def test_a_vendor_goes_from_the_register_to_its_next_review(goto: User, baba: User) -> None:
    vendor = services.register_vendor(name="北斗物流株式会社", country=japan(), owner=goto, by=baba, at=NOW)
    make.entrust(vendor)
    assessment = services.start_review(vendor=vendor, occasion=Occasion.ONBOARDING, by=baba, at=NOW)
    make.answer(assessment, goto, {"ORG-03": Result.PARTLY})
    checklists.submit(assessment=assessment, by=goto, at=NOW)
    services.sign_off_review(assessment=assessment, by=baba, at=NOW)
    vendor = services.activate(vendor=vendor, by=baba, at=NOW)

    assert vendor.status == Status.ACTIVE
    assert vendor.last_reviewed_on == TODAY
    assert vendor.next_review_on == date(2027, 11, 24)
    finding = Finding.objects.get(subject=vendor.reference)
    assert finding.item.code == "ORG-03"
    review = Clock.objects.get(reference=vendor.reference, duty="vendors.review")
    assert (review.state, review.due_on) == ("running", date(2027, 11, 24))


def test_a_finding_is_put_right_by_the_owner_and_verified_by_another(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba, at=NOW - timedelta(days=200))
    make.assess(vendor, by=goto, signer=baba, results={"TEC-04": Result.NOT_FIT}, occasion=Occasion.PERIODIC)
    finding = Finding.objects.get(subject=vendor.reference)
    action = checklists.add_corrective_action(
        finding=finding,
        description="ログの保存先の変更",
        owner=goto,
        due_on=TODAY + timedelta(days=14),
        by=baba,
        at=NOW,
    )
    checklists.complete_action(action=action, result="保存先を変更しました。", by=goto, at=NOW)
    checklists.verify_action(action=action, note="証跡を確認", by=baba, at=NOW)
    finding.refresh_from_db()
    assert finding.status == "closed"


@pytest.mark.parametrize(
    ("criticality", "country", "expected"),
    [
        (Criticality.HIGH, "JP", date(2027, 5, 24)),
        (Criticality.MEDIUM, "JP", date(2027, 11, 24)),
        (Criticality.LOW, "JP", date(2027, 11, 24)),
        (Criticality.LOW, "DE", date(2027, 11, 24)),
    ],
)
def test_the_next_review_follows_from_criticality_and_place(
    criticality: str, country: str, expected: date, goto: User, baba: User
) -> None:
    place = Country.objects.get(pk=country)
    vendor = services.register_vendor(
        name="点検間隔株式会社",
        country=place,
        owner=goto,
        criticality=criticality,
        criticality_reason="氏名のみの取扱いのため",
        by=baba,
        at=NOW,
    )
    make.assess(vendor, by=goto, signer=baba)
    vendor.refresh_from_db()
    assert vendor.next_review_on == expected


def test_activation_names_everything_that_is_missing(baba: User) -> None:
    vendor = make.VendorFactory()
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"vendor_without_owner", "vendor_without_contract", "vendor_not_assessed"}
    assert {refusal.section for refusal in refused.value.refusals} == {"6"}
    assert refused.value.text.count("基本方針第6項") == 3
    kept = AuditEntry.objects.filter(action="backoffice.refused", reference=str(vendor.reference))
    assert kept.count() == 3


def test_a_vendor_abroad_needs_a_ground_of_section_11(goto: User, baba: User) -> None:
    vendor = services.register_vendor(
        name="Harbor Cloud, Inc.", country=Country.objects.get(pk="US"), owner=goto, by=baba, at=NOW
    )
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"no_ground_abroad"}
    assert refused.value.refusals[0].section == "11"

    services.add_foreign_ground(
        party=vendor,
        basis="equivalent",
        evidence="委託契約別紙3 個人データの取扱いに関する覚書",
        valid_from=TODAY,
        implementation_checked_on=TODAY,
        law_checked_on=TODAY - timedelta(days=3),
        by=baba,
        at=NOW,
    )
    assert services.activate(vendor=vendor, by=baba, at=NOW).status == Status.ACTIVE


def test_an_unsigned_or_future_contract_is_not_in_force(goto: User, baba: User) -> None:
    vendor = services.register_vendor(name="未締結株式会社", country=japan(), owner=goto, by=baba, at=NOW)
    make.entrust(vendor, signed_on=None)
    make.entrust(vendor, starts_on=TODAY + timedelta(days=1))
    make.assess(vendor, by=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"vendor_without_contract"}


@pytest.mark.parametrize("result", [Result.NOT_FIT, Result.UNCONFIRMED, Result.NOT_APPLICABLE])
def test_a_critical_item_that_is_not_settled_keeps_a_vendor_out(result: str, goto: User, baba: User) -> None:
    vendor = services.register_vendor(name="未確認株式会社", country=japan(), owner=goto, by=baba, at=NOW)
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba, results={"SEL-04": result})
    with pytest.raises(Refused) as refused:
        services.activate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"vendor_not_fit"}
    assert "SEL-04" in refused.value.text


def test_a_critical_item_found_not_fit_suspends_an_active_vendor(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba, at=NOW - timedelta(days=300))
    make.assess(vendor, by=goto, signer=baba, results={"TEC-01": Result.NOT_FIT}, occasion=Occasion.PERIODIC)
    vendor.refresh_from_db()
    assert vendor.status == Status.SUSPENDED
    assert "TEC-01" in vendor.suspended_reason
    assert vendor.last_reviewed_on == TODAY


def test_the_sign_off_needs_a_second_person_whatever_page_it_comes_from(goto: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    assessment = services.start_review(vendor=vendor, occasion=Occasion.ONBOARDING, by=goto, at=NOW)
    make.answer(assessment, goto)
    checklists.submit(assessment=assessment, by=goto, at=NOW)
    with pytest.raises(Refused):
        services.sign_off_review(assessment=assessment, by=goto, at=NOW)
    vendor.refresh_from_db()
    assert vendor.last_reviewed_on is None


def test_the_checklists_own_sign_off_sets_the_next_review_too(goto: User, baba: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    assessment = services.start_review(vendor=vendor, occasion=Occasion.ONBOARDING, by=goto, at=NOW)
    make.answer(assessment, goto)
    checklists.submit(assessment=assessment, by=goto, at=NOW)
    checklists.sign_off(assessment=assessment, by=baba, at=NOW)
    vendor.refresh_from_db()
    assert vendor.last_reviewed_on == TODAY


def test_the_items_asked_follow_from_what_the_vendor_is_like(goto: User) -> None:
    plain = make.VendorFactory(owner=goto)
    special = make.VendorFactory(owner=goto, handles_individual_numbers=True, uses_cloud=True, country_id="US")
    started = {
        vendor.pk: set(
            services.start_review(vendor=vendor, occasion=Occasion.ONBOARDING, by=goto, at=NOW).answers.values_list(
                "item__applies_to", flat=True
            )
        )
        for vendor in (plain, special)
    }
    assert started[plain.pk] == {"all"}
    assert not plain.reference.assessments.get().answers.filter(item__code="TRM-01").exists()
    assert started[special.pk] == {"all", "my_number", "cloud", "foreign"}


def test_an_active_vendor_ends_only_with_proof_of_return(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    with pytest.raises(Refused) as refused:
        services.terminate(vendor=vendor, by=baba, at=NOW)
    assert codes(refused) == {"return_not_proved"}
    certificate = ContentFile(b"%PDF-1.7 certificate", name="消去証明書.pdf")
    ended = services.terminate(
        vendor=vendor, returned_on=TODAY, return_proof="消去証明書 第12号", certificate=certificate, by=baba, at=NOW
    )
    assert ended.status == Status.TERMINATED
    assert ended.entrustments.get().terminated_on == TODAY
    assert ended.reference.attachments.get().label == "TRM-01"
    assert Clock.objects.get(reference=ended.reference, duty="vendors.review").state == "cancelled"


def test_individual_numbers_end_only_with_the_certificate_itself(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    Vendor.objects.filter(pk=vendor.pk).update(handles_individual_numbers=True)
    with pytest.raises(Refused) as refused:
        services.terminate(vendor=vendor, returned_on=TODAY, return_proof="消去済み", by=baba, at=NOW)
    assert codes(refused) == {"number_erasure_not_certified"}


def test_a_move_that_somebody_made_before_is_a_conflict(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    services.suspend(vendor=vendor, reason="事故の調査のため", by=baba, at=NOW)
    with pytest.raises(Conflict):
        services.suspend(vendor=vendor, reason="事故の調査のため", by=baba, at=NOW)


def test_heavy_data_makes_a_vendor_highly_critical_unless_somebody_writes_why_not(baba: User) -> None:
    heavy = {"name": "名簿処理株式会社", "country": japan(), "person_count": 1001, "by": baba, "at": NOW}
    assert services.register_vendor(**heavy).criticality == Criticality.HIGH
    with pytest.raises(Refused) as refused:
        services.register_vendor(**heavy, criticality=Criticality.LOW)
    assert codes(refused) == {"criticality_unexplained"}
    explained = services.register_vendor(**heavy, criticality=Criticality.LOW, criticality_reason="氏名のみ")
    assert explained.criticality == Criticality.LOW


def test_a_changed_criticality_moves_the_next_review(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    changed = services.change_vendor(vendor=vendor, criticality=Criticality.HIGH, by=baba, at=NOW)
    assert changed.next_review_on == date(2027, 5, 24)
    clock = Clock.objects.get(reference=vendor.reference, duty="vendors.review")
    assert clock.due_on == date(2027, 5, 24)


def test_the_trail_holds_no_name_of_the_contact(baba: User) -> None:
    vendor = make.VendorFactory()
    services.change_vendor(vendor=vendor, contact_name="川口 洋子", by=baba, at=NOW)
    entry = AuditEntry.objects.get(action="vendors.vendor_changed", reference=str(vendor.reference))
    assert "川口" not in str(entry.changes)
    assert entry.changes["fields"] == ["contact_name"]


def test_the_day_is_tokyos(goto: User, baba: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    late_evening_utc = datetime.fromisoformat("2026-11-24T15:30:00+00:00")
    make.assess(vendor, by=goto, signer=baba, at=late_evening_utc)
    vendor.refresh_from_db()
    assert vendor.last_reviewed_on == date(2026, 11, 25)


def test_a_vendor_is_given_only_to_somebody_who_may_open_it(goto: User, honda: User, baba: User) -> None:
    vendor = make.VendorFactory()
    with pytest.raises(Refused) as refused:
        services.assign_owner(vendor=vendor, owner=honda, by=baba, at=NOW)
    assert (refused.value.refusals[0].code, refused.value.refusals[0].field) == ("owner_without_access", "owner")
    User.objects.filter(pk=goto.pk).update(is_active=False)
    with pytest.raises(Refused):
        services.assign_owner(vendor=vendor, owner=goto, by=baba, at=NOW)


def test_the_items_for_the_end_are_asked_when_the_end_is_near(goto: User) -> None:
    vendor = make.VendorFactory(owner=goto)
    assessment = services.start_review(vendor=vendor, occasion=Occasion.AD_HOC, at_termination=True, by=goto, at=NOW)
    assert assessment.answers.filter(item__code="TRM-01").exists()


def test_the_nearest_deadline_of_a_vendor_is_that_of_any_of_its_records(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    services.start_review(vendor=vendor, occasion=Occasion.PERIODIC, due_on=date(2026, 12, 15), by=goto, at=NOW)
    found = Vendor.objects.with_next_due().get(pk=vendor.pk)
    assert (found.next_due_on, found.next_due_duty) == (date(2026, 12, 15), "checklists.assessment")


def test_an_active_vendor_keeps_the_day_on_which_it_was_first_made_so(goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba, at=NOW - timedelta(days=60))
    services.suspend(vendor=vendor, reason="是正が終わるまで", by=baba, at=NOW - timedelta(days=30))
    assert services.activate(vendor=vendor, by=baba, at=NOW).activated_at == NOW - timedelta(days=60)
