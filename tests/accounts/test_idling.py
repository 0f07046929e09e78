"""Does a page that nobody sits at open to the next one who comes along?"""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.urls import reverse
from pytest_django.fixtures import Settings

from privacyportal.accounts import limits
from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ROLES
from tests.accounts.browsers import PASSWORD, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORK = "/admin/work/"
MINUTE = timedelta(minutes=1)


def asks(answer: Any) -> bool:
    """Whether a page leads to the question who sits there."""
    return isinstance(answer, HttpResponse) and answer.get("Location", "").startswith(reverse("confirm"))


def test_after_an_hour_without_anybody_every_page_asks_and_the_key_leads_back(
    aoki: User, clock: time_machine.Traveller
) -> None:
    browser = signed_in(aoki)
    clock.shift(60 * MINUTE - timedelta(seconds=1))
    assert browser.get(WORK).status_code == 200
    clock.shift(60 * MINUTE)
    for page in (WORK, "/admin/", "/admin/cases/case/", "/files/1/"):
        assert asks(browser.get(page)), page
    assert asks(browser.post(reverse("own_reminders"), {}))
    question = browser.get(WORK)["Location"]
    assert browser.post(question, {"password": "wrong", "next": WORK}).status_code == 200
    assert asks(browser.get(WORK))
    assert browser.post(question, {"password": PASSWORD, "next": WORK})["Location"] == WORK
    assert browser.get(WORK).status_code == 200


def test_a_form_that_stood_open_meanwhile_waits_and_is_sent_on(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(2 * 60 * MINUTE)
    question = browser.post(reverse("own_reminders"), {"warnings": "first"})["Location"]
    wanted = parse_qs(urlsplit(question).query)["next"][0]
    assert browser.post(question, {"password": PASSWORD, "next": wanted})["Location"] == wanted
    page = browser.get(wanted).content.decode()
    assert '<textarea name="warnings" hidden>\nfirst</textarea>' in page


def test_whoever_works_is_not_asked(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    for _time in range(9):
        clock.shift(59 * MINUTE)
        assert browser.get(WORK).status_code == 200


def test_what_a_page_asks_for_by_itself_is_nobodys_doing(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    for _time in range(5):
        clock.shift(10 * MINUTE)
        browser.get(WORK, headers={"Portal-By-Itself": "yes"})
    clock.shift(10 * MINUTE)
    assert asks(browser.get(WORK))


@pytest.mark.parametrize(("role", "minutes"), [("administrator", 15), ("auditor", 30), ("manager", 60)])
def test_some_roles_are_asked_sooner(aoki: User, clock: time_machine.Traveller, role: str, minutes: int) -> None:
    aoki.groups.set([Group.objects.get(name=role)])
    browser = signed_in(aoki)
    clock.shift(minutes * MINUTE - timedelta(seconds=1))
    assert not asks(browser.get(WORK))
    clock.shift(minutes * MINUTE)
    assert asks(browser.get(WORK))


def test_who_comes_instead_signs_the_other_out_and_in(aoki: User, baba: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(2 * 60 * MINUTE)
    page = browser.get(reverse("confirm")).content.decode()
    assert "しばらく操作がありませんでした" in page
    assert f'action="{reverse("sign_out")}"' in page
    assert browser.post(reverse("admin:logout")).status_code == 200
    assert browser.post(reverse("sign_in"), {"username": "baba", "password": PASSWORD}).status_code == 302
    assert browser.get(WORK).status_code == 200


def test_a_clock_that_was_set_back_asks_nobody_and_counts_anew(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(-5 * 60 * MINUTE)
    assert browser.get(WORK).status_code == 200
    clock.shift(61 * MINUTE)
    assert asks(browser.get(WORK))


def test_an_installation_may_ask_sooner(aoki: User, clock: time_machine.Traveller, settings: Settings) -> None:
    settings.PORTAL_IDLE_SECONDS = 120
    browser = signed_in(aoki)
    clock.shift(2 * MINUTE)
    assert asks(browser.get(WORK))


def test_every_role_with_a_limit_of_its_own_is_one() -> None:
    assert set(limits.IDLE_OF_ROLES) <= {role.code for role in ROLES}
