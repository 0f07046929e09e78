"""A checklist is a file of the firm's: imported by version, refused with the row that is wrong."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Refused
from privacyportal.checklists import catalogue, services
from privacyportal.checklists.models import ChecklistItem, ChecklistTemplate
from privacyportal.checklists.reading import TemplateRefused
from tests.factories.checklists import HEADER, NOW, ROWS, checklist, day, start, template
from tests.factories.vendors import VendorFactory

pytestmark = pytest.mark.django_db


def test_the_shipped_checklist_is_whole():
    shipped = catalogue.install(by=PORTAL, at=NOW)
    items = shipped.items.order_by("order")
    assert (items.count(), items.first().code, items.last().code) == (60, "SEL-01", "TRM-04")
    assert items.filter(critical=True).count() == 23
    assert str(shipped) == "委託先監督点検表 第1版"
    assert catalogue.install(by=PORTAL, at=NOW) == shipped


def test_the_same_content_is_the_same_version_in_any_encoding():
    first = template()
    again = services.import_template(
        file=io.BytesIO(checklist().replace("\n", "\r\n").encode("cp932")), code="small", by=PORTAL, at=NOW
    )
    assert again == first


def draft(by, *rows, **fields):
    file = io.BytesIO(checklist(*(rows or ROWS[:2])).encode())
    return services.import_template(file=file, code="small", by=by, at=NOW, **fields)


def test_a_checklist_is_drafted_by_one_and_published_by_another(baba, endo, goto):
    first = template()
    second = draft(baba, valid_from=day(3))
    assert (first.covers(day(0)), second.stage, second.covers(day(3))) == (True, "draft", False)
    with pytest.raises(Refused) as refused:
        services.publish_template(template=second, by=baba, at=NOW)
    assert [r.code for r in refused.value.refusals] == ["backoffice.second_person"]
    begun = start(VendorFactory(owner=goto).reference, template=first)
    published = services.publish_template(template=second, by=endo, at=NOW)
    assert published.impact.splitlines() == [
        "聞かなくなる項目：A-03、B-01、T-01", "現在の質問のまま続く点検：1件",
    ]  # fmt: skip
    first.refresh_from_db()
    assert (first.valid_to, services.template_on("small", day(2)), services.template_on("small", day(3))) == (
        day(3), first, second,
    )  # fmt: skip
    assert begun.answers.count() == 3


def test_a_version_does_not_begin_behind_its_newest_use(baba, endo, goto):
    first = template()
    start(VendorFactory(owner=goto).reference, template=first)
    second = draft(baba, valid_from=day(0))
    with pytest.raises(Refused) as refused:
        services.publish_template(template=second, by=endo, at=NOW)
    assert [r.code for r in refused.value.refusals] == ["backoffice.backwards"]


def test_nothing_is_asked_by_a_draft(baba, goto):
    template()
    with pytest.raises(Refused) as refused:
        start(VendorFactory(owner=goto).reference, template=draft(baba))
    assert [r.code for r in refused.value.refusals] == ["checklists.not_in_force"]


def test_changed_content_is_the_next_version_and_the_old_one_stays(baba):
    first = template()
    second = draft(baba)
    assert (second.version, second.items.count(), first.items.count()) == (2, 2, len(ROWS))
    assert second.name_ja == first.name_ja


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER, "項目がありません"),
        (HEADER.replace("weight,", ""), "weight"),
        (checklist(ROWS[0].replace(",5,", ",heavy,")), "2行目"),
        (checklist(ROWS[0], ROWS[1].replace(",no,", ",maybe,")), "3行目"),
        (checklist(ROWS[0], ROWS[0]), "3行目"),
        (checklist(ROWS[0], "A-09,contract"), "3行目"),
        (checklist(ROWS[0].replace("A-01", "")), "2行目"),
        (checklist(ROWS[0], ROWS[1].replace(",all,", ",everyone,")), "3行目"),
        (checklist(ROWS[0].replace("A-01", "A" * 21)), "2行目"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row_and_nothing_is_written(text, said):
    with pytest.raises(TemplateRefused) as refused:
        template(text)
    assert said in refused.value.text
    assert not ChecklistTemplate.objects.filter(code="small").exists()


def test_the_officer_brings_in_a_version_on_screen(as_user, baba):
    form = {"code": "small", "name_ja": "点検表", "name_en": "Checklist",
            "file": SimpleUploadedFile("checklist.csv", checklist().encode())}  # fmt: skip
    answer = as_user(baba).post("/admin/checklists/checklisttemplate/add/", form)
    assert answer.status_code == 302
    assert ChecklistItem.objects.filter(template__code="small").count() == len(ROWS)
    page = as_user(baba).get(
        f"/admin/checklists/checklisttemplate/{ChecklistTemplate.objects.get(code='small').pk}/change/"
    )
    assert "契約書がある" in page.content.decode()


def test_the_form_offers_the_next_version_of_the_checklist_in_use(as_user, baba):
    page = as_user(baba).get("/admin/checklists/checklisttemplate/add/")
    assert page.context["adminform"].form["code"].value() == catalogue.SUPERVISION
    assert "applies_to" in page.content.decode()


def test_others_cannot_bring_in_a_version(as_user, doi, aoki):
    for person in (doi, aoki):
        assert as_user(person).get("/admin/checklists/checklisttemplate/add/").status_code == 403


def test_a_source_says_nothing_to_a_customer_of_who_has_read_it() -> None:
    """E3: 21 of 60 items showed their source as to be confirmed; how sure it is, is data."""
    items = ChecklistItem.objects.filter(template__code="supervision").order_by("code")
    assert not [item.code for item in items if "[" in item.source or "要確認" in item.shown_source]
    unsure = items.filter(certainty="low").values_list("code", flat=True)
    assert list(unsure) == ["CON-02", "CON-06", "PER-03", "SEL-02", "SEL-05", "SEL-06", "TEC-05"]


def test_the_items_on_individual_numbers_cite_the_annex_for_financial_business() -> None:
    sources = ChecklistItem.objects.filter(template__code="supervision", code__in=["SEL-09", "CON-08", "SUB-05"])
    assert {"別冊（金融業務）" in item.source for item in sources} == {True}


@pytest.mark.parametrize(
    ("source", "kept", "certainty"),
    [
        ("通則編10 [seen: PPC]", "通則編10", "high"),
        ("通則編10 [seen: PPC] / 実務指針 [knowledge; 未確認]", "通則編10 / 実務指針", "low"),
    ],
)
def test_notes_in_an_older_file_become_data(source: str, kept: str, certainty: str) -> None:
    made = template(checklist(ROWS[0].rsplit(",", 1)[0] + f",{source}"))
    item = made.items.get()
    assert (item.source, item.certainty) == (kept, certainty)
