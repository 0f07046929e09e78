"""Does somebody who guesses have to wait before anything is hashed, whoever they claim to be, and can it be proved?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from privacyportal.accounts import limits, services
from privacyportal.accounts.models import SignInCount, User
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.services import throttling
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from tests.accounts.forms import AT, USERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SignIn = Callable[[User], Client]
PASSWORD, WRONG = "password-for-tests", "wrong"
MINUTE = timedelta(minutes=1)


def attempt(name: str, password: str = WRONG, address: str = "192.0.2.1") -> str:
    """Try to sign in and return the page that answers; nothing when one is in."""
    form = {"username": name, "password": password}
    answer = Client(REMOTE_ADDR=address).post(reverse("admin:login"), form)
    return "" if answer.status_code == 302 else answer.content.decode()


def exhaust(name: str, at: datetime = AT) -> None:
    """Try so often that the name is held."""
    for _try in range(limits.TRIES_PER_NAME):
        attempt(name)


def throttled() -> list[int]:
    """Return how many attempts each entry of the trail tells of as turned away."""
    entries = AuditEntry.objects.filter(action="accounts.sign_in_throttled").order_by("sequence")
    return [entry.changes["attempts"] for entry in entries]


def test_the_right_password_after_too_many_wrong_ones_has_to_wait(aoki: User, clock: time_machine.Traveller) -> None:
    exhaust("aoki")
    assert "試行回数" in attempt("aoki", PASSWORD)
    clock.move_to(AT + limits.HOLD - timedelta(seconds=1))
    assert attempt("aoki", PASSWORD) != ""
    clock.move_to(AT + limits.HOLD)
    assert attempt("aoki", PASSWORD) == ""


def test_the_last_attempt_that_is_judged_may_be_the_right_one_and_clears_the_count(aoki: User) -> None:
    for _round in range(3):
        for _try in range(limits.TRIES_PER_NAME - 1):
            attempt("aoki")
        assert attempt("aoki", PASSWORD) == ""
    assert not SignInCount.objects.filter(kind="name").exists()


def test_a_name_in_other_letters_is_the_same_name(aoki: User) -> None:
    for name in ("aoki", "AOKI", " Aoki ", "ａｏｋｉ", "aOki"):
        attempt(name)
    assert "試行回数" in attempt("aoki", PASSWORD)


def test_nothing_is_hashed_while_attempts_are_turned_away(aoki: User) -> None:
    exhaust("aoki")
    exhaust("nobody")
    with mock.patch.object(MD5PasswordHasher, "encode", side_effect=AssertionError):
        attempt("aoki", PASSWORD)
        attempt("nobody", PASSWORD)
        assert authenticate(HttpRequest(), username="aoki", password=PASSWORD) is None


def test_an_unknown_name_is_told_the_same_after_the_same_number_of_attempts(aoki: User) -> None:
    def pages(name: str) -> list[str]:
        tried = [attempt(name) for _try in range(limits.TRIES_PER_NAME + 2)]
        return [page.partition('role="alert"')[2].partition("</div>")[0] for page in tried]

    assert pages("aoki") == pages("nobody")


def test_as_much_is_hashed_for_an_unknown_name_as_for_a_known_one(aoki: User, chiba: User) -> None:
    counted = {}
    chiba.set_unusable_password()
    chiba.save()
    for name in ("aoki", "chiba", "nobody"):
        with mock.patch.object(MD5PasswordHasher, "encode", return_value="md5$a$b") as encode:
            attempt(name)
        counted[name] = encode.call_count
    assert counted["aoki"] == counted["nobody"] == counted["chiba"] > 0


def test_others_sign_in_while_a_name_is_held(aoki: User, baba: User) -> None:
    exhaust("aoki")
    assert attempt("baba", PASSWORD) == ""


def test_one_address_may_not_try_name_after_name(aoki: User) -> None:
    for number in range(limits.TRIES_PER_ADDRESS):
        attempt(f"name{number}", address="192.0.2.9")
    assert "試行回数" in attempt("aoki", PASSWORD, address="192.0.2.9")
    assert attempt("aoki", PASSWORD, address="192.0.2.10") == ""


def test_many_at_once_are_judged_no_more_often_than_the_limit_says() -> None:
    """All have asked before one is judged: what is counted first cannot be outrun."""
    entered = [throttling.enter(name="aoki", address="192.0.2.1", at=AT) for _try in range(50)]
    assert entered.count(True) == limits.TRIES_PER_NAME


def test_each_attempt_turned_away_is_in_the_trail_and_a_flood_makes_few_entries(
    aoki: User, clock: time_machine.Traveller
) -> None:
    exhaust("aoki")
    for _try in range(40):
        attempt("aoki")
    assert throttled() == [1]
    clock.move_to(AT + MINUTE)
    attempt("aoki")
    assert throttled() == [1, 40]
    attempt("aoki")
    throttling.tend(at=AT + 2 * MINUTE)
    throttling.tend(at=AT + 2 * MINUTE)
    assert throttled() == [1, 40, 1]
    entry = AuditEntry.objects.filter(action="accounts.sign_in_throttled").earliest("sequence")
    assert (entry.object_pk, entry.changes["account"], entry.changes["held"]) == (str(aoki.pk), "aoki", "name")


def test_what_was_typed_for_no_account_is_kept_nowhere() -> None:
    exhaust("my-secret-password")
    attempt("my-secret-password")
    kept = [*SignInCount.objects.values_list("key", flat=True), *map(str, AuditEntry.objects.values_list("changes"))]
    assert kept
    assert not any("my-secret-password" in text for text in kept)


def test_a_second_person_lets_somebody_try_again(aoki: User, honda: User, as_user: SignIn) -> None:
    page, path = (reverse(f"{USERS}_{name}", args=[aoki.pk]) for name in ("change", "release"))
    browser = as_user(honda)
    assert path not in browser.get(page).content.decode()
    exhaust("aoki")
    assert path in browser.get(page).content.decode()
    attempt("aoki")
    browser.post(path, {"reason": "電話で本人と確認"})
    assert attempt("aoki", PASSWORD) == ""
    entry = AuditEntry.objects.get(action="accounts.sign_in_released")
    assert (entry.actor, entry.reason) == (honda, "電話で本人と確認")


def test_nobody_releases_their_own_account_nor_what_is_not_held(aoki: User, honda: User) -> None:
    exhaust("honda")
    with pytest.raises(Refused):
        services.release_sign_in(user=honda, reason="x", by=honda, at=AT)
    with pytest.raises(Conflict):
        services.release_sign_in(user=aoki, reason="x", by=honda, at=AT)


def test_counts_are_forgotten_after_a_day_and_not_before(aoki: User) -> None:
    attempt("aoki")
    assert throttling.tend(at=AT + limits.COUNT_KEPT) == 0
    assert throttling.tend(at=AT + limits.COUNT_KEPT + timedelta(seconds=1)) == 2


def test_a_clock_that_goes_back_holds_nobody_longer(aoki: User, clock: time_machine.Traveller) -> None:
    exhaust("aoki")
    clock.move_to(AT - timedelta(days=1))
    assert attempt("aoki", PASSWORD) == ""


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "address"),
    [
        (False, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (True, "10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (False, "", "", ""),
    ],
)
def test_the_address_is_the_one_that_nobody_can_choose(
    settings: LazySettings, behind_proxy: bool, remote: str, forwarded: str, address: str
) -> None:
    settings.PORTAL_BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "/\\evil"])
def test_an_address_elsewhere_leads_to_the_front_page(aoki: User, wanted: str) -> None:
    form = {"username": "aoki", "password": PASSWORD, "next": wanted}
    assert Client().post(reverse("admin:login"), form)["Location"] == reverse("admin:index")
    page = Client().get(reverse("admin:login"), {"next": wanted}).content.decode()
    assert not wanted or wanted not in page.partition('name="next"')[2].partition(">")[0]


def test_an_address_here_is_where_one_lands(aoki: User, as_user: SignIn) -> None:
    form = {"username": "aoki", "password": PASSWORD, "next": "/admin/work/"}
    assert Client().post(reverse("admin:login"), form)["Location"] == "/admin/work/"
    assert as_user(aoki).get(reverse("admin:login"), {"next": "/admin/work/"})["Location"] == "/admin/work/"
