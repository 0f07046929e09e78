"""When does a session begin, and is it over when it is over?"""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import User
from tests.accounts.browsers import PASSWORD, signed_in
from tests.accounts.forms import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORK = "/admin/work/"


def key(browser: Client) -> str:
    """What the browser shows of its session."""
    return browser.cookies["sessionid"].value


def with_key(shown: str) -> Client:
    """A browser that shows a key it was given by hand."""
    browser = Client()
    browser.cookies["sessionid"] = shown
    return browser


def test_a_key_that_was_there_before_the_sign_in_opens_nothing(aoki: User) -> None:
    planted = signed_in(aoki)
    before = key(planted)
    planted.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
    assert key(planted) != before
    assert with_key(before).get(WORK).status_code == 302
    assert planted.get(WORK).status_code == 200


def test_a_key_that_nobody_gave_out_is_not_taken_over(aoki: User) -> None:
    browser = with_key("k" * 32)
    browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
    assert key(browser) != "k" * 32
    assert with_key("k" * 32).get(WORK).status_code == 302


def test_who_signs_out_leaves_a_dead_key_and_nothing_in_the_browser(aoki: User) -> None:
    browser = signed_in(aoki)
    shown = key(browser)
    answer = browser.post(reverse("admin:logout"))
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "no-store" in answer["Cache-Control"]
    assert with_key(shown).get(WORK).status_code == 302
    assert "Clear-Site-Data" not in browser.get(reverse("sign_in")).headers


def test_a_session_ends_after_its_time_whatever_the_person_does(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    ends = Session.objects.get().expire_date
    # A day longer than it opens anything (tests/accounts/test_lifetimes.py).
    assert ends == AT + timedelta(hours=34)
    clock.shift(timedelta(hours=9))
    browser.post(reverse("confirm"), {"password": PASSWORD})
    browser.post(reverse("own_reminders"), {})
    assert Session.objects.get().expire_date == ends
    clock.shift(timedelta(minutes=59))
    assert browser.get(WORK).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert browser.get(WORK).status_code == 302


def test_what_a_message_says_is_not_carried_to_the_browser(aoki: User) -> None:
    browser = signed_in(aoki)
    answer = browser.post(reverse("own_reminders"), {"reminders_from": "0"}, follow=True)
    assert answer.status_code == 200
    assert set(browser.cookies) <= {"sessionid", "csrftoken", "django_language"}


def test_the_page_lets_a_password_manager_fill_in_what_is_not_shown(aoki: User) -> None:
    page = Client().get(reverse("sign_in")).content.decode()
    assert '<input type="password" name="password"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_a_password_is_taken_exactly_as_typed_however_long(aoki: User) -> None:
    typed = "  Regen fiel am Morgen, Sonne am Mittag; abends kamen Gäste, und nachts schrieb ich 3 Briefe.  "
    services.set_password(user=aoki, password=typed, by=aoki, at=AT)
    for other in (typed.strip(), typed.lower(), typed[:72]):
        browser = Client()
        browser.post(reverse("sign_in"), {"username": "aoki", "password": other})
        assert browser.get(WORK).status_code == 302
    browser = Client()
    browser.post(reverse("sign_in"), {"username": "aoki", "password": typed})
    assert browser.get(WORK).status_code == 200


def test_what_was_sent_beside_an_end_of_the_session_leads_back_to_its_page(
    aoki: User, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session is gone by the time the answer is ready; the browser may hold a new one, or is led to the sign-in."""
    browser, loading = signed_in(aoki), SessionStore.load

    def load_and_lose(store: SessionStore) -> dict[str, object]:
        found = loading(store)
        Session.objects.filter(session_key=store.session_key).delete()
        return found

    monkeypatch.setattr(SessionStore, "load", load_and_lose)
    clock.shift(timedelta(minutes=5))
    answer = browser.get(WORK, {"show": "late"})
    assert (answer.status_code, answer["Location"]) == (302, WORK)
