"""Ways to come into somebody else's session, or to bring somebody into one's own: none of them leads anywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import ProviderLink, User
from privacyportal.audit.models import AuditEntry
from tests.accounts.going import at_provider, begin, linked, sign_in, signed_in
from tests.accounts.provider import Lying
from tests.accounts.test_second_step import code_at, with_generator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "https:/evil.example",
    "\thttps://evil.example/",
    "https://testserver@evil.example/",
    "http://testserver.evil.example/",
]
FRONT = "/admin/"


def with_session_of(browser: Client) -> Client:
    """Another browser that has been given the same session, as by somebody who planted it."""
    other = Client()
    if "sessionid" in browser.cookies:
        other.cookies["sessionid"] = browser.cookies["sessionid"].value
    return other


class TestFixation:
    """A session that was planted before the sign-in is nobody's afterwards."""

    def planted(self) -> Client:
        """A browser with a session that an attacker knows."""
        browser = Client()
        session = browser.session
        session["planted"] = "yes"
        session.save()
        browser.cookies["sessionid"] = session.session_key
        return browser

    def test_by_password(self, aoki: User) -> None:
        browser = self.planted()
        attacker = with_session_of(browser)
        browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
        assert (signed_in(browser), signed_in(attacker)) == ("aoki", "")

    def test_by_password_and_key(self, aoki: User) -> None:
        at = timezone.now()
        with time_machine.travel(at, tick=False):
            give_key(aoki)
            browser = self.planted()
            attackers = [with_session_of(browser)]
            browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
            attackers.append(with_session_of(browser))
            browser.post(reverse("second_step"), {"code": code_at(at)})
        assert signed_in(browser) == "aoki"
        assert [signed_in(attacker) for attacker in attackers] == ["", ""]

    def test_through_the_provider(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = self.planted()
        address = begin(browser)
        attacker = with_session_of(browser)
        browser.get(at_provider(address))
        assert (signed_in(browser), signed_in(attacker)) == ("aoki", "")

    def test_who_was_signed_in_before_is_no_more(
        self, aoki: User, baba: User, provider: Lying, as_user: SignIn
    ) -> None:
        linked(aoki, provider)
        browser = as_user(baba)
        session = browser.session
        session["of"] = "baba"
        session.save()
        sign_in(browser)
        assert signed_in(browser) == "aoki"
        assert "of" not in browser.session


class TestElsewhere:
    """`next` leads nowhere else, whichever way one signs in."""

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_no_sign_in_leads_away(self, aoki: User, provider: Lying, as_user: SignIn, wanted: str) -> None:
        linked(aoki, provider)
        form = {"username": "aoki", "password": PASSWORD, "next": wanted}
        led = [
            Client().post(reverse("sign_in"), form)["Location"],
            as_user(aoki).get(reverse("sign_in"), {"next": wanted})["Location"],
            as_user(aoki).post(reverse("confirm"), {"password": PASSWORD, "next": wanted})["Location"],
            sign_in(Client(), wanted=wanted)["Location"],
            sign_in(as_user(aoki), reverse("provider_again"), wanted)["Location"],
        ]
        assert led == [FRONT] * 5

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_nor_does_the_second_step(self, aoki: User, wanted: str) -> None:
        at = timezone.now()
        with time_machine.travel(at, tick=False):
            give_key(aoki)
            browser = Client()
            browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD, "next": wanted})
            assert browser.post(reverse("second_step"), {"code": code_at(at)})["Location"] == FRONT


def give_key(user: User) -> None:
    """Give the person a program for codes, some minutes before now."""
    with_generator(user, timezone.now())


