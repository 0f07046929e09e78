"""A vendor owner answers the sheet of their own vendor without training; nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyportal.attachments.models import Attachment
from privacyportal.backoffice.refusals import Conflict
from privacyportal.checklists import services
from privacyportal.checklists.models import Assessment, Finding
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import AssessmentStatus
from tests.factories.checklists import NOW, start, submitted, template
from tests.factories.vendors import VendorFactory
from tests.forms import Forms
from vendors import services as vendors

pytestmark = pytest.mark.django_db

CODES = ("A-01", "A-02", "A-03")


@pytest.fixture
def vendor(goto, baba):
    return vendors.assign_owner(vendor=VendorFactory(), owner=goto, reason="", by=baba, at=NOW)


@pytest.fixture
def assessment(vendor):
    return start(vendor.reference)


def page(assessment):
    return f"/admin/checklists/assessment/{assessment.pk}/change/"


def answers(assessment):
    return f"/admin/checklists/assessment/{assessment.pk}/answers/"


def all_fit(**more):
    return {f"result-{code}": "fit" for code in CODES} | more


def test_the_owner_finds_the_sheet_with_every_item_and_who_asks(as_user, goto, assessment, vendor):
    text = as_user(goto).get(page(assessment)).content.decode()
    assert all(f'name="result-{code}"' in text for code in CODES)
    assert vendor.name in text
    assert "契約書がある" in text


def test_a_draft_is_saved_as_far_as_it_is_filled_in(as_user, goto, assessment):
    answer = as_user(goto).post(answers(assessment), {"result-A-01": "fit", "note-A-02": "確認中"})
    assert answer["Location"].endswith("#items")
    stored = {a.item.code: (a.result, a.note, bool(a.answered_at)) for a in assessment.answers.select_related("item")}
    assert stored == {
        "A-01": ("fit", "", True),
        "A-02": ("unconfirmed", "確認中", True),
        "A-03": ("unconfirmed", "", False),
    }


def test_evidence_is_kept_with_its_item(as_user, goto, assessment):
    file = SimpleUploadedFile("契約書.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
    as_user(goto).post(answers(assessment), {"result-A-01": "fit", "file-A-01": file})
    kept = Attachment.objects.get(reference=assessment.reference)
    assert (kept.label, kept.name, kept.uploaded_by) == ("A-01", "契約書.pdf", goto)
    assert "契約書.pdf" in as_user(goto).get(page(assessment)).content.decode()


def test_a_file_that_is_refused_does_not_cost_the_answers(as_user, goto, assessment):
    file = SimpleUploadedFile("tool.exe", b"MZ\x90\x00")
    answer = as_user(goto).post(answers(assessment), all_fit(submit="1", **{"file-A-01": file}), follow=True)
    assert any("A-01" in str(message) for message in answer.context["messages"])
    assessment.refresh_from_db()
    assert assessment.status == AssessmentStatus.DRAFT
    assert assessment.answers.filter(result="fit").count() == len(CODES)


def test_save_and_submit_in_one_step(as_user, goto, assessment):
    as_user(goto).post(answers(assessment), all_fit(submit="1"))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.submitted_by) == (AssessmentStatus.SUBMITTED, goto)


def test_submitting_an_incomplete_sheet_saves_it_and_names_what_is_missing(as_user, goto, assessment):
    answer = as_user(goto).post(answers(assessment), {"result-A-01": "fit", "submit": "1"}, follow=True)
    assert any("A-02、A-03" in str(message) for message in answer.context["messages"])
    assert assessment.answers.filter(result="fit").count() == 1


def test_another_owner_finds_nothing(as_user, ueda, assessment):
    client = as_user(ueda)
    assert client.get(page(assessment)).status_code == 404
    assert client.post(answers(assessment), all_fit()).status_code == 404


def test_who_reads_the_register_sees_the_sheet_but_cannot_answer(as_user, doi, assessment):
    client = as_user(doi)
    text = client.get(page(assessment)).content.decode()
    assert "result-A-01" not in text
    assert client.post(answers(assessment), all_fit()).status_code == 403


def test_the_sheet_is_only_sent(as_user, goto, assessment):
    assert as_user(goto).get(answers(assessment)).status_code == 405


def test_an_owner_cannot_sign_off_and_a_second_person_can(as_user, goto, endo, vendor):
    assessment = submitted(vendor.reference, by=goto, results={"A-02": "partly"})
    url = f"/admin/checklists/assessment/{assessment.pk}/do/sign_off/"
    assert as_user(goto).post(url, {}).status_code == 403
    assert as_user(endo).post(url, {}).status_code == 302
    assert Assessment.objects.get(pk=assessment.pk).outcome == "conditional"
    assert Finding.objects.filter(assessment=assessment).count() == 1


def test_a_sheet_is_sent_back_with_a_reason(as_user, goto, endo, vendor):
    assessment = submitted(vendor.reference, by=goto)
    url = f"/admin/checklists/assessment/{assessment.pk}/do/send_back/"
    assert as_user(endo).post(url, {"reason": ""}).status_code == 200
    assert as_user(endo).post(url, {"reason": "証跡を追加してください"}).status_code == 302
    text = as_user(goto).get(page(assessment)).content.decode()
    assert 'name="result-A-01"' in text


def test_the_owners_list_holds_their_assessments_only(as_user, goto, assessment):
    other = start(VendorFactory().reference, template=assessment.template)
    rows = as_user(goto).get("/admin/checklists/assessment/").context["cl"].queryset
    assert assessment in rows
    assert other not in rows


def test_lists_cost_the_same_for_one_row_and_for_many(as_user, baba, goto, endo):
    client, small = as_user(baba), template()
    names = ("assessment", "finding", "correctiveaction", "checklisttemplate", "checklistitem")
    urls = [f"/admin/checklists/{name}/" for name in names]

    def fill(count):
        for _ in range(count):
            assessment = submitted(
                VendorFactory(owner=goto).reference, by=goto, results={"A-02": "partly"}, template=small
            )
            services.sign_off(assessment=assessment, by=endo, at=NOW)
            services.add_corrective_action(
                finding=assessment.findings.get(), description="直す", owner=goto, due_on=NOW.date(), by=endo, at=NOW
            )

    def queries():
        counted = {}
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counted[url] = len(captured)
        return counted

    fill(1)
    one = queries()
    assert max(one.values()) <= 60
    fill(11)
    assert queries() == one


def test_no_evidence_comes_to_what_has_been_handed_in_or_is_not_asked(goto, assessment):
    def keep(code):
        file = SimpleUploadedFile("契約書.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
        services.keep_evidence(assessment=assessment, code=code, file=file, by=goto, at=NOW)

    with pytest.raises(Conflict, match="B-01"):
        keep("B-01")
    services.answer_items(assessment=assessment, replies={code: Reply("fit") for code in CODES}, by=goto, at=NOW)
    services.submit(assessment=assessment, by=goto, at=NOW)
    with pytest.raises(Conflict):
        keep("A-01")
    assert not Attachment.objects.exists()


def opened(client, assessment):
    """What the sheet sends along by itself, and what it shows."""
    page_text = client.get(page(assessment)).content.decode()
    sheet = next(form for form in Forms(page_text).found if form.action.startswith(answers(assessment)))
    shown = {name: value for name, value in sheet.values.items() if not name.startswith("file-")}
    notes = {f"note-{answer.item.code}": answer.note for answer in assessment.answers.select_related("item")}
    results = {
        f"result-{answer.item.code}": answer.result
        for answer in assessment.answers.select_related("item")
        if answer.answered_at
    }
    return {name: value for name, value in shown.items() if "-" not in name} | notes | results


def stored(assessment):
    return {a.item.code: (a.result, a.note) for a in assessment.answers.select_related("item") if a.answered_at}


def test_two_people_at_one_sheet_answer_different_items_beside_each_other(as_user, goto, baba, assessment):
    services.answer_items(assessment=assessment, replies={"A-01": Reply("fit", "初")}, by=goto, at=NOW)
    first, second = opened(as_user(goto), assessment), opened(as_user(baba), assessment)
    as_user(goto).post(answers(assessment), first | {"result-A-01": "not_fit", "note-A-01": "改"})
    # Still shows the first item as it was: what was only shown overwrites nothing.
    answer = as_user(baba).post(answers(assessment), second | {"result-A-02": "fit"})
    assert answer.status_code == 302
    assert stored(assessment) == {"A-01": ("not_fit", "改"), "A-02": ("fit", "")}


def test_two_people_at_one_item_the_second_is_told_and_keeps_what_was_typed(as_user, goto, baba, assessment):
    first, second = opened(as_user(goto), assessment), opened(as_user(baba), assessment)
    as_user(goto).post(answers(assessment), first | {"result-A-01": "not_fit", "note-A-01": "契約書なし"})
    typed = {"result-A-01": "fit", "note-A-01": "契約書を見た", "result-A-02": "fit"}
    late = as_user(baba).post(answers(assessment), second | typed)
    text = late.content.decode()
    assert late.status_code == 409
    assert stored(assessment) == {"A-01": ("not_fit", "契約書なし")}
    assert "契約書を見た" in text
    assert "開いたとき：「」 / 現在：「不適合 / 契約書なし」（後藤 由美, " in text
    assert "）" in text.partition("（後藤 由美, ")[2][:40]
    assert "あなたの入力：「適合 / 契約書を見た」" in text
    again = next(form for form in Forms(text).found if form.action.startswith(answers(assessment)))
    assert (again.values["result-A-01"], again.values["result-A-02"]) == ("fit", "fit")
    hidden = {name: again.values[name] for name in ("portal_once", "portal_seen")}
    assert as_user(baba).post(answers(assessment), second | typed | hidden).status_code == 302
    assert stored(assessment) == {"A-01": ("fit", "契約書を見た"), "A-02": ("fit", "")}


def test_who_answers_as_somebody_else_just_did_is_not_told_off(as_user, goto, baba, assessment):
    first, second = opened(as_user(goto), assessment), opened(as_user(baba), assessment)
    for person, shown in ((goto, first), (baba, second)):
        assert as_user(person).post(answers(assessment), shown | {"result-A-01": "fit"}).status_code == 302
    assert assessment.answers.get(item__code="A-01").answered_by == goto


def test_a_sheet_that_is_handed_in_meanwhile_is_shown_again_as_typed(as_user, goto, baba, assessment):
    shown = opened(as_user(baba), assessment)
    as_user(goto).post(answers(assessment), all_fit(submit="1"))
    late = as_user(baba).post(answers(assessment), shown | {"note-A-01": "まだ見ていない"})
    assert late.status_code == 409
    assert "他" in late.content.decode() or "回答" in late.content.decode()
