"""What staff see and do about vendors in the admin, each role by its rights."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.accounts.services.users import change_user
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.dates import long_day
from privacyportal.checklists import services as checklists
from privacyportal.checklists.states import Result
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.files import attach
from vendors import services
from vendors.models import Country, Entrustment, Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "admin:vendors_vendor_changelist"


def page(vendor: Vendor, action: str = "change") -> str:
    return reverse(f"admin:vendors_vendor_{action}", args=[vendor.pk])


def details(**changed: Any) -> dict[str, Any]:
    """What the form of a vendor sends."""
    return {
        "name": "白樺メールサービス株式会社",
        "kana": "シラカバメールサービス",
        "country": "JP",
        "criticality": "",
        "criticality_reason": "",
        **changed,
    }


def choices(*pairs: tuple[str, str]) -> dict[str, list[Any]]:
    """Purposes and categories as a form sends them."""
    purpose, category = pairs[0]
    return {
        "purposes": [p.pk for p in make.purposes(purpose)],
        "categories": [c.pk for c in make.categories(category)],
    }


def text_of(response: Any) -> str:
    return response.content.decode()


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


def test_a_vendor_owner_meets_only_their_own_vendors_on_every_path(
    as_user: SignIn, goto: User, ueda: User, baba: User
) -> None:
    mine = make.active_vendor(owner=goto, signer=baba, name="あおい印刷株式会社")
    other = make.active_vendor(owner=ueda, signer=baba, name="みどり倉庫株式会社")
    hers = as_user(goto)

    listed = text_of(hers.get(reverse(LIST), {"show": "all"}))
    assert mine.name in listed
    assert other.name not in listed
    assert other.name not in text_of(hers.get(reverse(LIST), {"show": "all", "q": "みどり"}))
    assert hers.get(page(mine)).status_code == 200
    assert hers.get(page(other)).status_code == 404
    assert hers.post(page(other, "start_review"), {"occasion": "periodic"}).status_code == 404
    contracts = text_of(hers.get(reverse("admin:vendors_entrustment_changelist"), {"show": "all"}))
    assert str(mine.entrustments.get().reference) in contracts
    assert str(other.entrustments.get().reference) not in contracts
    foreign = other.entrustments.get()
    assert hers.get(reverse("admin:vendors_entrustment_change", args=[foreign.pk])).status_code == 404
    assert hers.get(reverse("reference", args=[str(other.reference)])).status_code == 404
    assert hers.get(reverse("admin:vendors_jointusepartner_changelist")).status_code == 403
    assert hers.get(reverse("admin:vendors_vendor_add")).status_code == 403


def test_a_vendor_owner_edits_the_contact_and_nothing_else(as_user: SignIn, goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    sent = {"contact_name": "井上 健", "contact_email": "inoue@towa.example", "name": "別の名前", "criticality": "low"}
    response = as_user(goto).post(page(vendor), sent)
    assert response.status_code == 302
    vendor.refresh_from_db()
    assert (vendor.contact_name, vendor.name) == ("井上 健", "東和データセンター株式会社")
    assert vendor.criticality == "medium"


def test_a_vendor_owner_adds_a_file_and_an_outsider_does_not_get_it(
    as_user: SignIn, goto: User, ueda: User, baba: User
) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    file = SimpleUploadedFile("安全管理規程.pdf", b"%PDF-1.7 rules", "application/pdf")
    assert as_user(goto).post(page(vendor, "add_file"), {"file": file, "label": "SEL-03"}).status_code == 302
    attachment = vendor.reference.attachments.get()
    url = reverse("attachment", args=[attachment.pk])
    assert as_user(goto).get(url).status_code == 200
    assert as_user(ueda).get(url).status_code == 404


@pytest.mark.parametrize("action", ["activate", "assign_owner", "suspend", "terminate", "add_entrustment"])
def test_a_vendor_owner_has_no_button_for_what_is_the_offices_to_decide(
    action: str, as_user: SignIn, goto: User, baba: User
) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    hers = as_user(goto)
    assert page(vendor, action) not in text_of(hers.get(page(vendor)))
    assert hers.post(page(vendor, action)).status_code == 403


def test_a_new_owner_comes_in_with_the_deputy_of_the_absence_and_the_old_one_goes_out(
    as_user: SignIn, goto: User, ueda: User, baba: User, make_user: Callable[..., User]
) -> None:
    deputy = make_user("mori", "森", "彩", "vendor_owner")
    ueda.deputy = deputy
    ueda.absent_from = ueda.absent_until = timezone.localdate()
    ueda.save(update_fields=["deputy", "absent_from", "absent_until"])
    vendor = make.active_vendor(owner=goto, signer=baba)
    assert as_user(baba).post(page(vendor, "assign_owner"), {"owner": ueda.pk}).status_code == 302
    for person, status in ((goto, 404), (ueda, 200), (deputy, 200)):
        assert as_user(person).get(page(vendor)).status_code == status
    change_user(user=ueda, changes={"absent_from": None, "absent_until": None}, by=ueda, at=timezone.now())
    assert as_user(deputy).get(page(vendor)).status_code == 404


def test_an_auditor_reads_everything_and_changes_nothing(as_user: SignIn, doi: User, goto: User, baba: User) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    client = as_user(doi)
    shown = text_of(client.get(page(vendor)))
    assert "有効" in shown or vendor.name in shown
    assert "/do/" not in shown
    assert client.post(page(vendor), details()).status_code == 403
    assert client.post(page(vendor, "suspend"), {"reason": "x"}).status_code == 403


def test_a_desk_handler_finds_a_vendor_but_sees_nothing_of_its_supervision(
    as_user: SignIn, aoki: User, goto: User, baba: User
) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    client = as_user(aoki)
    assert vendor.name in text_of(client.get(reverse(LIST), {"show": "all"}))
    shown = text_of(client.get(page(vendor)))
    assert "/do/" not in shown
    assert 'id="assessments"' not in shown
    assert 'id="entrustments"' not in shown
    assert 'id="history"' not in shown
    assert client.post(page(vendor, "suspend"), {"reason": "x"}).status_code == 403
    assert client.get(reverse("admin:vendors_entrustment_changelist")).status_code == 403


def test_a_desk_handler_meets_no_deadline_file_or_count_of_a_vendors_supervision(
    as_user: SignIn, aoki: User, goto: User, baba: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    vendor = make.active_vendor(owner=goto, signer=baba)
    review = make.assess(vendor, by=goto, signer=baba, results={"SEL-02": "not_fit"}, occasion="periodic")
    action = checklists.add_corrective_action(
        finding=review.findings.get(), description="基準", owner=goto, due_on=make.TODAY, by=baba, at=make.NOW
    )
    evidence = attach(reference=review.reference, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 "), by=goto, at=make.NOW)
    client = as_user(aoki)
    for record in (vendor, review, action):
        for clock in Clock.objects.filter(reference=record.reference):
            assert client.get(f"/admin/clocks/clock/{clock.pk}/ledger/").status_code == 404, clock
    assert client.get(f"/files/{evidence.pk}/").status_code == 404
    for record in (review, review.findings.get(), action):
        assert client.get(f"/ref/{record.reference.number}/").status_code == 404, record
    for span in ("overdue", "today", "week", "later"):
        shown = text_of(client.get("/admin/work/", {"show": span, "whose": "all"}))
        assert not any(str(record.reference) in shown for record in (vendor, review, action)), span
    listed = client.get(reverse(LIST), {"show": "all"})
    assert "open_findings" not in listed.context["cl"].list_display
    assert client.get(reverse(LIST), {"show": "attention"}).status_code == 400
    assert "未是正の指摘事項" not in text_of(client.get(page(vendor)))


def test_who_only_looks_a_vendor_up_reads_nothing_of_its_supervision_and_cannot_ask(
    as_user: SignIn, aoki: User, baba: User, goto: User
) -> None:
    vendor = make.active_vendor(owner=goto, signer=baba)
    secrets = {"suspended_reason": "監督上の懸念", "criticality_reason": "重要度の理由", "notes": "内部の控え"}
    Vendor.objects.filter(pk=vendor.pk).update(**secrets, return_proof="消去証明", next_review_on=make.TODAY)
    vendor.refresh_from_db()
    client = as_user(aoki)
    shown = text_of(client.get(page(vendor)))
    assert vendor.name in shown
    hidden = [*secrets.values(), "消去証明", "重要度", "次回点検", long_day(make.TODAY), make.TODAY.isoformat()]
    assert [text for text in hidden if text in shown] == []
    columns = client.get(reverse(LIST), {"show": "all"}).context["cl"].list_display
    assert columns == ["number", "name", "shown_owner", "state"]
    for question in ("review=overdue", f"criticality__exact={vendor.criticality}", "o=4", "o=5"):
        assert client.get(f"{reverse(LIST)}?show=all&{question}").status_code == 400, question
    assert all(text in text_of(as_user(baba).get(page(vendor))) for text in ("重要度の理由", "内部の控え"))


def test_the_order_of_the_list_tells_who_looks_vendors_up_nothing(
    as_user: SignIn, aoki: User, baba: User, goto: User
) -> None:
    first = make.active_vendor(owner=goto, signer=baba, name="乙商会", kana="オツショウカイ")
    second = make.active_vendor(owner=goto, signer=baba, name="甲商会", kana="コウショウカイ")
    for early, late in ((first, second), (second, first)):
        Vendor.objects.filter(pk=early.pk).update(next_review_on=make.TODAY)
        Vendor.objects.filter(pk=late.pk).update(next_review_on=make.TODAY + timedelta(days=9))
        listed = as_user(aoki).get(reverse(LIST), {"show": "all"}).context["cl"].result_list
        assert [vendor.pk for vendor in listed] == [first.pk, second.pk]
        listed = as_user(baba).get(reverse(LIST), {"show": "all"}).context["cl"].result_list
        assert [vendor.pk for vendor in listed] == [early.pk, late.pk]


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


def test_the_list_opens_on_what_needs_attention_and_finds_by_name_reading_and_number(
    as_user: SignIn, baba: User, goto: User
) -> None:
    quiet = make.active_vendor(owner=goto, signer=baba, at=timezone.now(), name="平穏株式会社")
    suspended = make.active_vendor(owner=goto, signer=baba, name="停止中株式会社", kana="テイシチュウ")
    services.suspend(vendor=suspended, reason="確認中", by=baba, at=timezone.now())
    client = as_user(baba)
    opened = text_of(client.get(reverse(LIST)))
    assert suspended.name in opened
    assert quiet.name not in opened
    for words in ("停止中", "ﾃｲｼﾁｭｳ", str(suspended.reference)):
        found = text_of(client.get(reverse(LIST), {"show": "all", "q": words}))
        assert suspended.name in found
        assert quiet.name not in found


@pytest.mark.parametrize("typed", ["株式会社ＭＣＡ", "MCA", "mca", "株式会社　ｍｃａ"])
def test_a_name_that_the_register_writes_in_full_width_is_found_in_any_width(
    as_user: SignIn, baba: User, typed: str
) -> None:
    make.VendorFactory.create(name="株式会社ＭＣＡホールディングス")
    make.VendorFactory.create(name="株式会社ＭＤＢ")
    found = text_of(as_user(baba).get(reverse(LIST), {"show": "all", "q": typed}))
    assert "株式会社ＭＣＡホールディングス" in found
    assert "株式会社ＭＤＢ" not in found


MEASURED = (
    (LIST, {"show": "all"}),
    (LIST, {}),
    ("admin:vendors_entrustment_changelist", {"show": "all"}),
    ("admin:vendors_foreignground_changelist", {"show": "all"}),
    ("admin:vendors_jointusepartner_changelist", {}),
    ("admin:vendors_jointusearrangement_changelist", {}),
    ("admin:vendors_country_changelist", {}),
)


def test_a_list_asks_as_often_for_one_row_as_for_fifty(as_user: SignIn, baba: User, goto: User) -> None:
    client = as_user(baba)
    fill(1, goto)
    for route, query in MEASURED:
        client.get(reverse(route), query)
    one = [count(client, reverse(route), query) for route, query in MEASURED]
    fill(24, goto)
    assert [count(client, reverse(route), query) for route, query in MEASURED] == one


def test_a_vendors_page_asks_as_often_for_one_contract_as_for_fifty(as_user: SignIn, baba: User, goto: User) -> None:
    vendor = make.VendorFactory(owner=goto, country_id="US")
    client = as_user(baba)
    make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba, results={"ORG-03": Result.PARTLY})
    client.get(page(vendor))
    one = count(client, page(vendor), {})
    for _number in range(12):
        make.entrust(vendor)
    make.assess(vendor, by=goto, signer=baba, results={"ORG-01": Result.PARTLY, "ORG-02": Result.NOT_FIT})
    assert count(client, page(vendor), {}) == one


def fill(rows: int, owner: User) -> None:
    """Make rows of every kind."""
    for _number in range(rows):
        vendor = make.VendorFactory(owner=owner, country_id="DE", status=Status.CANDIDATE)
        make.entrust(vendor)
        partner = make.PartnerFactory()
        make.arrange([partner])
        services.add_foreign_ground(
            party=vendor, basis="designated", evidence="確認書", valid_from=make.TODAY, by=CLERK, at=make.NOW
        )


def count(client: Client, url: str, query: dict[str, str]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url, query).status_code == 200
    return len(queries)


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
