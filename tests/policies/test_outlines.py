"""A text is looked at before it is a version: read, doubted, corrected line by line, stored or given up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies import services
from privacyportal.policies.models import PolicyOutline, PolicyVersion
from privacyportal.policies.parser.rows import Role
from privacyportal.policies.services.texts import PolicyRefused
from tests.factories.people import officer
from tests.factories.policies import LOADED_AT, load, policy_text
from tests.policies.test_documents import ARTICLES, document

pytestmark = pytest.mark.django_db

ADD = "/admin/policies/policyoutline/add/"
BARE = (
    "プライバシーの考え方\n当社は次のとおり定めます。\n情報の取得 当社は、適正に取得します。\n"
    "安全管理 当社は、安全に管理します。"
)
NO_TEXT = SimpleUploadedFile("x.txt", bytes(range(128, 256)))


def draft(text: str) -> PolicyOutline:
    """Read a text as a draft."""
    return services.draft_outline(content=text.encode(), source_name="方針.txt", by=officer(), at=LOADED_AT)


def correct(outline: PolicyOutline, **lines: services.Mark) -> PolicyOutline:
    """Correct lines, named `line1` from 1 on."""
    marks = {int(name.removeprefix("line")) - 1: mark for name, mark in lines.items()}
    return services.correct_outline(outline=outline, marks=marks, by=officer(), at=LOADED_AT)


def headings(version: PolicyVersion) -> list[tuple[int, str]]:
    """Return (number, heading) of the numbered sections."""
    return list(version.sections.exclude(number=0).order_by("part", "number").values_list("number", "heading"))


def page(outline: PolicyOutline) -> str:
    """Return the address of an outline."""
    return f"/admin/policies/policyoutline/{outline.pk}/"


def sent(client, address: str, **typed: str) -> dict[str, str]:
    """Return what a browser would send of a form as it opens, with what is typed over it."""
    form = client.get(address).context["form"]
    opened = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in (opened | typed).items()}


@pytest.mark.parametrize("typed", ["file", "pasted"])
def test_a_text_that_comes_as_a_file_or_pasted_waits_as_a_draft_and_becomes_a_version(as_user, baba, typed):
    content = {"file": SimpleUploadedFile("方針.txt", policy_text().encode()), "pasted": policy_text()}
    client = as_user(baba)
    answer = client.post(ADD, {typed: content[typed]})
    outline = PolicyOutline.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{page(outline)}change/#outline")
    assert (outline.drafted_by, PolicyVersion.objects.count()) == (baba, 0)
    answer = client.post(f"{page(outline)}do/keep/")
    outline.refresh_from_db()
    version_page = f"/admin/policies/policyversion/{outline.version.pk}/change/"
    assert (answer.status_code, answer.url) == (302, f"{version_page}#obligations")
    assert outline.version.is_draft
    assert (outline.version.loaded_by, outline.version.sections.count()) == (baba, 14)
    assert AuditEntry.objects.filter(action="policies.version_loaded", actor=baba).count() == 1


@pytest.mark.parametrize("typed", [{}, {"pasted": " \n "}, {"file": NO_TEXT}])
def test_what_is_no_text_is_refused_beside_the_form(as_user, baba, typed):
    answer = as_user(baba).post(ADD, typed)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert not PolicyOutline.objects.exists()


def test_a_version_is_added_by_bringing_in_a_text(as_user, baba, aoki):
    answer = as_user(baba).get("/admin/policies/policyversion/add/")
    assert (answer.status_code, answer.url) == (302, ADD)
    assert as_user(aoki).get("/admin/policies/policyversion/add/").status_code == 403
    assert as_user(aoki).get(ADD).status_code == 403


def test_the_same_text_leads_to_the_draft_that_waits():
    assert draft(policy_text()) == draft(policy_text())


def test_a_text_whose_headings_nobody_could_see_is_marked_by_hand_and_stored(as_user, baba):
    outline, client = draft(BARE), as_user(baba)
    address = f"{page(outline)}do/correct/"
    roles = {"role_0": "title", "role_2": "section", "role_3": "section"}
    assert client.post(address, sent(client, address, **roles)).status_code == 302
    words = {"heading_2": "情報の取得", "heading_3": "安全管理", "number_3": "5"}
    assert client.post(address, sent(client, address, **words)).status_code == 302
    assert client.post(f"{page(outline)}do/keep/").status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.title, headings(version)) == ("プライバシーの考え方", [(1, "情報の取得"), (5, "安全管理")])
    assert version.sections.get(number=5).body == "当社は、安全に管理します。"
    assert version.sections.get(number=0).body == "当社は次のとおり定めます。"


def test_a_number_that_is_left_empty_follows_the_section_before(as_user, baba):
    outline, client = draft("方針\n1. 取得\n取得します。\n2. 利用\n利用します。\n4. 窓口\n総務部です。"), as_user(baba)
    address = f"{page(outline)}do/correct/"
    assert client.post(address, sent(client, address, number_5="")).status_code == 302
    assert client.post(f"{page(outline)}do/keep/").status_code == 302
    assert headings(PolicyVersion.objects.get()) == [(1, "取得"), (2, "利用"), (3, "窓口")]


def test_a_line_that_ran_together_is_divided_and_the_lines_below_move_down(as_user, baba):
    outline, client = draft("方針\n1. 取得\n取得します。2. 利用\n利用します。\n3. 窓口\n総務部です。"), as_user(baba)
    address = f"{page(outline)}do/correct/"
    at = next(str(at) for at, row in enumerate(outline.rows, 1) if "2. 利用" in row.text)
    assert client.post(address, sent(client, address, divided=at, new_line="2. 利用")).status_code == 302
    outline.refresh_from_db()
    assert [row.text for row in outline.rows][2:4] == ["取得します。", "2. 利用"]
    assert client.post(address, sent(client, address, role_3="section")).status_code == 302
    assert client.post(f"{page(outline)}do/keep/").status_code == 302
    assert headings(PolicyVersion.objects.get()) == [(1, "取得"), (2, "利用"), (3, "窓口")]


@pytest.mark.parametrize("typed", [{"divided": "99", "new_line": "取得"}, {"divided": "2"}, {"new_line": "取得"}])
def test_a_line_is_not_divided_where_the_words_do_not_stand_within_it(as_user, baba, typed):
    outline, client = draft(policy_text()), as_user(baba)
    address = f"{page(outline)}do/correct/"
    answer = client.post(address, sent(client, address, **typed))
    assert "new_line" in answer.context["form"].errors


def test_the_form_shows_each_line_with_its_fields_and_the_doubt_about_it(as_user, baba):
    outline = draft("方針\n1. 取得\n取得します。\n2. 利用\n利用します。\n4. 窓口\n総務部です。")
    shown = as_user(baba).get(f"{page(outline)}do/correct/").content.decode()
    assert shown.count('name="role_') == len(outline.rows)
    line = shown.partition('<tr id="line-5">')[2].partition("</tr>")[0]
    assert "4. 窓口" in line
    assert "portal-error" in line


def test_words_that_do_not_stand_on_the_line_are_refused_beside_it(as_user, baba):
    outline, client = draft(policy_text()), as_user(baba)
    address = f"{page(outline)}do/correct/"
    answer = client.post(address, sent(client, address, heading_1="別の方針"))
    assert "heading_1" in answer.context["form"].errors


def test_the_page_names_the_doubts_with_the_lines_that_they_are_about(as_user, baba):
    outline = draft("方針\n1. 取得\n取得します。\n2. 利用\n利用します。\n4. 窓口\n総務部です。")
    shown = as_user(baba).get(f"{page(outline)}change/").content.decode()
    assert '<a href="#line-5">' in shown
    assert 'id="line-5"' in shown


def test_what_somebody_corrects_is_kept_and_names_the_lines_in_the_trail():
    outline = correct(draft(policy_text()), line2=services.Mark(role=Role.TEXT))
    assert PolicyOutline.objects.get().rows[1].role == Role.TEXT
    entry = AuditEntry.objects.get(action="policies.outline_corrected")
    assert entry.changes["lines"] == ["2"]
    assert [row.text for row in outline.rows] == [row.text for row in draft(policy_text() + " ").rows]


def test_who_corrected_an_outline_is_not_the_second_person_of_its_version(baba, endo):
    outline = draft(policy_text())
    marks = {1: services.Mark(role=Role.TEXT)}
    services.correct_outline(outline=outline, marks=marks, by=Staff(endo), at=LOADED_AT)
    version = services.keep_outline(outline=outline, by=Staff(baba), at=LOADED_AT).version
    day, at = LOADED_AT.date() + timedelta(days=1), LOADED_AT
    services.propose_version(version=version, valid_from=day, change_reason="改定", by=Staff(baba), at=at)
    with pytest.raises(Refused) as refused:
        services.publish_version(version=version, by=Staff(endo), at=at)
    assert refused.value.refusals[0].code == "backoffice.second_person"


def test_an_outline_without_a_section_is_not_stored():
    outline = draft(BARE)
    with pytest.raises(Refused) as refused:
        services.keep_outline(outline=outline, by=officer(), at=LOADED_AT)
    assert refused.value.refusals[0].code == "policies.outline_without_section"
    assert not PolicyVersion.objects.exists()


def test_a_text_that_is_a_version_already_is_not_stored_again(as_user, baba):
    version = load()
    outline = draft(policy_text())
    assert str(version) in as_user(baba).get(f"{page(outline)}change/").content.decode()
    with pytest.raises(Refused) as refused:
        services.keep_outline(outline=outline, by=officer(), at=LOADED_AT)
    assert refused.value.refusals[0].code == "policies.text_stored_already"


@pytest.mark.parametrize("end", ["keep", "give_up"])
def test_what_was_stored_or_given_up_is_changed_no_more(end):
    outline = draft(policy_text())
    if end == "keep":
        services.keep_outline(outline=outline, by=officer(), at=LOADED_AT)
    else:
        services.give_up_outline(outline=outline, reason="誤送", by=officer(), at=LOADED_AT)
    with pytest.raises(Refused) as refused:
        correct(outline, line2=services.Mark(role=Role.TEXT))
    assert refused.value.refusals[0].code == "policies.outline_closed"


@pytest.mark.parametrize("closed", [True, False])
def test_no_door_writes_what_may_not_stand(closed):
    outline = draft(policy_text() if closed else BARE)
    if closed:
        services.give_up_outline(outline=outline, reason="誤送", by=officer(), at=LOADED_AT)
    else:
        outline.version = load()
    with pytest.raises(Refused):
        outline.save()


def test_a_document_of_word_becomes_an_outline_and_what_is_none_is_refused_with_the_reason() -> None:
    outline = services.draft_outline(content=document(*ARTICLES), source_name="方針.docx", by=officer(), at=LOADED_AT)
    assert [(row.number, row.heading) for row in outline.rows if row.role == Role.SECTION] == [
        (1, "利用目的"), (2, "第三者提供"),
    ]  # fmt: skip
    with pytest.raises(PolicyRefused, match="PDF"):
        services.draft_outline(content=b"%PDF-1.7", source_name="方針.pdf", by=officer(), at=LOADED_AT)
