"""Do the words of a search stand in no address, and does everything that a list can do go on with them?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consents.models import DataSubject
from privacyportal.accounts import kept
from privacyportal.accounts.models import User
from privacyportal.accounts.pending import SEEN_AT
from privacyportal.backoffice.confirming import CONFIRMED_AT
from tests.backoffice.search_words import Addresses, read
from tests.factories.consents import DataSubjectFactory

type SignIn = Callable[[User], Client]
PERSONS = "/admin/consents/datasubject/"
NAME = "山田 太郎"
GONE = "もう一度入力してください"


@pytest.fixture
def person(db: None) -> DataSubject:
    """Somebody of the register, among others."""
    DataSubjectFactory.create_batch(30)
    return DataSubjectFactory(name=NAME)


def search(browser: Client, words: str, path: str = PERSONS) -> str:
    """Search as the form of a list does, and return where it leads."""
    answer = browser.post(path, {"q": words})
    assert answer.status_code == 302
    return answer["Location"]


def away_for_hours(browser: Client) -> Client:
    """Return a browser at which nobody did anything for longer than anybody may."""
    session = browser.session
    session[SEEN_AT] = (timezone.now() - timedelta(hours=2)).isoformat()
    session.pop(CONFIRMED_AT, None)
    session.save()
    return browser


def shown(browser: Client, path: str) -> list[str]:
    """Return the names on a page of the list."""
    return [row.name for row in browser.get(path).context["cl"].result_list]


def test_a_search_leads_to_the_list_with_nothing_to_read_in_the_address(
    person: DataSubject, baba: User, as_user: SignIn
) -> None:
    browser = as_user(baba)
    led = search(browser, NAME, f"{PERSONS}?o=-2&p=2&q=~{'a' * 80}")
    assert re.fullmatch(rf"{PERSONS}\?o=-2&q=~[\w-]{{80}}", led)
    page = browser.get(led)
    assert [row.pk for row in page.context["cl"].result_list] == [person.pk]
    assert f'value="{NAME}"' in page.content.decode()
    assert [text for text in Addresses(page.content.decode()).found if "山田" in text] == []
    assert "no-store" in page["Cache-Control"]
    assert search(browser, " ", led) == f"{PERSONS}?o=-2"


def test_everything_on_the_page_goes_on_with_the_search(person: DataSubject, baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    led = search(browser, "さくら")
    page = browser.get(led)
    # "?" alone takes filters and search back.
    links = [text for text in Addresses(page.content.decode()).found if text.startswith("?") and text != "?"]
    assert len(links) > 3, links  # sorting, the next page
    assert [link for link in links if browser.get(PERSONS + link).context["cl"].query != "さくら"] == []
    assert len(shown(browser, f"{led}&p=2")) == 6
    row = page.context["cl"].result_list[0]
    [href] = [text for text in Addresses(page.content.decode()).found if f"/{row.pk}/change/" in text]
    record = browser.get(href)
    [back] = {text for text in Addresses(record.content.decode()).found if text.startswith(f"{PERSONS}?")}
    assert browser.get(back).context["cl"].query == "さくら"


def test_a_file_holds_what_was_searched_for(person: DataSubject, baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    links = browser.get(search(browser, NAME)).context["export_links"]
    for label, address in links:
        if label == "CSV":
            rows = b"".join(browser.get(address).streaming_content).decode("utf-8-sig").splitlines()
            assert len(rows) == 2
            assert NAME in rows[1]


def test_two_tabs_search_for_two_things(person: DataSubject, baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    one, two = search(browser, NAME), search(browser, "さくら3")
    many = [search(browser, f"{number}") for number in range(30)]
    assert len({one, two, *many}) == 32
    assert shown(browser, one) == [NAME]
    assert NAME not in shown(browser, two)


def test_how_long_a_name_is_cannot_be_seen(baba: User, as_user: SignIn) -> None:
    assert len({len(search(as_user(baba), name)) for name in ("林", "山田", "五十嵐 小夜子")}) == 1


@pytest.mark.parametrize("who", ["a colleague", "the same person elsewhere", "somebody who writes one"])
def test_an_address_does_not_carry_the_words_to_another_session(
    person: DataSubject, baba: User, kudo: User, endo: User, as_user: SignIn, who: str
) -> None:
    led = search(as_user(baba), NAME)
    if who == "somebody who writes one":
        led = f"{PERSONS}?q=~{'a' * 80}"
    browser = as_user(endo if who == "a colleague" else baba)
    page = browser.get(f"{led}&o=-2", follow=True)
    assert page.redirect_chain == [(f"{PERSONS}?o=-2", 302)]
    assert GONE in page.content.decode()
    assert page.context["cl"].result_count == 31


def test_no_file_and_no_deed_of_more_than_was_searched_for(person: DataSubject, baba: User, as_user: SignIn) -> None:
    query = urlsplit(search(as_user(baba), NAME)).query
    browser = as_user(baba)
    session = browser.session
    session[CONFIRMED_AT] = timezone.now().isoformat()
    session.save()
    file = browser.get(f"{reverse('admin:consents_datasubject_export', args=['csv'])}?{query}")
    assert (file.status_code, file["Location"]) == (302, f"{PERSONS}?")
    sent = browser.post(f"{PERSONS}?{query}", {"action": "delete_selected", "select_across": "1", "index": "0"})
    assert (sent.status_code, sent["Location"]) == (302, f"{PERSONS}?")


def test_an_old_address_is_led_on_at_once(person: DataSubject, baba: User, as_user: SignIn) -> None:
    browser = as_user(baba)
    for old in (f"{PERSONS}?q={NAME}&o=-2", f"{PERSONS}{person.pk}/change/?_changelist_filters=q%3D{NAME}%26o%3D-2"):
        answer = browser.get(old)
        assert answer.status_code == 302
        assert "山田" not in read(answer["Location"])
        page = browser.get(answer["Location"])
        assert page.status_code == 200
        assert [text for text in Addresses(page.content.decode()).found if f"q={NAME}" in text] == []
    assert shown(browser, browser.get(f"{PERSONS}?q={NAME}")["Location"]) == [NAME]


def test_the_sign_in_carries_no_words_on(db: None) -> None:
    browser = Client()
    first = browser.get(f"{PERSONS}?q={NAME}&o=-2")
    assert first["Location"] == f"{PERSONS}?q=&o=-2"
    assert browser.get(first["Location"])["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("words", ["x" * 201, "x " * 21])
@pytest.mark.parametrize("path", [PERSONS, "/admin/search/"])
def test_who_pastes_a_paragraph_is_told_how_much_can_be_looked_for(
    baba: User, as_user: SignIn, words: str, path: str
) -> None:
    browser = as_user(baba)
    page = browser.post(f"{path}", {"q": words}, follow=True)
    assert page.status_code == 200
    assert "検索できるのは200文字、20語までです" in page.content.decode()
    assert browser.get(path, {"q": words}).status_code == 400
    assert browser.post(path, {"q": "\0"}).status_code == 400


@pytest.mark.parametrize("words", ["~", "~山田", "a" * 200, "𩸽" * 200, "100%", "a&b=c", '"<b>'])
def test_whatever_is_typed_is_what_is_searched_for(baba: User, as_user: SignIn, words: str) -> None:
    browser = as_user(baba)
    assert browser.get(search(browser, words)).context["cl"].query == words


def test_who_was_away_meanwhile_searches_on_and_the_words_wait(
    person: DataSubject, baba: User, as_user: SignIn
) -> None:
    browser = away_for_hours(as_user(baba))
    asked = search(browser, NAME)
    assert asked.startswith(reverse("confirm"))
    assert "山田" not in read(asked)
    word = read(asked).partition("form=")[2]
    request: Any = browser.get(asked).wsgi_request
    form = kept.find(request, word)
    assert form is not None
    assert ("q", NAME) in form.fields


def test_a_field_that_asks_while_nobody_was_there_lets_no_form_wait(baba: User, as_user: SignIn) -> None:
    browser = away_for_hours(as_user(baba))
    asked = browser.post("/admin/autocomplete/", {"term": NAME}, headers={"Sec-Fetch-Dest": "empty"})
    assert asked["Location"].startswith(reverse("confirm"))
    assert kept.FORMS not in browser.session


@pytest.mark.parametrize("field", ["name", "kana", "customer_number", "nonsense"])
def test_an_address_fills_no_words_into_a_new_form(baba: User, as_user: SignIn, field: str) -> None:
    page = as_user(baba).get(f"{PERSONS}add/?{field}={NAME}")
    assert page.status_code == 200
    assert "山田" not in page.content.decode()
