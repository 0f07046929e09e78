"""Is a session over when it has lasted its time, for each role, and is what was typed then not lost?"""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from privacyportal.accounts import kept, limits
from privacyportal.accounts.models import OpenSession, User
from privacyportal.accounts.roles import ROLES
from privacyportal.accounts.services import sessions
from privacyportal.audit.models import AuditEntry
from tests.accounts.forms import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PASSWORD = "password-for-tests"
WORK = "/admin/work/"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def nobody_is_idle(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of these sessions nobody asks meanwhile who sits there."""
    settings.PORTAL_IDLE_SECONDS = 10**6
    monkeypatch.setattr(limits, "IDLE_OF_ROLES", {"administrator": timedelta(days=10)})


def sign_in(browser: Client, user: User, path: str = "") -> str:
    """Sign in; return where it led."""
    form = {
        "username": user.username,
        "password": PASSWORD,
        "next": parse_qs(urlsplit(path).query).get("next", [""])[0],
    }
    answer = browser.post(path or reverse("sign_in"), form)
    assert answer.status_code == 302
    return str(answer["Location"])


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in."""
    browser = Client()
    sign_in(browser, user)
    return browser


@pytest.mark.parametrize(("role", "hours"), [("administrator", 4), ("auditor", 8), ("manager", 10)])
def test_it_lasts_as_long_as_the_roles_allow_whatever_is_done_in_it(
    aoki: User, clock: time_machine.Traveller, role: str, hours: int
) -> None:
    aoki.groups.set([Group.objects.get(name=role)])
    browser = signed_in(aoki)
    clock.move_to(AT + timedelta(hours=hours) - SECOND)
    assert browser.get(WORK).status_code == 200
    assert len(sessions.open_of(aoki, at=AT + timedelta(hours=hours) - SECOND)) == 1
    browser.post(reverse("confirm"), {"password": PASSWORD})
    clock.move_to(AT + timedelta(hours=hours))
    assert sessions.open_of(aoki, at=AT + timedelta(hours=hours)) == []
    answer = browser.get(f"{WORK}?page=1")
    assert answer["Location"].startswith(f"{reverse('sign_in')}?over=yes")
    assert OpenSession.objects.count() == 0
    entry = AuditEntry.objects.get(action="accounts.session_over")
    assert (entry.object_pk, entry.actor) == (str(aoki.pk), None)
    page = browser.get(answer["Location"]).content.decode()
    assert "利用できる時間を過ぎたため" in page
    assert sign_in(browser, aoki, answer["Location"]) == f"{WORK}?page=1"


def test_a_role_that_is_given_meanwhile_counts_with_the_next_request(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=5))
    assert browser.get(WORK).status_code == 200
    aoki.groups.add(Group.objects.get(name="administrator"))
    assert "over=yes" in browser.get(WORK)["Location"]


def test_an_installation_may_end_sooner(aoki: User, clock: time_machine.Traveller, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 600
    browser = signed_in(aoki)
    clock.shift(timedelta(minutes=10))
    assert "over=yes" in browser.get(WORK)["Location"]


def test_a_form_that_was_sent_waits_for_the_person_to_sign_in_and_is_sent_on(
    aoki: User, clock: time_machine.Traveller
) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=20))
    leads = browser.post(reverse("own_reminders"), {"warnings": "first"})["Location"]
    assert not browser.session.get("_auth_user_id")
    assert "15分間保存され" in browser.get(leads).content.decode()
    clock.shift(timedelta(minutes=14))
    page = browser.get(sign_in(browser, aoki, leads)).content.decode()
    assert '<textarea name="warnings" hidden>\nfirst</textarea>' in page


def test_whoever_signs_in_instead_gets_nothing_of_it(aoki: User, baba: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=11))
    leads = browser.post(reverse("own_reminders"), {"warnings": "first"})["Location"]
    wanted = sign_in(browser, baba, leads)
    assert browser.session[kept.FORMS] == {}
    assert browser.get(wanted)["Location"] == "/admin/"


def test_a_form_that_is_too_long_to_wait_is_said_so(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=11))
    leads = browser.post(reverse("own_reminders"), {"warnings": "x" * kept.LARGEST})["Location"]
    assert "登録されていません" in browser.get(leads).content.decode()


def test_what_a_script_asks_does_not_wait(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=11))
    leads = browser.post(reverse("autocomplete"), {"term": "東"}, headers={"Sec-Fetch-Dest": "empty"})["Location"]
    assert "lost" not in leads
    assert not browser.session.get(kept.FORMS)


def test_a_form_of_another_site_does_not_wait(aoki: User, clock: time_machine.Traveller) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = browser.get(reverse("sign_in")).cookies["csrftoken"].value
    browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD, "csrfmiddlewaretoken": token})
    clock.shift(timedelta(hours=11))
    assert browser.post(reverse("own_reminders"), {"warnings": "first"}).status_code == 403
    assert not browser.session.get(kept.FORMS)


def test_a_day_after_its_end_nothing_is_known_of_it(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=34))
    answer = browser.get(WORK)
    assert answer.status_code == 302
    assert "over=yes" not in answer["Location"]


def test_pages_for_whoever_is_not_signed_in_are_shown(aoki: User, clock: time_machine.Traveller) -> None:
    browser = signed_in(aoki)
    clock.shift(timedelta(hours=11))
    assert browser.get(reverse("sign_in")).status_code == 200
    assert not browser.session.get("_auth_user_id")


def test_every_role_with_a_lifetime_of_its_own_is_one() -> None:
    assert set(limits.LIFETIME_OF_ROLES) <= {role.code for role in ROLES}
