"""Can staff record and read consents and provisions on the screens, and only those who may?"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consents.models import ConsentEntry, DataSubject, ThirdPartyProvision
from consents.states import Decision, Ground
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from tests.factories import consents as make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PERSONS = "admin:consents_datasubject"
ENTRIES = "admin:consents_consententry"
PROVISIONS = "admin:consents_thirdpartyprovision"


@pytest.fixture(autouse=True)
def monday() -> Any:
    """It is Monday, 2026-11-16, 10:00 in Tokyo."""
    with time_machine.travel(make.NOW, tick=False):
        yield


def decision(person: DataSubject, shown: Any, **fields: Any) -> dict[str, Any]:
    """What is typed to record a decision."""
    typed = {
        "data_subject": person.pk,
        "wording": shown.pk,
        "decision": "given",
        "channel": "written",
        "decided_at": "2026年11月16日 午前9時半",
        "expires_on": "",
        "note": "",
    }
    return {**typed, **fields}


def provision(ground: str, **fields: Any) -> dict[str, Any]:
    """What is typed to record a provision."""
    typed = {
        "ground": ground,
        "purpose": make.purpose().pk,
        "categories": [category.pk for category in make.items()],
        "provided_on": "2026-11-16",
        "subjects": "対象ファンドの保有者全員",
        "recipient_name": make.RECIPIENT,
        "country": "JP",
        "manner": "each",
    }
    return {**typed, **fields}


def test_a_person_is_registered_found_by_reading_and_corrected(baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    typed = {"name": "齋藤 さくら", "kana": "サイトウ サクラ", "customer_number": "30001"}
    browser.post(reverse(f"{PERSONS}_add"), typed)
    person = DataSubject.objects.get()
    for words in (
        "さいとう",
        "ｻｲﾄｳ",
        "サイトウサクラ",
        "齋藤さくら",
        "齋藤　さくら",
        "３０００１",
        str(person.reference),
    ):
        page = browser.get(reverse(f"{PERSONS}_changelist"), {"q": words}, follow=True)
        assert "齋藤 さくら" in page.content.decode(), words
    browser.post(reverse(f"{PERSONS}_change", args=[person.pk]), {**typed, "telephone": "03-0000-0000"})
    person.refresh_from_db()
    assert person.telephone == "03-0000-0000"
    assert AuditEntry.objects.get(action="consents.person_changed").changes == {"fields": ["person_telephone"]}


def test_a_decision_is_recorded_and_stands_on_the_persons_page(baba: User, as_user: SignIn) -> None:
    browser, person = as_user(baba), make.DataSubjectFactory()
    browser.post(reverse(f"{ENTRIES}_add"), decision(person, make.wording()))
    entry = ConsentEntry.objects.get()
    assert entry.recorded_by == baba
    page = browser.get(reverse(f"{PERSONS}_change", args=[person.pk])).content.decode()
    assert str(entry.reference) in page
    assert make.RECIPIENT in page


def test_a_refused_decision_comes_back_as_typed_with_the_section_and_is_kept(baba: User, as_user: SignIn) -> None:
    browser, person = as_user(baba), make.DataSubjectFactory()
    typed = decision(person, make.wording(), decision="withdrawn", note="電話での申出")
    page = browser.post(reverse(f"{ENTRIES}_add"), typed).content.decode()
    assert "基本方針第10項a)" in page
    assert "電話での申出" in page
    kept = AuditEntry.objects.get(action="backoffice.refused")
    assert (kept.actor, kept.reference, kept.section) == (baba, str(person.reference), "10a)")
    assert not ConsentEntry.objects.exists()


def test_the_form_opens_with_what_is_known(baba: User, as_user: SignIn) -> None:
    person, shown, other = make.DataSubjectFactory(), make.wording(), make.wording("use")
    known = {"data_subject": person.pk, "purpose": shown.purpose_id, "scope": "third_party"}
    form = as_user(baba).get(reverse(f"{ENTRIES}_add"), known).context["adminform"].form
    assert form.initial["data_subject"] == str(person.pk)
    offered = set(form.fields["wording"].queryset)
    assert shown in offered
    assert other not in offered


def test_the_matrix_shows_every_purpose_as_it_held_on_the_chosen_day(baba: User, as_user: SignIn) -> None:
    person, shown = make.DataSubjectFactory(), make.wording()
    first = make.decide(person, shown, decided_at=make.noon(date(2026, 10, 1)))
    second = make.decide(person, shown, Decision.WITHDRAWN, decided_at=make.noon(date(2026, 11, 1)))
    browser, page = as_user(baba), reverse(f"{PERSONS}_matrix", args=[person.pk])
    then = browser.get(page, {"on": "2026-10-31"}).content.decode()
    assert str(first.reference) in then
    assert str(second.reference) not in then
    assert "2026年10月31日（土）" in then
    now = browser.get(page).content.decode()
    assert str(second.reference) in now
    assert str(first.reference) not in now
    assert all(f"U{number} " in now for number in range(1, 10))
    assert str(first.reference) not in browser.get(page, {"on": "2026-09-30"}).content.decode()
    assert browser.get(page, {"on": "2026-13-99"}).status_code == 200


def test_the_ground_is_chosen_first_and_only_what_it_needs_is_asked(baba: User, as_user: SignIn) -> None:
    browser, add = as_user(baba), reverse(f"{PROVISIONS}_add")
    choice = browser.get(add).content.decode()
    assert all(f"?ground={ground}" in choice for ground in Ground.values)
    asked = {ground: set(browser.get(add, {"ground": ground}).context["adminform"].form.fields) for ground in "abeg"}
    assert "statute" in asked["b"]
    assert "statute" not in asked["a"]
    assert "entrustment" in asked["e"]
    assert "recipient_name" not in asked["e"]
    assert {"arrangement", "partner"} <= asked["g"]
    assert "recipient_name" not in asked["g"]


def test_a_provision_is_recorded_from_the_form(baba: User, as_user: SignIn) -> None:
    browser, add = as_user(baba), reverse(f"{PROVISIONS}_add")
    browser.post(add, provision("b", statute="所得税法第225条第1項"))
    stored = ThirdPartyProvision.objects.get()
    assert (stored.ground, stored.recipient_name, stored.recorded_by) == ("b", make.RECIPIENT, baba)
    assert [category.code for category in stored.categories.all()] == ["identity"]
    assert browser.get(reverse(f"{PROVISIONS}_change", args=[stored.pk])).status_code == 200


def test_a_refused_provision_says_what_is_missing_and_links_to_it(baba: User, as_user: SignIn) -> None:
    person = make.DataSubjectFactory()
    typed = provision("a", data_subject=person.pk, subjects="", recipient_address="大阪市北区")
    page = as_user(baba).post(reverse(f"{PROVISIONS}_add"), typed).content.decode()
    assert "基本方針第10項a)" in page
    assert f"data_subject={person.pk}" in page
    assert "大阪市北区" in page
    assert AuditEntry.objects.filter(action="backoffice.refused", actor=baba).count() == 1
    assert not ThirdPartyProvision.objects.exists()


def test_a_form_without_items_is_refused_by_the_rule_and_not_by_the_widget(baba: User, as_user: SignIn) -> None:
    as_user(baba).post(reverse(f"{PROVISIONS}_add"), provision("b", categories=[], statute=""))
    codes = AuditEntry.objects.filter(action="backoffice.refused").values_list("changes__code", flat=True)
    assert set(codes) == {"consents.no_items", "consents.no_article"}


def test_e_and_g_are_recorded_from_the_form(baba: User, as_user: SignIn) -> None:
    browser, member = as_user(baba), make.partner()
    contract = make.contract(make.vendor())
    typed = provision("e", entrustment=contract.pk)
    browser.post(reverse(f"{PROVISIONS}_add"), typed)
    typed = provision("g", arrangement=make.arrangement(member).pk, partner=member.pk)
    browser.post(reverse(f"{PROVISIONS}_add"), typed)
    assert sorted(ThirdPartyProvision.objects.values_list("ground", flat=True)) == ["e", "g"]


def test_who_may_not_see_gets_nothing_and_who_may_not_add_gets_a_403(
    goto: User, honda: User, doi: User, aoki: User, as_user: SignIn
) -> None:
    entry, stored = make.decide(make.DataSubjectFactory(), make.wording()), make.provide(make.proposal())
    paths = [
        reverse(f"{PERSONS}_changelist"),
        reverse(f"{PERSONS}_change", args=[entry.data_subject_id]),
        reverse(f"{PERSONS}_matrix", args=[entry.data_subject_id]),
        reverse(f"{ENTRIES}_change", args=[entry.pk]),
        reverse(f"{PROVISIONS}_change", args=[stored.pk]),
    ]
    for outsider in (goto, honda):
        assert {as_user(outsider).get(path).status_code for path in paths} <= {403, 404}
    assert {as_user(doi).get(path).status_code for path in paths} == {200}
    for reader in (doi, aoki):
        for name in (f"{ENTRIES}_add", f"{PROVISIONS}_add", f"{PERSONS}_add"):
            assert as_user(reader).get(reverse(name)).status_code == 403
    assert as_user(aoki).get(paths[4]).status_code in (403, 404)


def test_nothing_can_be_changed_or_deleted_on_the_screens(baba: User, as_user: SignIn) -> None:
    entry = make.decide(make.DataSubjectFactory(), make.wording())
    browser = as_user(baba)
    page = browser.get(reverse(f"{ENTRIES}_change", args=[entry.pk])).content.decode()
    assert 'name="_save"' not in page
    assert browser.post(reverse(f"{ENTRIES}_delete", args=[entry.pk])).status_code == 403
    assert browser.post(reverse(f"{ENTRIES}_change", args=[entry.pk]), {"note": "x"}).status_code == 403


def fill(count: int) -> None:
    """Add persons, each with a consent and a provision."""
    shown = make.wording()
    for _number in range(count):
        person = make.DataSubjectFactory()
        make.decide(person, shown, expires_on=date(2027, 3, 31))
        make.provide(make.proposal(Ground.CONSENT, data_subject=person))


def queries(browser: Client, path: str) -> int:
    """Return how many queries a page needs."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_lists_need_as_many_queries_for_a_dozen_rows_as_for_one(baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    lists = [reverse(f"{name}_changelist") for name in (PERSONS, ENTRIES, PROVISIONS)]
    fill(1)
    for path in lists:
        browser.get(path)
    one = {path: queries(browser, path) for path in lists}
    fill(11)
    assert {path: queries(browser, path) for path in lists} == one


