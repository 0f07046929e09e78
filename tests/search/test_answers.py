"""The one box leads from what is known to the record, shows the words that matched, and tells nothing to others."""

import pytest
from django.test import Client
from django.urls import reverse

from cases import services
from cases.models import Case
from cases.services import Party
from privacyportal.accounts.models import User
from privacyportal.audit.models import Reading
from privacyportal.search import answers
from privacyportal.search.answers import Part, answer
from privacyportal.search.asking import Word
from tests.factories.cases import MONDAY, open_case

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def case(baba: User) -> Case:
    person = Party(name="髙橋 涼子", kana="タカハシ リョウコ", telephone="090-1234-5678")
    return open_case(subject="案内状について", description="三月の封書に<b>別人</b>の氏名。", complainant=person)


def ask(user: User, text: str) -> str:
    client = Client()
    client.force_login(user)
    page = client.post(reverse("find"), {"q": text}, follow=True)
    assert page.status_code == 200
    assert text not in page.request["QUERY_STRING"]
    return page.content.decode()


def test_what_matched_is_shown_as_it_was_written(case: Case, baba: User) -> None:
    page = ask(baba, "高橋")
    assert str(case.reference) in page
    assert "<mark>髙橋</mark> 涼子" in page


def test_texts_are_escaped(case: Case, baba: User) -> None:
    page = ask(baba, "別人")
    assert "&lt;b&gt;<mark>別人</mark>&lt;/b&gt;" in page
    assert "<b>別人" not in page


def test_a_number_in_another_writing_leads_to_the_person(case: Case, baba: User) -> None:
    page = ask(baba, "０９０（１２３４）５６７８")
    assert str(case.reference) in page
    assert "090-1234-5678" in page


def test_of_a_restricted_case_nothing_is_told_that_may_not_be_read(case: Case, baba: User, doi: User) -> None:
    services.change_case(case=case, changes={"restricted": True}, by=baba, at=MONDAY)
    assert str(case.reference) not in ask(doi, "高橋")
    page = ask(doi, "案内状")
    assert str(case.reference) in page
    assert "髙橋" not in page


def test_nothing_is_found_by_whoever_sees_no_cases(case: Case, honda: User) -> None:
    assert str(case.reference) not in ask(honda, "高橋")


def test_who_searched_and_what_was_shown_is_kept(case: Case, baba: User) -> None:
    ask(baba, "高橋")
    kept = Reading.objects.get(what=Reading.What.SEARCH, model="cases.case")
    assert kept.keys == [str(case.pk)]


def test_more_are_told_of_and_not_counted(case: Case, baba: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SHOWN", 1)
    person = Party(name="高橋 一郎")
    newer = open_case(complainant=person)
    [group] = [group for group in answer("高橋", user=baba) if group.model is Case]
    assert [hit.number for hit in group.hits] == [str(newer.reference)]
    assert group.has_more


def test_an_excerpt_is_cut_around_the_words() -> None:
    text = "あ" * 100 + "開示請求" + "い" * 100
    parts = answers.excerpt(text, [Word(("開示",), None)])
    assert parts[:3] == (Part("…"), Part("あ" * 30), Part("開示", is_hit=True))
    assert parts[-1] == Part("…")


def test_pages_of_the_menu_are_found_by_their_name(baba: User, honda: User) -> None:
    link = f'class="portal-chip" href="{reverse("admin:cases_case_changelist")}"'
    assert link in ask(baba, "案件")
    assert link not in ask(honda, "案件")
    assert link not in ask(baba, "計算機")


def test_the_box_is_on_every_page(case: Case, baba: User) -> None:
    client = Client()
    client.force_login(baba)
    for path in (reverse("admin:index"), reverse("admin:cases_case_changelist"), reverse("work")):
        assert 'id="portal-find-box"' in client.get(path).content.decode()


def test_the_record_whose_number_ends_so_comes_before_newer_ones(
    case: Case, baba: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = str(case.reference)[-6:].lstrip("0")
    monkeypatch.setattr(answers, "SHOWN", 1)
    open_case(subject=f"受付番号 {end}{end} の件")
    [group] = [group for group in answer(end, user=baba) if group.model is Case]
    assert [hit.number for hit in group.hits] == [str(case.reference)]
    assert group.has_more
