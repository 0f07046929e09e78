"""What does each role see and do of vendors on screen, and what not?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.accounts.services.users import change_user
from privacyportal.backoffice.dates import long_day
from privacyportal.checklists import services as checklists
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.files import attach
from tests.vendors.pages import LIST, details, page, text_of
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_vendor_owner_meets_only_their_own_vendors_on_every_path(
    as_user: SignIn, goto: User, ueda: User, baba: User
) -> None:
    mine = make.active_vendor(owner=goto, signer=baba, name="あおい印刷株式会社")
    other = make.active_vendor(owner=ueda, signer=baba, name="みどり倉庫株式会社")
    hers = as_user(goto)

    listed = text_of(hers.get(reverse(LIST), {"show": "all"}))
    assert mine.name in listed
    assert other.name not in listed
    assert other.name not in text_of(hers.get(reverse(LIST), {"show": "all", "q": "みどり"}, follow=True))
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