def test_a_persons_page_and_matrix_need_as_many_queries_for_a_dozen_decisions(baba: User, as_user: SignIn) -> None:
    browser, person, shown = as_user(baba), make.DataSubjectFactory(), make.wording()
    paths = [reverse(f"{PERSONS}_change", args=[person.pk]), reverse(f"{PERSONS}_matrix", args=[person.pk])]
    make.decide(person, shown, decided_at=make.noon(date(2026, 9, 1)))
    browser.get(paths[0])
    one = [queries(browser, path) for path in paths]
    for minute in range(11):
        make.decide(person, shown, decided_at=make.noon(date(2026, 9, 2)).replace(minute=minute))
    assert [queries(browser, path) for path in paths] == one


def test_forms_need_as_many_queries_for_a_dozen_contracts_as_for_one(baba: User, as_user: SignIn) -> None:
    browser, of = as_user(baba), make.vendor()
    make.contract(of)
    path = f"{reverse(f'{PROVISIONS}_add')}?ground=e"
    browser.get(path)
    one = queries(browser, path)
    for _number in range(11):
        make.contract(of)
    assert queries(browser, path) == one


def test_filters_find_what_is_in_force_ends_soon_or_has_ended(baba: User, as_user: SignIn) -> None:
    shown = make.wording()
    ends = {"in_force": None, "ending": date(2026, 12, 10), "expired": date(2026, 11, 1)}
    entries = {name: make.decide(make.DataSubjectFactory(), shown, expires_on=day) for name, day in ends.items()}
    browser = as_user(baba)

    def found(**choice: str) -> set[str]:
        page = browser.get(reverse(f"{ENTRIES}_changelist"), choice).content.decode()
        return set(re.findall(r"CONSENT-2026-\d{6}", page))

    assert found(standing="in_force") == {str(entries[name].reference) for name in ("in_force", "ending")}
    assert found(standing="ending") == {str(entries["ending"].reference)}
    assert found(standing="expired") == {str(entries["expired"].reference)}
    assert len(found(decision__exact="given")) == 3
