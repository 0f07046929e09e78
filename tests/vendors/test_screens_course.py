"""Are vendors, contracts and joint uses registered and kept on screen, and is what is wrong told beside its field?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.checklists import services as checklists
from privacyportal.checklists.states import Result
from tests.factories import vendors as make
from tests.vendors.pages import choices, details, page, text_of
from vendors.admin import cells
from vendors.models import Country, Entrustment, Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_whole_course_of_a_vendor_is_walked_in_the_admin(
    as_user: SignIn, goto: User, baba: User, endo: User
) -> None:
    office, owner, second = as_user(baba), as_user(goto), as_user(endo)
    response = office.post(reverse("admin:vendors_vendor_add"), details(owner=goto.pk))
    assert response.status_code == 302, text_of(response)
    vendor = Vendor.objects.get(name="白樺メールサービス株式会社")
    assert (vendor.status, vendor.criticality, str(vendor.reference)[:7]) == (Status.CANDIDATE, "medium", "VENDOR-")

    refused = office.post(page(vendor, "activate"))
    assert refused.status_code == 200
    assert text_of(refused).count("基本方針第6項") == 2
    assert page(vendor, "add_entrustment") in text_of(refused)

    today = timezone.localdate()
    contract = {"work": "口座開設書類の発送", "signed_on": today, "starts_on": today, **choices(("U1", "contact"))}
    assert office.post(page(vendor, "add_entrustment"), contract).status_code == 302
    assert office.post(page(vendor, "start_review"), {"occasion": "onboarding"}).status_code == 302

    assessment = vendor.reference.assessments.get()
    assert owner.get(page(vendor)).status_code == 200
    make.answer(assessment, goto, {"ORG-03": Result.PARTLY}, at=timezone.now())
    checklists.submit(assessment=assessment, by=goto, at=timezone.now())

    assert second.post(page(vendor, "sign_off"), {"reason": "確認しました。"}).status_code == 302
    assert second.post(page(vendor, "activate")).status_code == 302
    vendor.refresh_from_db()
    assert vendor.status == Status.ACTIVE
    assert vendor.next_review_on is not None
    shown = text_of(owner.get(page(vendor)))
    assert "ORG-03" in shown
    assert vendor.next_review_on.isoformat() in shown
    story = set(AuditEntry.objects.filter(reference=str(vendor.reference)).values_list("action", flat=True))
    assert {"vendors.vendor_registered", "vendors.reviewed", "vendors.vendor_activated", "backoffice.refused"} <= story


def test_wrong_numbers_are_refused_beside_their_fields_and_what_was_typed_stays(as_user: SignIn, baba: User) -> None:
    sent = details(corporate_number="1234567890123", lei="NOT-A-LEI", contact_name="小川")
    response = as_user(baba).post(reverse("admin:vendors_vendor_add"), sent)
    assert set(response.context["adminform"].form.errors) == {"corporate_number", "lei"}
    assert "小川" in text_of(response)
    assert not Vendor.objects.exists()


def test_a_refused_entry_stands_with_the_section_and_what_was_typed(as_user: SignIn, baba: User) -> None:
    sent = details(criticality="low", handles_individual_numbers="on")
    response = as_user(baba).post(reverse("admin:vendors_vendor_add"), sent)
    assert "基本方針第6項" in str(response.context["adminform"].form.errors["criticality_reason"])
    assert "白樺メールサービス" in text_of(response)


def test_a_contract_is_renewed_by_its_vendors_owner(as_user: SignIn, goto: User, ueda: User, baba: User) -> None:
    contract = make.entrust(make.active_vendor(owner=goto, signer=baba))
    renew = reverse("admin:vendors_entrustment_renew", args=[contract.pk])
    sent = {"signed_on": timezone.localdate(), "ends_on": "2031-03-31"}
    assert as_user(ueda).post(renew, sent).status_code == 404
    assert as_user(goto).post(renew, sent).status_code == 302
    assert Entrustment.objects.get(pk=contract.pk).ends_on.isoformat() == "2031-03-31"


def test_a_partner_abroad_and_its_joint_use_are_registered_in_the_admin(as_user: SignIn, baba: User) -> None:
    client = as_user(baba)
    partner = {"kind": "group", "name": "Northlake Securities, LLC", "country": "US"}
    assert client.post(reverse("admin:vendors_jointusepartner_add"), partner).status_code == 302
    registered = Country.objects.get(pk="US").joint_use_partners.get()
    facts = make.announced([registered])
    sent = {
        **{name: facts[name] for name in facts if isinstance(facts[name], str)},
        **{name: [row.pk for row in facts[name]] for name in ("partners", "categories", "purposes")},
        "starts_on": "2026-12-01",
        "published_on": "2026-11-20",
    }
    refused = client.post(reverse("admin:vendors_jointusearrangement_add"), sent)
    assert "基本方針第11項" in text_of(refused)
    ground = {
        "basis": "equivalent",
        "evidence": "グループ内の個人データ移転規程",
        "valid_from": "2026-11-01",
        "implementation_checked_on": "2026-11-01",
        "law_checked_on": "2026-11-01",
    }
    add_ground = reverse("admin:vendors_jointusepartner_add_ground", args=[registered.pk])
    assert client.post(add_ground, ground).status_code == 302
    assert client.post(reverse("admin:vendors_jointusearrangement_add"), sent).status_code == 302
    joint_use = registered.arrangements.get()
    edit = {**sent, "categories": [c.pk for c in make.categories("transactions")], "responsible_address": "東京都港区"}
    change = reverse("admin:vendors_jointusearrangement_change", args=[joint_use.pk])
    assert client.post(change, edit).status_code == 302
    joint_use.refresh_from_db()
    assert joint_use.responsible_address == "東京都港区"
    assert {c.code for c in joint_use.categories.all()} == {"identity", "contact"}


def test_a_vendor_whose_contract_has_ended_is_due_for_no_review(as_user: SignIn, baba: User, goto: User) -> None:
    fields = {"status": Status.TERMINATED, "terminated_at": make.NOW, "next_review_on": date(2026, 1, 28)}
    vendor = make.VendorFactory(owner=goto, **fields)
    header = as_user(baba).get(f"/admin/vendors/vendor/{vendor.pk}/change/").context["object_header"]
    assert dict(header["facts"])["次回点検"] == cells.NONE
