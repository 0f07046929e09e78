"""Does a password alone let nobody in where a second step is asked for, and is each proof good once, here, for one?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp

from privacyportal.accounts import limits, services
from privacyportal.accounts.models import CodeGenerator, Passkey, RecoveryCode, User
from privacyportal.accounts.services import factors
from privacyportal.accounts.views import signing_in
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import sealed
from tests.accounts.authenticator import Authenticator
from tests.accounts.forms import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"
SECRET = b"12345678901234567890"
HALF_MINUTE = timedelta(seconds=30)


def code_at(at: datetime = AT) -> str:
    """Return what a program for codes shows at a moment."""
    return f"{hotp(SECRET, int(at.timestamp()) // 30):06}"


def with_generator(user: User, now: datetime = AT) -> list[str]:
    """Give a person a program for codes, some minutes ago; return their recovery codes."""
    earlier = now - timedelta(minutes=5)
    code = code_at(earlier)
    return services.add_generator(user=user, name="telephone", secret=SECRET, code=code, by=user, at=earlier)


def with_passkey(user: User, **device: str) -> Authenticator:
    """Give a person a passkey of this portal."""
    made = Authenticator(**{"origin": "http://testserver", "host": "testserver", **device})
    browser = Client()
    browser.force_login(user)
    options = json.loads(browser.get(reverse("add_key")).context["passkey_options"])
    form = {"name": "security key", "answer": made.make(options["challenge"])}
    browser.post(reverse("add_key"), form)
    return made


def at_second_step(user: User, wanted: str = "/admin/work/") -> Client:
    """Return a browser in which the right password was given."""
    browser = Client()
    form = {"username": user.username, "password": PASSWORD, "next": wanted}
    assert browser.post(reverse("sign_in"), form)["Location"] == reverse("second_step")
    return browser


def is_in(browser: Client) -> bool:
    """Return whether somebody is signed in."""
    return browser.get(reverse("admin:index")).status_code == 200


def give(browser: Client, **form: str) -> bool:
    """Give a code or an answer; return whether it let one in to where one wanted to go."""
    answer = browser.post(reverse("second_step"), form)
    assert is_in(browser) == (answer.status_code == 302)
    return answer.status_code == 302 and answer["Location"] == "/admin/work/"


class TestCodes:
    """One-time and recovery codes."""

    def test_the_code_is_the_standards(self) -> None:
        """RFC 6238, appendix B, first row: the last six figures of 94287082."""
        at = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
        assert factors.step_of(SECRET, "287082", at=at) == 1

    def test_a_password_alone_opens_no_page_and_a_code_does(self, aoki: User) -> None:
        with_generator(aoki)
        browser = at_second_step(aoki)
        assert not is_in(browser)
        assert give(browser, code=code_at())

    @pytest.mark.parametrize("halves", [-1, 0, 1])
    def test_a_clock_may_be_half_a_minute_wrong(self, aoki: User, halves: int) -> None:
        with_generator(aoki)
        assert give(at_second_step(aoki), code=code_at(AT + halves * HALF_MINUTE))

    @pytest.mark.parametrize("halves", [-2, 2])
    def test_and_no_more(self, aoki: User, halves: int) -> None:
        with_generator(aoki)
        assert not give(at_second_step(aoki), code=code_at(AT + halves * HALF_MINUTE))

    def test_a_code_is_good_once_and_so_is_every_older_one(self, aoki: User) -> None:
        with_generator(aoki)
        assert give(at_second_step(aoki), code=code_at())
        for used in (code_at(), code_at(AT - HALF_MINUTE)):
            assert not give(at_second_step(aoki), code=used)
        assert give(at_second_step(aoki), code=code_at(AT + HALF_MINUTE))

    @pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcdef", "-12345", "000000"])
    def test_what_is_no_code_lets_nobody_in(self, aoki: User, typed: str) -> None:
        with_generator(aoki)
        assert not give(at_second_step(aoki), code=typed)

    def test_another_persons_code_lets_nobody_in(self, aoki: User, baba: User) -> None:
        codes = with_generator(baba)
        other = b"another secret, 20 b"
        code = f"{hotp(other, int(AT.timestamp()) // 30):06}"
        services.add_generator(user=aoki, name="telephone", secret=other, code=code, by=aoki, at=AT)
        for typed in (code_at(), codes[0]):
            assert not give(at_second_step(aoki), code=typed)

    def test_two_secrets_exchanged_in_the_database_let_nobody_in_and_recovery_codes_still_do(
        self, aoki: User, baba: User
    ) -> None:
        recovery = {user.pk: with_generator(user) for user in (aoki, baba)}
        one, other = CodeGenerator.objects.order_by("pk")
        CodeGenerator.objects.filter(pk=one.pk).update(secret=other.secret)
        CodeGenerator.objects.filter(pk=other.pk).update(secret=one.secret)
        for user in (aoki, baba):
            assert not give(at_second_step(user), code=code_at())
            assert give(at_second_step(user), code=recovery[user.pk][0])

    def test_each_recovery_code_is_good_once_and_stored_as_a_hash(self, aoki: User) -> None:
        codes = with_generator(aoki)
        assert len(set(codes)) == limits.RECOVERY_CODES
        assert give(at_second_step(aoki), code=codes[0].lower())
        assert not give(at_second_step(aoki), code=codes[0])
        assert give(at_second_step(aoki), code=codes[1].replace("-", ""))
        kept = RecoveryCode.objects.values_list("code_hash", flat=True)
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)

    def test_new_recovery_codes_end_the_old_ones(self, aoki: User) -> None:
        old = with_generator(aoki)
        new = services.renew_recovery_codes(user=aoki, by=aoki, at=AT)
        assert not give(at_second_step(aoki), code=old[0])
        assert give(at_second_step(aoki), code=new[0])

    def test_guessing_codes_has_to_wait_like_guessing_passwords(
        self, aoki: User, clock: time_machine.Traveller
    ) -> None:
        with_generator(aoki)
        for _try in range(limits.TRIES_PER_NAME):
            assert not give(at_second_step(aoki), code="000000")
        assert not give(at_second_step(aoki), code=code_at())
        later = AT + limits.HOLD
        clock.move_to(later)
        assert give(at_second_step(aoki), code=code_at(later))
        assert AuditEntry.objects.filter(action="accounts.second_step_failed").count() == limits.TRIES_PER_NAME
        assert AuditEntry.objects.get(action="accounts.sign_in_throttled").changes["held"] == "code"

    def test_of_many_guesses_at_the_same_moment_no_more_are_judged(
        self, aoki: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_generator(aoki)
        browsers = [at_second_step(aoki) for _one in range(limits.TRIES_PER_NAME + 1)]
        # All of them have looked, and found the way open, before the first is counted.
        monkeypatch.setattr(signing_in, "refuse_held", lambda *given: None)
        for browser in browsers[:-1]:
            assert not give(browser, code="000000")
        assert not give(browsers[-1], code=code_at())
        assert AuditEntry.objects.filter(action="accounts.second_step_failed").count() == limits.TRIES_PER_NAME

    def test_the_secret_is_sealed_and_bound_to_its_owner(self, aoki: User, baba: User) -> None:
        with_generator(aoki)
        stored = CodeGenerator.objects.get(user=aoki).secret
        assert sealed.opened(stored, bound_to=f"accounts.code_generator:{aoki.pk}") == SECRET
        with pytest.raises(ValueError, match="No key opens"):
            sealed.opened(stored, bound_to=f"accounts.code_generator:{baba.pk}")

    def test_a_former_key_of_the_installation_still_opens_it(self, settings: LazySettings) -> None:
        stored, former = sealed.sealed(SECRET, bound_to="x"), settings.SECRET_KEY
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [former]
        assert sealed.opened(stored, bound_to="x") == SECRET


class TestPasskeys:
    """A device that signs."""

    def challenge(self, browser: Client) -> str:
        """Return what the page asks a passkey to sign."""
        options = json.loads(browser.get(reverse("second_step")).context["passkey_options"])
        assert options["rpId"] == "testserver"
        return str(options["challenge"])

    def test_a_passkey_lets_its_owner_in(self, aoki: User) -> None:
        device = with_passkey(aoki)
        for _time in range(2):
            browser = at_second_step(aoki)
            assert give(browser, answer=device.use(self.challenge(browser)))

    def test_an_answer_to_another_challenge_is_refused(self, aoki: User) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        earlier = self.challenge(browser)
        self.challenge(browser)
        assert not give(browser, answer=device.use(earlier))

    def test_an_answer_is_good_once(self, aoki: User) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        answer = device.use(self.challenge(browser))
        assert give(browser, answer=answer)
        assert not give(at_second_step(aoki), answer=answer)

    def test_a_challenge_is_good_once_even_after_a_wrong_answer(self, aoki: User) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        challenge = self.challenge(browser)
        assert not give(browser, answer="{}")
        assert not give(browser, answer=device.use(challenge))

    @pytest.mark.parametrize(
        "elsewhere", [{"origin": "http://testserver.evil.example"}, {"origin": "https://testserver"}, {"host": "evil"}]
    )
    def test_an_answer_given_elsewhere_is_refused(self, aoki: User, elsewhere: dict[str, str]) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        device.origin, device.host = elsewhere.get("origin", device.origin), elsewhere.get("host", device.host)
        assert not give(browser, answer=device.use(self.challenge(browser)))

    @pytest.mark.parametrize("counts", [0, -1])
    def test_a_device_that_counts_back_is_a_copy(self, aoki: User, counts: int) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        assert give(browser, answer=device.use(self.challenge(browser), counts=5))
        browser = at_second_step(aoki)
        assert not give(browser, answer=device.use(self.challenge(browser), counts=counts))
        assert Passkey.objects.get(user=aoki).uses == 5

    def test_another_devices_signature_is_refused(self, aoki: User) -> None:
        device, browser = with_passkey(aoki), at_second_step(aoki)
        device.key = Authenticator("", "").key
        assert not give(browser, answer=device.use(self.challenge(browser)))

    def test_another_persons_passkey_is_refused(self, aoki: User, baba: User) -> None:
        with_passkey(aoki)
        device, browser = with_passkey(baba), at_second_step(aoki)
        assert not give(browser, answer=device.use(self.challenge(browser)))

    @pytest.mark.parametrize("answer", ["x", "[]", "{}", '{"id": 7}', '{"id": "AA", "rawId": "AA", "type": "x"}'])
    def test_what_is_no_answer_is_refused(self, aoki: User, answer: str) -> None:
        with_passkey(aoki)
        browser = at_second_step(aoki)
        self.challenge(browser)
        assert not give(browser, answer=answer)

    @pytest.mark.parametrize("elsewhere", [{"origin": "http://evil.example"}, {"host": "evil.example"}])
    def test_no_passkey_is_added_that_was_made_elsewhere(self, aoki: User, elsewhere: dict[str, str]) -> None:
        with_passkey(aoki, **elsewhere)
        assert not Passkey.objects.exists()

    def test_none_is_offered_where_the_portal_has_no_name(self, aoki: User, settings: LazySettings) -> None:
        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        browser = Client(HTTP_HOST="127.0.0.1")
        browser.force_login(aoki)
        assert browser.get(reverse("add_key")).context["passkey_options"] == ""
