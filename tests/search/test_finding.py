"""What a person types leads to the records that hold it, and to none by words that the person may not read."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import services
from cases.models import Case, CaseParty
from cases.services import Party
from consents import services as consents
from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice import paging
from privacyportal.backoffice.refusals import Refused
from privacyportal.erasure.services import erasing
from privacyportal.roof.pages.health import finding as looks
from privacyportal.roof.pages.health.check import Severity
from privacyportal.search import asking, index, upkeep
from privacyportal.search.asking import narrowed
from privacyportal.search.models import Entry
from tests.factories import vendors as vendor_factories
from tests.factories.cases import MONDAY, investigated, open_case
from vendors.models import Entrustment

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def found(text: str, user: User) -> set[int]:
    return set(narrowed(Case.objects.visible_to(user), text, user=user).values_list("pk", flat=True))


@pytest.fixture
def case(baba: User) -> Case:
    person = Party(name="髙橋 涼子", kana="タカハシ リョウコ", telephone="090-1234-5678", email="r@person.example")
    return open_case(
        subject="案内状の停止について", description="三月の封書に別人の氏名が入っていた。", complainant=person
    )


@pytest.mark.parametrize(
    "typed",
    [
        "高橋",
        "髙橋涼子",
        "たかはし",
        "ﾀｶﾊｼ ﾘｮｳｺ",
        "takahashi ryoko",
        "０９０（１２３４）５６７８",
        "09012345678",
        "5678",
        "封書",
        "案内状 別人",
        "停止",
    ],
)
def test_a_case_is_found_by_whatever_is_known_of_it(case: Case, baba: User, typed: str) -> None:
    other = open_case(subject="書面の不着", complainant=Party(name="別所 次郎", kana="ベッショ ジロウ"))
    assert found(typed, baba) == {case.pk}
    assert found(str(other.reference), baba) == {other.pk}


def test_a_case_is_found_by_its_number_and_by_its_end(case: Case, baba: User) -> None:
    number = str(case.reference)
    assert found(number, baba) == found(number.replace("-", ""), baba) == found(number[-6:], baba) == {case.pk}


def test_each_word_must_be_held(case: Case, baba: User) -> None:
    assert found("高橋 封書", baba) == {case.pk}
    assert found("高橋 解約", baba) == set()
    assert found("封書に別人", baba) == {case.pk}
    assert found("別人に封書", baba) == set()


def test_what_is_typed_as_a_pattern_is_a_text(case: Case, baba: User) -> None:
    assert found('"', baba) == found("%%", baba) == found("__", baba) == found("' OR 1=1", baba) == set()
    assert found('封書" OR "別人', baba) == set()


def test_a_restricted_case_is_not_found_by_words_that_a_person_may_not_read(case: Case, doi: User, baba: User) -> None:
    services.change_case(case=case, changes={"restricted": True}, by=baba, at=MONDAY)
    assert found("停止", doi) == {case.pk}
    assert found("高橋", doi) == found("封書", doi) == found("09012345678", doi) == set()
    assert found("高橋 停止", doi) == set()


def test_common_words_are_found_as_rare_ones_are(
    case: Case, baba: User, doi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(subject="書面の不着", complainant=Party(name="別所 次郎"))
    monkeypatch.setattr(asking, "COMMON", 0)
    assert found("高橋", baba) == found("高橋 封書", baba) == found("takahasi", baba) == {case.pk}
    services.change_case(case=case, changes={"restricted": True}, by=baba, at=MONDAY)
    assert found("停止", doi) == {case.pk}
    assert found("高橋", doi) == set()


def test_a_note_is_found_once_it_is_written(case: Case, baba: User) -> None:
    assert found("録音", baba) == set()
    services.add_note(case=case, text="通話の録音を確認した。", by=baba, at=MONDAY)
    assert found("録音", baba) == {case.pk}


def test_a_deed_that_is_undone_leaves_nothing_to_be_found(case: Case, baba: User) -> None:
    before = Entry.objects.count(), index.size()
    with pytest.raises(Refused):
        services.change_case(case=case, changes={"subject": "個人番号 123456789018"}, by=baba, at=MONDAY)
    assert (Entry.objects.count(), index.size()) == before
    assert list(upkeep.drift()) == []


def test_corrected_words_are_found_and_the_former_no_more(case: Case, baba: User) -> None:
    services.change_case(case=case, changes={"subject": "解約の手続について"}, by=baba, at=MONDAY)
    assert found("解約", baba) == {case.pk}
    assert found("停止", baba) == set()
    assert list(upkeep.drift()) == []


def test_the_index_is_what_the_rows_say(case: Case) -> None:
    assert list(upkeep.drift()) == []


def test_drift_is_told_and_rebuilding_ends_it(case: Case, baba: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET subject = %s WHERE id = %s", ["解約", case.pk])
    Entry.objects.filter(name="case.person").delete()
    assert len(list(upkeep.drift())) == 3
    upkeep.rebuild(from_nothing=True)
    assert list(upkeep.drift()) == []
    assert found("解約", baba) == found("高橋", baba) == {case.pk}


def test_rebuilding_what_is_right_changes_nothing(case: Case) -> None:
    before = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    upkeep.rebuild(from_nothing=False)
    assert list(Entry.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_what_was_stored_before_it_could_be_found_is_found_after_the_next_set_up(case: Case, baba: User) -> None:
    index.clear()
    Entry.objects.all().delete()
    assert found("高橋", baba) == set()
    upkeep.begin()
    assert found("高橋", baba) == {case.pk}
    assert list(upkeep.drift()) == []


def test_the_commands_say_what_is_wrong_and_mend_it(case: Case) -> None:
    call_command("verify_search", stdout=StringIO())
    Entry.objects.filter(name="case.subject").update(folded="x")
    with pytest.raises(CommandError, match=r"case\.subject \d+: other words"):
        call_command("verify_search", stdout=StringIO())
    assert [check.severity for check in looks.found(MONDAY)] == [Severity.WARNING]
    call_command("rebuild_search", from_nothing=True, stdout=StringIO())
    call_command("verify_search", stdout=StringIO())
    assert [check.severity for check in looks.found(MONDAY)] == [Severity.GOOD]


def test_what_is_erased_is_found_no_more(case: Case, baba: User, endo: User) -> None:
    party = CaseParty.objects.get(case=case)
    erasing.erase(obj=party, rule="mistaken", reason="誤記", erased_by=baba, checked_by=endo, by=PORTAL, at=MONDAY)
    assert found("高橋", baba) == found("09012345678", baba) == set()
    assert not Entry.objects.filter(name__in=["case.person", "case.reached", "case.address"]).exists()
    assert list(upkeep.drift()) == []


def test_a_deed_that_writes_no_words_asks_nothing_of_the_index(case: Case, baba: User) -> None:
    case = investigated(by=baba, complainant=Party(name="別所 次郎"))
    with CaptureQueriesContext(connection) as asked:
        services.change_case(case=case, changes={"restricted": True}, by=baba, at=MONDAY)
    assert [one["sql"] for one in asked if "search_" in one["sql"]] == []
    with CaptureQueriesContext(connection) as asked:
        services.change_case(case=case, changes={"subject": "別の件名"}, by=baba, at=MONDAY)
    assert [one["sql"] for one in asked if re.search('UPDATE "search_entry"', one["sql"])]


def test_a_person_of_the_register_is_found_by_kana_number_and_customer_number(baba: User) -> None:
    person = consents.register_person(
        name="渡邉 華", kana="ワタナベ ハナ", customer_number="A-0012-34", by=baba, at=MONDAY
    )
    rows = DataSubject.objects.visible_to(baba)
    for typed in ("渡辺", "わたなべ", "watanabe", "a001234", "Ａ－００１２－３４", str(person.reference)):
        assert [one.pk for one in narrowed(rows, typed, user=baba)] == [person.pk], typed


def test_a_common_word_is_counted_no_further_than_a_person_pages(
    case: Case, baba: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        open_case(subject=f"封書 {number}")
    monkeypatch.setattr(asking, "COMMON", 0)
    monkeypatch.setattr(paging.Bounded, "most", 2)
    client = Client()
    client.force_login(baba)
    page = client.post(reverse("admin:cases_case_changelist"), {"q": "封書"}, follow=True)
    assert page.context["cl"].result_count == 2
    assert "2件以上" in page.content.decode()


def test_a_contract_is_found_by_its_vendor(baba: User, goto: User) -> None:
    vendor = vendor_factories.active_vendor(owner=goto, signer=baba, name="株式会社青葉情報")
    contract = vendor.entrustments.get()
    rows = Entrustment.objects.visible_to(baba)
    assert contract in narrowed(rows, "青葉情報㈱", user=baba, through=("vendor",))
    assert not narrowed(rows, "青葉情報㈱", user=baba).exists()