class TestForgedSignIns:
    """Nobody is brought into an account that they did not ask for."""

    def test_a_forged_form_signs_nobody_in(self, aoki: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
        assert (answer.status_code, signed_in(browser)) == (403, "")

    @pytest.mark.parametrize("name", ["confirm", "provider_link", "own_keys", "second_step", "add_key"])
    def test_nor_does_any_other_form_pass(self, aoki: User, provider: Lying, as_user: SignIn, name: str) -> None:
        browser = as_user(aoki)
        browser.handler.enforce_csrf_checks = True
        assert browser.post(reverse(name), {"password": PASSWORD}).status_code == 403

    def test_an_attackers_answer_signs_nobody_in_as_the_attacker(
        self, aoki: User, baba: User, provider: Lying, as_user: SignIn
    ) -> None:
        linked(baba, provider)
        forged = at_provider(begin(Client()))  # the attacker's own sign-in, stopped before it came back
        victims = [Client(), as_user(aoki)]
        begin(victims[0])
        for victim in victims:
            assert victim.get(forged).status_code == 400
        assert [signed_in(victim) for victim in victims] == ["", "aoki"]

    def test_an_attackers_account_there_is_not_linked_with_the_victims_here(
        self, aoki: User, provider: Lying, as_user: SignIn
    ) -> None:
        attacker, victim = as_user(aoki), as_user(aoki)
        forged = at_provider(begin(attacker, reverse("provider_prove")))
        begin(victim, reverse("provider_prove"))
        assert victim.get(forged).status_code == 400
        # Led there and back by somebody else, the victim still has to say here that it is to be linked.
        victim.get(at_provider(begin(victim, reverse("provider_prove"))))
        assert not ProviderLink.objects.exists()

    def test_who_began_to_link_and_is_somebody_else_by_now_links_nothing(
        self, aoki: User, baba: User, provider: Lying, as_user: SignIn
    ) -> None:
        browser = as_user(aoki)
        back = at_provider(begin(browser, reverse("provider_prove")))
        flows = browser.session["accounts.provider_flows"]
        browser.force_login(baba, backend="privacyportal.accounts.backends.PortalBackend")
        session = browser.session
        session["accounts.provider_flows"] = flows
        session.save()
        assert browser.get(back).status_code == 400


class TestAgain:
    """What was used is worth nothing."""

    def test_a_return_is_good_once(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        back = at_provider(begin(browser))
        browser.get(back)
        browser.post(reverse("admin:logout"))
        assert browser.get(back).status_code == 400
        assert signed_in(browser) == ""

    def test_a_code_is_good_once_even_with_a_state_of_ones_own(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        used = at_provider(begin(Client()))
        code = used.partition("code=")[2].partition("&")[0]
        thief = Client()
        state = at_provider(begin(thief)).partition("state=")[2].partition("&")[0]
        assert thief.get(reverse("provider_return"), {"code": code, "state": state}).status_code == 400
        assert signed_in(thief) == ""

    def test_a_return_after_ten_minutes_is_too_late(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        back = at_provider(begin(browser))
        with time_machine.travel(timezone.now() + timedelta(minutes=10)):
            assert browser.get(back).status_code == 400

    @pytest.mark.parametrize("given", [{}, {"state": ""}, {"state": "x"}, {"code": "x"}, {"state": "x" * 9999}])
    def test_a_return_that_nobody_began(self, provider: Lying, given: dict[str, str]) -> None:
        assert Client().get(reverse("provider_return"), given).status_code == 400


class TestTwoBrowsers:
    """What one browser began no other ends, and two windows of one do not disturb each other."""

    def test_mixed_up_neither_is_let_in(self, aoki: User, baba: User, provider: Lying) -> None:
        linked(aoki, provider)
        linked(baba, provider, "subject-2")
        one, other = Client(), Client()
        back_of_one = at_provider(begin(one))
        provider.person["sub"] = "subject-2"
        back_of_other = at_provider(begin(other))
        assert [one.get(back_of_other).status_code, other.get(back_of_one).status_code] == [400, 400]
        assert (signed_in(one), signed_in(other)) == ("", "")
        proofs = AuditEntry.objects.filter(action="accounts.provider_refused").values_list("changes__proof", flat=True)
        assert list(proofs.order_by("sequence")) == ["state", "state"]

    def test_the_code_of_one_with_the_state_of_the_other(self, aoki: User, baba: User, provider: Lying) -> None:
        linked(baba, provider, "subject-2")
        victim, attacker = Client(), Client()
        provider.person["sub"] = "subject-2"
        stolen = at_provider(begin(victim)).partition("code=")[2].partition("&")[0]
        own = at_provider(begin(attacker)).partition("state=")[2].partition("&")[0]
        answer = attacker.get(reverse("provider_return"), {"code": stolen, "state": own})
        assert (answer.status_code, signed_in(attacker)) == (400, "")

    def test_two_windows_of_one_browser(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        first, second = begin(browser, wanted="/admin/work/"), begin(browser, wanted="/admin/outlook/")
        assert browser.get(at_provider(second))["Location"] == "/admin/outlook/"
        assert browser.get(at_provider(first))["Location"] == "/admin/work/"
        assert signed_in(browser) == "aoki"

    def test_a_session_holds_few_of_them(self, provider: Lying) -> None:
        browser = Client()
        addresses = [begin(browser) for _time in range(5)]
        assert len(browser.session["accounts.provider_flows"]) == 3
        assert browser.get(at_provider(addresses[0])).status_code == 400
